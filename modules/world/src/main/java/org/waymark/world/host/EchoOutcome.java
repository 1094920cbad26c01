package org.waymark.world.host;

import org.waymark.wire.packet.ScmpType;

/** What became of an echo request. */
public sealed interface EchoOutcome {
  /** The host at the other end answered. */
  record Answered(long roundTripNs) implements EchoOutcome {}

  /** A border router on the way said why it cannot forward. */
  record Refused(ScmpType type) implements EchoOutcome {}

  /** Nothing came back in time. */
  record Lost() implements EchoOutcome {}
}
