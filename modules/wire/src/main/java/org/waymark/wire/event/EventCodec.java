package org.waymark.wire.event;

import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.EventSchema;

/**
 * Events and the values of log records: unpacked Cap'n Proto messages (schemas/event.capnp). The
 * log compresses.
 */
public final class EventCodec {
  private final DecoderLimits limits;

  public EventCodec(DecoderLimits limits) {
    this.limits = limits;
  }

  /** {@return the value of a record, the same bytes for equal events} */
  public static byte[] encode(Event event) {
    return MessageBytes.build(
        EventWriter.words(event),
        message -> EventWriter.write(message.initRoot(EventSchema.Event.factory), event));
  }

  /**
   * {@return the event of a record's value}
   *
   * <p>The order of checks is that of {@link ReasonCode}. The bytes of a segment or revocation
   * inside are not looked at.
   */
  public Decoded<Event> decode(byte[] value) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          if (value.length > limits.eventBytes()) {
            throw new RefusedException(
                RefusalReason.TOO_LONG,
                value.length + " bytes, " + limits.eventBytes() + " are allowed");
          }
          return EventReader.event(
              bytes.unpacked(value, 0, value.length).getRoot(EventSchema.Event.factory), bytes);
        });
  }
}
