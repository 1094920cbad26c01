package org.waymark.bench.micro;

import java.util.List;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.LogRecord;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/** The data for the benchmarks: the load-test network, and its segments of three ASes. */
final class Sample {
  static final IsdAs LOCAL = IsdAs.parse("1-11");
  private static final long SEED = 3;

  final Clock clock = new SystemClock();
  final Network network;

  Sample(int leaves) {
    network = Network.of(NetworkTopology.wide(leaves), SEED, clock);
  }

  /**
   * Creates one segment of three ASes for each route.
   *
   * @return at most the given number of segments
   */
  List<CapnpSegment> segments(int atMost) {
    return network
        .topology()
        .routes(SegmentType.DOWN, 3)
        .filter(route -> route.size() == 3)
        .limit(atMost)
        .map(route -> network.segments().along(route).withArbitraryRoots().make())
        .toList();
  }

  /**
   * Creates the record of a registered segment, as the log returns it.
   *
   * @return the record
   */
  LogRecord record(long offset, SegmentType type, CapnpSegment segment) {
    EventBody body = new EventBody.SegmentEvent(segment.format(), type, segment.bytes(), List.of());
    Entry entry = new Entry(RecordKeys.segment(segment.id()), body.kind(), encoded(body));
    return new LogRecord(offset, 0, clock.wallMs(), entry.key(), entry.value());
  }

  private static byte[] encoded(EventBody body) {
    return EventCodec.encode(Event.own("bench", body));
  }
}
