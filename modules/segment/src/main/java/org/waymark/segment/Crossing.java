package org.waymark.segment;

import java.util.List;

/**
 * The routes through an AS that are available to a path, according to the AS's entry in a segment:
 * the route of the segment itself, and one route per peer link.
 *
 * @param mtu the MTU inside the AS, in bytes; 0 if the entry does not specify it
 * @param passage the route of the segment itself
 * @param peerings the peer links, in the order of the hop entries
 */
public record Crossing(IsdAs ia, int mtu, Passage passage, List<Peering> peerings) {
  public Crossing {
    peerings = List.copyOf(peerings);
  }

  /**
   * The route through an AS that one hop field permits.
   *
   * @param ingress the interface towards the beginning of the segment, or the interface of the peer
   *     link; 0 for none
   * @param egress the interface towards the end of the segment; 0 for none
   * @param ingressMtu the MTU of the link at the ingress, in bytes; 0 if the entry does not specify
   *     it
   * @param expiryS the last second in which the hop field is valid, in Unix seconds
   */
  public record Passage(long ingress, long egress, int ingressMtu, long expiryS) {}

  /**
   * A peer link, and the route from it towards the end of the segment.
   *
   * @param neighbour the AS at the other end of the link
   * @param remoteId the interface at that end
   */
  public record Peering(IsdAs neighbour, long remoteId, Passage passage) {}
}
