package org.waymark.conform.vector;

/** A deliberate difference to the recorded behaviour, by which a recorded expectation is turned. */
public enum Rule {
  /** An AS entry with sign type none is refused, whatever was recorded. */
  UNSIGNED("unsigned"),
  /** What ended the original process is refused. */
  UNCAUGHT("uncaught"),
  /** A TRC update across ISDs is refused. */
  ISD("isd"),
  /** LZ4 text of more than 1 MiB is refused. */
  LZ4_LIMIT("lz4-limit"),
  /** Interface ids from 2^63 on and unknown hash types make a revocation invalid. */
  VALID("valid"),
  /** A packet with a wrong layer-4 checksum is dropped, although the original took it. */
  CHECKSUM("checksum"),
  /** There is no master: messages to one of the own AS, and what it was asked, are gone. */
  NO_MASTER("no-master"),
  /**
   * Segments that are expired, future-dated, unsigned, of the wrong type or shape are refused, and
   * what they caused is gone.
   */
  REFUSED("refused"),
  /** Among segments tied for fewest hops any one is right, for sending over as for the limit. */
  TIE("tie"),
  /** Revocations that prove against nothing or are not current have no effect and stay here. */
  UNPROVEN("unproven"),
  /**
   * A revocation is taken up to 4 s before and after its time: the clocks of sender, replica and
   * log are never the same, and what it kills is decided by its own times only.
   */
  SLACK("slack"),
  /** A newer epoch is taken and sent on while the older one is current. */
  EPOCH("epoch"),
  /** What is propagated is what is live and due at the worker step. */
  LIVE_PROPAGATION("live-propagation"),
  /**
   * An answer of more than 65,535 bytes is cut, and one to another AS where its packet would have
   * more than the 9,216 bytes that border routers take.
   */
  CUT("cut"),
  /**
   * The limit of results counts only what is part of a path, and is spread over first ASes. A DOWN
   * segment may join an UP segment below the core or over a peering link.
   */
  USEFUL("useful"),
  /** The segments of one message answer what is pending together, and not one by one. */
  WHOLE("whole"),
  /** What a store of revocations holds is not forgotten by looking: no reading back in time. */
  READS("reads"),
  /**
   * What came from the shared cache was verified by another replica, which asks for its own trust
   * material; and what that replica recorded acts here as if it had come here.
   */
  SHARED("shared"),
  /** A TRC or chain is held only when it verifies against what is held. */
  TRUST("trust"),
  /** A request for version 0 of a TRC or chain is answered with the newest one (PROTOCOL 3.1). */
  NEWEST("newest"),
  /**
   * A request waits 10 s for a segment to be sent over, and only for one that ends here: over
   * another it would be lost.
   */
  WAITING("waiting");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  /** {@return the name in reports} */
  public String text() {
    return text;
  }
}
