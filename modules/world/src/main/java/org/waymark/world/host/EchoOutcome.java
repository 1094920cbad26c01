package org.waymark.world.host;

import org.waymark.wire.packet.ScmpType;

/** The outcome of an echo request. */
public sealed interface EchoOutcome {
  /** The destination host replied. */
  record Answered(long roundTripNs) implements EchoOutcome {}

  /** A border router on the path reported why it could not forward the request. */
  record Refused(ScmpType type) implements EchoOutcome {}

  /** No reply arrived in time. */
  record Lost() implements EchoOutcome {}
}
