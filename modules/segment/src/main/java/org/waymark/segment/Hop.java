package org.waymark.segment;

/**
 * One AS of a segment as the path itself crosses it.
 *
 * @param ia the AS
 * @param ingress interface towards the beginning of the segment, 0 for none
 * @param egress interface towards the end of the segment, 0 for none
 * @param root what a revocation of an interface of this AS must prove against: the connected
 *     hash-tree root in the AS entry. A root that is not 32 bytes long matches nothing.
 */
public record Hop(IsdAs ia, long ingress, long egress, ByteString root) {
  /** {@return whether the path uses the interface, which is not 0, here} */
  public boolean uses(long interfaceId) {
    return interfaceId != 0 && (interfaceId == ingress || interfaceId == egress);
  }
}
