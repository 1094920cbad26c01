package org.waymark.faults.truth;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.log.Entry;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;

/** Creates the entries that replicas append for segments. */
public final class SegmentEntries {
  private SegmentEntries() {}

  /**
   * Creates the entry for a segment.
   *
   * @param writer the name of the replica
   */
  public static Entry of(SegmentType type, CapnpSegment segment, String writer) {
    EventBody body =
        new EventBody.SegmentEvent(segment.format(), type, segment.bytes(), usedTrust(segment));
    return new Entry(
        RecordKeys.segment(segment.id()),
        body.kind(),
        EventCodec.encode(Event.own(writer, body).with(List.of(segment.eventId(type)))));
  }

  private static List<TrustVersion> usedTrust(CapnpSegment segment) {
    Set<TrustVersion> used = new LinkedHashSet<>();
    for (CapnpAsEntry entry : segment.entries()) {
      used.add(new TrustVersion(TrustKind.TRC, IsdAs.of(entry.ia().isd(), 0), entry.trcVersion()));
      used.add(new TrustVersion(TrustKind.CHAIN, entry.ia(), entry.certVersion()));
    }
    return List.copyOf(used);
  }
}
