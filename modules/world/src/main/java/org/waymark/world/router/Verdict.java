package org.waymark.world.router;

import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpType;

/** The decision on a packet. */
sealed interface Verdict {
  /** Deliver the packet to a host or service of this AS. */
  record Deliver(ScionPath path) implements Verdict {}

  /**
   * Forward the packet to the neighbour.
   *
   * @param egress the interface by which it leaves
   * @param path the path in the form in which the neighbour must receive it
   */
  record Forward(int egress, ScionPath path) implements Verdict {}

  /**
   * Drop the packet, and report the reason to its source.
   *
   * @param interfaceId the ingress or egress interface to which the error refers
   */
  record Refuse(ScmpType type, int interfaceId, boolean isIngress) implements Verdict {}
}
