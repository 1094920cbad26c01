package org.waymark.segment;

import java.util.List;

/**
 * What one AS entry of a segment offers to a path: the way of the segment through the AS, and ways
 * from its peer links.
 *
 * @param mtu inside the AS, bytes; 0 when the entry does not say
 * @param way of the segment itself
 * @param peerings in the order of the entry
 */
public record Crossing(IsdAs ia, int mtu, Passage passage, List<Peering> peerings) {
  public Crossing {
    peerings = List.copyOf(peerings);
  }

  /**
   * What one hop field allows.
   *
   * @param ingress interface towards the beginning of the segment, or of the peer link; 0 for none
   * @param egress interface towards the end of the segment, 0 for none
   * @param ingressMtu of the link at the ingress, bytes; 0 when the entry does not say
   * @param expiryS the last second through which the hop field is valid, Unix seconds
   */
  public record Passage(long ingress, long egress, int ingressMtu, long expiryS) {}

  /**
   * A peer link and the way from there towards the end of the segment.
   *
   * @param neighbour the AS at the other end of the link
   * @param remoteId the interface there
   */
  public record Peering(IsdAs neighbour, long remoteId, Passage passage) {}
}
