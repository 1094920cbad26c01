package org.waymark.world.router;

import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpType;

/** What is to become of a packet. */
sealed interface Verdict {
  /** It goes to a host or service of this AS. */
  record Deliver(ScionPath path) implements Verdict {}

  /**
   * It leaves the AS.
   *
   * @param egress the interface
   * @param path as the neighbour is to see it
   */
  record Forward(int egress, ScionPath path) implements Verdict {}

  /**
   * It is dropped, and its source told why.
   *
   * @param interfaceId what is complained of came in by, or was to leave by
   */
  record Refuse(ScmpType type, int interfaceId, boolean isIngress) implements Verdict {}
}
