package org.waymark.wire.event;

import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.capnp.MessageBytes;
import org.waymark.wire.capnp.RefusedException;
import org.waymark.wire.capnp.UntrustedBytes;
import org.waymark.wire.generated.EventSchema;

/**
 * Encodes and decodes events as the values of log records, which are unpacked Cap'n Proto messages
 * (schemas/event.capnp). They are not packed because the log compresses its records.
 */
public final class EventCodec {
  private final DecoderLimits limits;
  private final int newestSchema;

  /** Creates a codec that decodes every schema version of this build. */
  public EventCodec(DecoderLimits limits) {
    this(limits, Event.NEWEST_SCHEMA);
  }

  /**
   * @param newestSchema the newest schema version that is decoded
   */
  public EventCodec(DecoderLimits limits, int newestSchema) {
    this.limits = limits;
    this.newestSchema = newestSchema;
  }

  /** Encodes an event as the value of a record. Equal events result in equal bytes. */
  public static byte[] encode(Event event) {
    return MessageBytes.build(
        EventWriter.words(event),
        message -> EventWriter.write(message.initRoot(EventSchema.Event.factory), event));
  }

  /**
   * Decodes the value of a record.
   *
   * <p>The checks run in the order of {@link ReasonCode}. The codec does not examine the bytes of
   * the segment or revocation in the event.
   */
  public Decoded<Event> decode(byte[] value) {
    return UntrustedBytes.decode(
        limits,
        bytes -> {
          if (value.length > limits.eventBytes()) {
            throw new RefusedException(
                RefusalReason.TOO_LONG,
                value.length + " bytes, but at most " + limits.eventBytes() + " are allowed");
          }
          return EventReader.event(
              bytes.unpacked(value, 0, value.length).getRoot(EventSchema.Event.factory),
              newestSchema,
              bytes);
        });
  }
}
