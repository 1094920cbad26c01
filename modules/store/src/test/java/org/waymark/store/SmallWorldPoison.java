package org.waymark.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.AsEntryFields;

/** Values that are quarantined and change nothing else, each with the number of the reason. */
final class SmallWorldPoison {
  record Value(String name, byte[] value, int reasonCode) {}

  private SmallWorldPoison() {}

  static List<Value> all(SmallWorldEvents events) {
    byte[] tick = events.tick(SmallWorld.BASE_MS);
    ByteString garbage = SmallWorld.arbitrary("garbage");
    List<Value> values = new ArrayList<>();
    values.add(new Value("empty", new byte[0], 1));
    values.add(new Value("too long", new byte[DecoderLimits.DEFAULT.eventBytes() + 1], 2));
    values.add(new Value("garbage", garbage.toBytes(), 4));
    values.add(new Value("cut", ByteString.of(tick, 0, tick.length - 8).toBytes(), 4));
    values.add(new Value("newer schema", newerSchema(), 3));
    values.add(new Value("trust", events.event(trust(garbage)), 8));
    values.add(new Value("audit", events.event(new EventBody.ReplicaStopped("test")), 8));
    values.add(new Value("segment of garbage", events.event(segment(garbage)), 10));
    values.add(new Value("segment of nothing", events.event(segment(ByteString.EMPTY)), 10));
    values.add(new Value("long segment", events.segment(SegmentType.DOWN, 1, hops(65)), 9));
    values.add(new Value("revocation of garbage", events.event(revocation(garbage)), 11));
    return values;
  }

  private static byte[] newerSchema() {
    EventBody body = new EventBody.TickEvent(SmallWorld.BASE_MS);
    Event event = new Event(Event.NEWEST_SCHEMA + 1, List.of(), "replica", Origin.SELF, 0, body);
    return EventCodec.encode(event);
  }

  private static EventBody trust(ByteString json) {
    return new EventBody.TrustEvent(TrustKind.TRC, json);
  }

  private static EventBody segment(ByteString bytes) {
    return new EventBody.SegmentEvent(SegmentFormat.CAPNP, SegmentType.DOWN, bytes, List.of());
  }

  private static EventBody revocation(ByteString bytes) {
    return new EventBody.RevocationEvent(SegmentFormat.CAPNP, bytes);
  }

  private static List<AsEntryFields> hops(int count) {
    SmallWorld.Crossing crossing = SmallWorld.DIRECT.getFirst();
    return Collections.nCopies(
        count, SmallWorldEvents.entry(crossing, 1, SmallWorld.arbitrary("root"), 1_400));
  }
}
