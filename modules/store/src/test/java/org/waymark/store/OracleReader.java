package org.waymark.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Hop;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentId;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * Reads the content of a record. The codecs parse the bytes; this class derives every fact
 * independently. Values are cached, because contract tests fold the same values thousands of times.
 */
final class OracleReader {
  private final DecoderLimits limits;
  private final EventCodec events;
  private final SegmentCodec segments;
  private final RevocationCodec revocations;
  private final Map<ByteString, OracleFact> known = new ConcurrentHashMap<>();

  OracleReader(DecoderLimits limits) {
    this.limits = limits;
    events = new EventCodec(limits);
    segments = new SegmentCodec(limits);
    revocations = new RevocationCodec(limits);
  }

  OracleOutcome apply(Oracle oracle, LogRecord record) {
    return oracle.apply(record.offset(), record.recordTimeMs(), read(record.value()));
  }

  OracleFact read(byte[] value) {
    return known.computeIfAbsent(ByteString.of(value), _ -> derive(value));
  }

  private OracleFact derive(byte[] value) {
    if (value.length == 0) {
      return poison(OracleReason.EMPTY_VALUE);
    }
    if (value.length > limits.eventBytes()) {
      return poison(OracleReason.TOO_LONG);
    }
    return switch (events.decode(value)) {
      case Decoded.Accepted<Event>(Event event) -> derive(event.body());
      case Decoded.Refused<Event>(Refusal refusal) -> poison(eventReason(refusal.reason()));
    };
  }

  private OracleFact derive(EventBody body) {
    return switch (body) {
      case EventBody.SegmentEvent e ->
          switch (segments.decode(e.format(), e.bytes())) {
            case Decoded.Accepted<PathSegment>(PathSegment s) -> segment(e, (CapnpSegment) s);
            case Decoded.Refused<PathSegment>(Refusal refusal) ->
                poison(
                    isLimit(refusal.reason())
                        ? OracleReason.OVER_LIMIT
                        : OracleReason.MALFORMED_SEGMENT);
          };
      case EventBody.RevocationEvent e ->
          switch (revocations.decode(e.format(), e.bytes())) {
            case Decoded.Accepted<org.waymark.segment.Revocation>(var content) ->
                new OracleFact.Revocation(content, e.bytes());
            case Decoded.Refused<org.waymark.segment.Revocation>(Refusal refusal) ->
                poison(
                    isLimit(refusal.reason())
                        ? OracleReason.OVER_LIMIT
                        : OracleReason.MALFORMED_REVOCATION);
          };
      case EventBody.TickEvent(long timeMs) -> new OracleFact.Tick(timeMs);
      case EventBody.BlockEvent(BlockSubject about, long endMs, String reason) ->
          new OracleFact.Block(subject(about), endMs, reason);
      case EventBody.InterfaceDownEvent(IsdAs ia, long interfaceId, long endMs) ->
          new OracleFact.InterfaceDown(ia, interfaceId, endMs);
      default -> poison(OracleReason.OTHER_TOPIC);
    };
  }

  /** Derives id and expiry from the hop entries 0 (PROTOCOL 1). */
  private static OracleFact segment(EventBody.SegmentEvent event, CapnpSegment segment) {
    Sha256 id = new Sha256();
    int least = 255;
    List<Hop> hops = new ArrayList<>();
    for (CapnpAsEntry entry : segment.entries()) {
      HopField field = entry.hopEntries().getFirst().hopField();
      id.addLong(entry.ia().value()).addLong(field.ingress()).addLong(field.egress());
      least = Math.min(least, field.expTime());
      hops.add(new Hop(entry.ia(), field.ingress(), field.egress(), entry.hashTreeRoot()));
    }
    long timestampS = segment.info().timestampS();
    return new OracleFact.Segment(
        event.format().number(),
        event.type(),
        id.digest(),
        timestampS,
        timestampS + (long) Math.floor(least * 337.5),
        List.copyOf(hops),
        event.bytes());
  }

  private static OracleFact.Subject subject(BlockSubject subject) {
    return switch (subject) {
      case BlockSubject.OfAs(IsdAs ia) -> new OracleFact.Subject.As(ia);
      case BlockSubject.OfInterface(IsdAs ia, long id) -> new OracleFact.Subject.Interface(ia, id);
      case BlockSubject.OfSegment(SegmentId id) -> new OracleFact.Subject.Path(id.bytes());
    };
  }

  private static OracleReason eventReason(RefusalReason reason) {
    return switch (reason) {
      case NEWER_SCHEMA -> OracleReason.NEWER_SCHEMA;
      case UNKNOWN_MEMBER -> OracleReason.UNKNOWN_KIND;
      case FORMAT -> OracleReason.UNKNOWN_FORMAT;
      case SEGMENT_TYPE -> OracleReason.UNKNOWN_TYPE;
      default -> OracleReason.UNDECODABLE;
    };
  }

  private static boolean isLimit(RefusalReason reason) {
    return reason == RefusalReason.TOO_LONG
        || reason == RefusalReason.UNPACKED_TOO_LONG
        || reason.name().startsWith("TOO_MANY_");
  }

  private static OracleFact poison(OracleReason reason) {
    return new OracleFact.Poison(reason.code());
  }
}
