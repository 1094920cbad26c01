package org.waymark.resolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.TrustKind;

/** Makes stores with given content, from one network at one time. */
final class Stores {
  static final long NOW_MS = 1_520_000_000_000L;
  static final Network NETWORK = Network.of(NetworkTopology.twoIsds(), 5, new VirtualClock(NOW_MS));

  private Stores() {}

  /** {@return every segment of the network with at most the given number of ASes} */
  static List<Typed> all(int maxAses) {
    List<Typed> all = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      NETWORK.segments().all(type, maxAses).forEach(one -> all.add(new Typed(type, one)));
    }
    return all;
  }

  /** Makes a store with the trust material of some ISDs and the given segments. */
  static Store holding(List<Typed> segments, IntPredicate trusted) {
    Store store = Store.inMemory(ApplySettings.DEFAULT);
    append(
        store,
        Topic.TRUST,
        NETWORK.trust().trcs().stream()
            .filter(trc -> trusted.test(trc.isd()))
            .map(trc -> new EventBody.TrustEvent(TrustKind.ANCHOR, trc.json())));
    append(store, segments);
    return store;
  }

  /** Adds segments to those in the store. */
  static void append(Store store, List<Typed> segments) {
    append(
        store,
        Topic.EVENTS,
        segments.stream()
            .map(
                one ->
                    new EventBody.SegmentEvent(
                        one.segment().format(), one.type(), one.segment().bytes(), List.of())));
  }

  /** Applies more events to the store. */
  static void append(Store store, Topic topic, Stream<? extends EventBody> bodies) {
    long first = store.position(topic).map(position -> position.nextOffset()).orElse(0L);
    List<LogRecord> records = new ArrayList<>();
    bodies.forEach(
        body ->
            records.add(
                new LogRecord(
                    first + records.size(),
                    0,
                    NOW_MS,
                    ByteString.EMPTY,
                    EventCodec.encode(Event.own("test", body)))));
    if (!records.isEmpty()) {
      store.apply(topic, records);
    }
  }
}
