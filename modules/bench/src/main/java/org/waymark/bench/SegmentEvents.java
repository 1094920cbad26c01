package org.waymark.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.Transport;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;

/**
 * Creates segment events as a replica would append them, with valid signatures and of realistic
 * size.
 */
final class SegmentEvents {
  private static final int CHUNK = 2_000;
  private static final ByteString ADDRESS = ByteString.owning(new byte[] {127, 0, 0, 1});

  private SegmentEvents() {}

  /**
   * Creates a segment along the route. It shares no AS entry with segments that have other
   * timestamps.
   *
   * @param timestampS the timestamp in Unix seconds
   * @return the segment
   */
  static CapnpSegment segment(Network network, Route route, long timestampS) {
    SegmentDraft draft = network.segments().along(route).timestampS(timestampS);
    return draft.withArbitraryRoots().make();
  }

  /**
   * Creates the entry that is appended for a registration.
   *
   * @return the entry
   */
  static Entry entry(SegmentType type, CapnpSegment segment, IsdAs registrant) {
    EventBody body =
        new EventBody.SegmentEvent(segment.format(), type, segment.bytes(), trust(segment));
    Event event =
        new Event(
            Event.NEWEST_SCHEMA,
            List.of(segment.eventId(type)),
            "bench",
            new Origin(Transport.SCION_UDP, registrant, ADDRESS),
            1,
            body);
    return new Entry(RecordKeys.segment(segment.id()), body.kind(), EventCodec.encode(event));
  }

  private static List<TrustVersion> trust(CapnpSegment segment) {
    Set<TrustVersion> used = new LinkedHashSet<>();
    for (CapnpAsEntry entry : segment.entries()) {
      used.add(new TrustVersion(TrustKind.TRC, IsdAs.of(entry.ia().isd(), 0), entry.trcVersion()));
      used.add(new TrustVersion(TrustKind.CHAIN, entry.ia(), entry.certVersion()));
    }
    return List.copyOf(used);
  }

  /**
   * Creates a segment along each route and appends it.
   *
   * @return the total size of the values in bytes
   */
  static long append(
      EventLog log, Network network, SegmentType type, Stream<Route> routes, long timestampS) {
    List<Route> all = routes.toList();
    long bytes = 0;
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<Entry> entries =
          all.subList(from, Math.min(all.size(), from + CHUNK)).parallelStream()
              .map(route -> entry(type, segment(network, route, timestampS), route.first()))
              .toList();
      List<CompletableFuture<Appended>> appended = new ArrayList<>(entries.size());
      for (Entry entry : entries) {
        bytes += entry.value().length;
        appended.add(log.append(Topic.EVENTS, entry));
      }
      appended.forEach(CompletableFuture::join);
    }
    return bytes;
  }
}
