package org.waymark.segment;

import java.util.List;

/**
 * A path segment: an ordered list of ASes from a core AS outwards, signed by each of them.
 *
 * <p>The facts below are what every format has, and all that storing, answering and revoking need.
 * They are derived from {@link #bytes}, which are kept verbatim for ever: signatures cover them.
 */
public sealed interface PathSegment permits CapnpSegment {
  SegmentFormat format();

  /** {@return the identity of the path} */
  SegmentId id();

  /** {@return when the segment was started, in Unix seconds} */
  long timestampS();

  /** {@return the last second through which the segment is valid, in Unix seconds} */
  long expiryS();

  /** {@return the ASes of the path in order, at least one} */
  List<Hop> hops();

  /**
   * {@return the links that are no part of the path but may be used with it, one entry per AS entry
   * and peer, in order; their interfaces can be revoked too, which kills nothing}
   */
  List<Hop> peers();

  /** {@return the routing policies of its ASes, in order} */
  List<AsRoutingPolicy> routingPolicies();

  /**
   * {@return what each AS of the path offers to end-to-end paths, in the order of {@link #hops}}
   */
  List<Crossing> crossings();

  /**
   * {@return about how many bytes of memory it takes, and no fewer: a few wire bytes can unpack to
   * a hundred times as many, and it is these that a bounded buffer has to count}
   */
  long memoryBytes();

  /** {@return the verbatim wire bytes} */
  ByteString bytes();

  /**
   * {@return a SHA-256 over everything but times, hop MACs, certificate versions and signatures:
   * two versions of one path with equal content differ in nothing a user of the path would notice,
   * except how long they last}
   */
  ByteString contentDigest();

  /**
   * {@return a SHA-256 over the type and everything signatures cover: the identity of a segment
   * event. Unsigned fields, other layouts and second signatures do not change it}
   */
  ByteString eventId(SegmentType type);

  /** {@return the AS the segment starts at} */
  default IsdAs firstIa() {
    return hops().getFirst().ia();
  }

  /** {@return the AS the segment ends at} */
  default IsdAs lastIa() {
    return hops().getLast().ia();
  }

  /**
   * {@return the first millisecond at which the segment is no longer valid, in Unix milliseconds}
   */
  default long endMs() {
    return Expiry.endMs(expiryS());
  }
}
