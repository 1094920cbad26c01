package org.waymark.store.apply;

import java.util.Optional;
import java.util.function.Function;
import org.waymark.segment.PathSegment;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.EventSource;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.ReasonCode;

/**
 * Decodes the value of a record of {@code .events}. The result is a pure function of the value and
 * the settings. A value is {@link Fact.Poison} only if a decoder rejects it; exceptions have other
 * causes and propagate to the caller. Thread-safe.
 */
public final class FactDecoder {
  private final EventCodec events;
  private final SegmentCodec segments;
  private final RevocationCodec revocations;

  public FactDecoder(ApplySettings settings) {
    events = new EventCodec(settings.limits(), settings.eventSchema());
    segments = new SegmentCodec(settings.limits());
    revocations = new RevocationCodec(settings.limits());
  }

  public Fact decode(byte[] value) {
    return switch (events.decode(value)) {
      case Decoded.Refused<Event>(Refusal refusal) -> new Fact.Poison(ReasonCode.ofEvent(refusal));
      case Decoded.Accepted<Event>(Event event) ->
          fact(event.body(), new EventSource(event.writer(), event.origin()));
    };
  }

  private Fact fact(EventBody body, EventSource source) {
    return switch (body) {
      case EventBody.SegmentEvent segment ->
          fact(
              segments.decode(segment.format(), segment.bytes()),
              ReasonCode::ofSegment,
              (PathSegment decoded) -> new Fact.Segment(decoded, segment.type(), source));
      case EventBody.RevocationEvent revocation ->
          fact(
              revocations.decode(revocation.format(), revocation.bytes()),
              ReasonCode::ofRevocation,
              decoded ->
                  new Fact.Revocation(decoded, revocation.format(), revocation.bytes(), source));
      case EventBody.TickEvent(long timeMs) -> new Fact.Tick(timeMs);
      case EventBody.BlockEvent block -> fact(block, source.writer());
      case EventBody.InterfaceDownEvent down ->
          new Fact.InterfaceDown(down.ia(), down.interfaceId(), down.endMs());
      case EventBody.LogOwner owner -> new Fact.Poison(ReasonCode.OTHER_TOPIC);
      case EventBody.TrustEvent trust -> new Fact.Poison(ReasonCode.OTHER_TOPIC);
      case EventBody.Audit audit -> new Fact.Poison(ReasonCode.OTHER_TOPIC);
    };
  }

  private static Fact fact(EventBody.BlockEvent block, String writer) {
    boolean isRenewal = !block.operator().isEmpty();
    return new Fact.Block(
        block.subject(),
        block.endMs(),
        block.untilMs(),
        block.reason(),
        isRenewal ? block.operator() : writer,
        isRenewal ? Optional.of(writer) : Optional.empty());
  }

  private static <T> Fact fact(
      Decoded<T> decoded, Function<Refusal, ReasonCode> reason, Function<T, Fact> fact) {
    return switch (decoded) {
      case Decoded.Accepted<T>(T value) -> fact.apply(value);
      case Decoded.Refused<T>(Refusal refusal) -> new Fact.Poison(reason.apply(refusal));
    };
  }
}
