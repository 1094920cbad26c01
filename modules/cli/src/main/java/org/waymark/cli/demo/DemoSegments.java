package org.waymark.cli.demo;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;

/**
 * The segments that the demo registers, newly created and signed.
 *
 * @param first UP segments of the local AS, and CORE segments
 * @param near DOWN segments to a leaf AS, registered one by one
 * @param far DOWN segments to another leaf AS, registered while a replica is down
 */
record DemoSegments(List<SegmentRecord> first, List<CapnpSegment> near, List<CapnpSegment> far) {
  static final int MAX_ASES = 4;

  /**
   * Creates the segments of a network, which takes about a second.
   *
   * @return the segments
   */
  static DemoSegments make(Network network, IsdAs local, IsdAs nearLeaf, IsdAs farLeaf) {
    Stream<SegmentRecord> up =
        network
            .segments()
            .up(local, MAX_ASES)
            .map(segment -> SegmentRecord.of(SegmentType.UP, segment));
    Stream<SegmentRecord> core =
        network
            .segments()
            .all(SegmentType.CORE, MAX_ASES)
            .map(segment -> SegmentRecord.of(SegmentType.CORE, segment));
    return new DemoSegments(
        Stream.concat(up, core).toList(), down(network, nearLeaf), down(network, farLeaf));
  }

  private static List<CapnpSegment> down(Network network, IsdAs leaf) {
    return network
        .segments()
        .all(SegmentType.DOWN, MAX_ASES)
        .filter(segment -> segment.lastIa().equals(leaf))
        .toList();
  }

  /** {@return those of the given segments that use the revoked interface} */
  Set<SegmentId> hitBy(Revocation revocation, Set<SegmentId> ids) {
    return first.stream()
        .flatMap(record -> record.segment().asOptional().stream())
        .filter(segment -> ids.contains(segment.id()))
        .filter(
            segment ->
                segment.hops().stream()
                    .anyMatch(
                        hop ->
                            hop.ia().equals(revocation.ia()) && hop.uses(revocation.interfaceId())))
        .map(segment -> segment.id())
        .collect(Collectors.toSet());
  }
}
