package org.waymark.conform.vector;

/**
 * The deliberate differences from the recorded behaviour. Each rule changes some recorded
 * expectations.
 */
public enum Rule {
  /** An AS entry with sign type none is rejected, even if the original server accepted it. */
  UNSIGNED("unsigned"),
  /** Input that crashed the original server is rejected. */
  UNCAUGHT("uncaught"),
  /** A TRC update that crosses ISDs is rejected. */
  ISD("isd"),
  /** LZ4 text of more than 1 MiB is rejected. */
  LZ4_LIMIT("lz4-limit"),
  /** Interface ids of 2^63 or more and unknown hash types make a revocation invalid. */
  VALID("valid"),
  /**
   * A packet with a wrong layer-4 checksum is dropped, although the original server accepted it.
   */
  CHECKSUM("checksum"),
  /** There is no master, so messages and requests to the master of the local AS are not sent. */
  NO_MASTER("no-master"),
  /**
   * Segments that are expired, future-dated, unsigned, or of the wrong type or shape are rejected,
   * and therefore have no effects.
   */
  REFUSED("refused"),
  /**
   * Segments with the same number of hops are equally correct, both as routes and in results that
   * are truncated at the limit.
   */
  TIE("tie"),
  /** Revocations that are unproven or not current have no effect and are not forwarded. */
  UNPROVEN("unproven"),
  /**
   * A revocation is accepted up to 4 s before and after its epoch, because the clocks of sender,
   * replica and log are never equal. Only the revocation's own times decide which segments it
   * kills.
   */
  SLACK("slack"),
  /** A revocation of a newer epoch is accepted and forwarded while an older one is current. */
  EPOCH("epoch"),
  /** At each worker step, exactly the segments that are live and due are propagated. */
  LIVE_PROPAGATION("live-propagation"),
  /**
   * A reply of more than 65,535 bytes is truncated, and so is a reply to another AS whose packet
   * would exceed the 9,216 bytes that border routers accept.
   */
  CUT("cut"),
  /**
   * Only segments that are part of a path count towards the limit on results, and the results
   * alternate between the first ASes of the segments. A DOWN segment may be combined with an UP
   * segment below the core or over a peering link.
   */
  USEFUL("useful"),
  /**
   * Pending requests are answered after all segments of a message have been processed, not after
   * each segment.
   */
  WHOLE("whole"),
  /**
   * Reading a revocation store never drops revocations, so a subsequent read at an earlier time has
   * a different result.
   */
  READS("reads"),
  /**
   * The original server read this data from the shared cache. Here, another replica verifies the
   * data and requests the trust material that it needs. Whatever that replica records takes effect
   * on this server as if this server had received it.
   */
  SHARED("shared"),
  /**
   * A TRC or chain is accepted only if it can be verified with TRCs and chains that have already
   * been accepted.
   */
  TRUST("trust"),
  /**
   * A request for version 0 of a TRC or chain is answered with the newest version (PROTOCOL 3.1).
   */
  NEWEST("newest"),
  /**
   * A request waits 10 s for a segment over which it can be sent. The segment must end in the local
   * AS, because the request would be lost over any other segment.
   */
  WAITING("waiting");

  private final String text;

  Rule(String text) {
    this.text = text;
  }

  /** {@return the name used in reports} */
  public String text() {
    return text;
  }
}
