package org.waymark.segment;

/**
 * The hop that a path takes through one AS of a segment.
 *
 * @param ia the AS
 * @param ingress the interface towards the beginning of the segment; 0 for none
 * @param egress the interface towards the end of the segment; 0 for none
 * @param root the connected hash-tree root in the AS entry, which a revocation of an interface of
 *     this AS must match. A root that is not 32 bytes long matches nothing.
 */
public record Hop(IsdAs ia, long ingress, long egress, ByteString root) {
  /**
   * {@return whether the path uses the interface of this AS; false for interface 0, which means
   * none}
   */
  public boolean uses(long interfaceId) {
    return interfaceId != 0 && (interfaceId == ingress || interfaceId == egress);
  }
}
