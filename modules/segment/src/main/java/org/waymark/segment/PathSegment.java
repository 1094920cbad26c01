package org.waymark.segment;

import java.util.List;

/**
 * A path segment: an ordered list of ASes that starts at a core AS, signed by each of them.
 *
 * <p>The properties in this interface exist in every wire format and are sufficient for storing
 * segments, answering requests and applying revocations. A second format would be a second
 * implementation of this interface. All properties are derived from {@link #bytes}, which are
 * always kept verbatim because signatures cover them.
 */
public sealed interface PathSegment permits CapnpSegment {
  SegmentFormat format();

  /** {@return the identity of the path} */
  SegmentId id();

  /** {@return the time at which the segment was started, in Unix seconds} */
  long timestampS();

  /** {@return the last second in which the segment is valid, in Unix seconds} */
  long expiryS();

  /** {@return the ASes of the path in order, at least one} */
  List<Hop> hops();

  /**
   * {@return the hops over peer links, one per AS entry and peer, in order} They are not part of
   * the segment's own path, but end-to-end paths may use them instead. Revoking one of their
   * interfaces does not remove the segment.
   */
  List<Hop> peers();

  /** {@return the routing policies of the ASes that set one, in order} */
  List<AsRoutingPolicy> routingPolicies();

  /**
   * {@return the routes through each AS that end-to-end paths may use, in the order of {@link
   * #hops}}
   */
  List<Crossing> crossings();

  /**
   * {@return the approximate size in memory, in bytes; it is never too low} Bounded buffers must
   * count this size rather than the wire size, because bytes on the wire can unpack to a hundred
   * times their size.
   */
  long memoryBytes();

  /** {@return the verbatim wire bytes} */
  ByteString bytes();

  /**
   * {@return a SHA-256 over everything except times, hop MACs, certificate versions and signatures}
   * To a user of the path, two versions with equal content differ only in their lifetimes.
   */
  ByteString contentDigest();

  /**
   * {@return the identity of the segment event: a SHA-256 over the type and everything that
   * signatures cover} Unsigned fields, the message layout and additional signatures do not change
   * the identity.
   */
  ByteString eventId(SegmentType type);

  /** {@return the AS at which the segment starts} */
  default IsdAs firstIa() {
    return hops().getFirst().ia();
  }

  /** {@return the AS at which the segment ends} */
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
