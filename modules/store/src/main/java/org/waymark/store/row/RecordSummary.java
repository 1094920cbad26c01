package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.wire.event.BlockSubject;

/**
 * A summary of a record of {@code .events}: its effect, and the rows that it concerned. Its value
 * in {@link Family#EVENTS} is big-endian:
 *
 * <pre>
 * recordTime_ms 8 | effect 1 | subject
 *
 * subject: segments key 34       of a segment that could be decoded
 *          IA 8 | interface 8    of an interface-down, and of a revocation that changed nothing
 *          IA 8 | interface 8 | {@link EventSource}    of a revocation that took effect
 *          key of blocks         of a block
 *          nothing               of all others
 * </pre>
 *
 * <p>Rows of older builds lack the source. The changes to segments have their own sources, but a
 * revocation may take effect without killing any.
 *
 * @param recordTimeMs the record time in Unix milliseconds
 * @param subject the subject, as described above, without the source
 * @param source the source of a revocation that took effect, if the row has it
 */
public record RecordSummary(
    long recordTimeMs, Effect effect, byte[] subject, Optional<EventSource> source) {
  private static final int SUBJECT = Long.BYTES + 1;
  private static final int INTERFACE = 2 * Long.BYTES;

  /** The kinds of effects. Their order, which determines the numbers in rows, never changes. */
  public enum Effect {
    ADDED,
    REPLACED,
    IGNORED,
    KILLED_ON_ARRIVAL,
    REVOKED,
    REVOCATION_KNOWN,
    TICKED,
    TICK_IDLE,
    BLOCKED,
    INTERFACE_DOWN,
    QUARANTINED,
    /** A replay left the record out. */
    LEFT_OUT;

    /** {@return whether this record changed the stored version of a segment} */
    public boolean changesState() {
      return this == ADDED || this == REPLACED;
    }
  }

  /** {@return whether the record contained a segment} */
  public boolean isOfSegment() {
    return subject.length > 0
        && switch (effect) {
          case ADDED, REPLACED, IGNORED, KILLED_ON_ARRIVAL, QUARANTINED -> true;
          case REVOKED, REVOCATION_KNOWN, TICKED, TICK_IDLE, BLOCKED, INTERFACE_DOWN, LEFT_OUT ->
              false;
        };
  }

  /**
   * {@return the interface in the record, if the record was a revocation or a report that an
   * interface is down}
   */
  public Optional<AsInterface> ofInterface() {
    return switch (effect) {
      case REVOKED, REVOCATION_KNOWN, INTERFACE_DOWN -> {
        ByteBuffer in = ByteBuffer.wrap(subject);
        yield Optional.of(new AsInterface(new IsdAs(in.getLong()), in.getLong()));
      }
      case ADDED,
          REPLACED,
          IGNORED,
          KILLED_ON_ARRIVAL,
          TICKED,
          TICK_IDLE,
          BLOCKED,
          QUARANTINED,
          LEFT_OUT ->
          Optional.empty();
    };
  }

  /** {@return the subject of the block, if the record set, changed or lifted a block} */
  public Optional<BlockSubject> ofBlock() {
    return effect == Effect.BLOCKED ? Optional.of(RowCodec.subject(subject)) : Optional.empty();
  }

  /** {@return the path in the record, if the record contained a segment that could be decoded} */
  public Optional<SegmentKey> ofSegment() {
    return isOfSegment() ? Optional.of(Keys.segment(subject)) : Optional.empty();
  }

  public byte[] encode() {
    byte[] end = source.map(EventSource::encode).orElse(Keys.NONE);
    return ByteBuffer.allocate(SUBJECT + subject.length + end.length)
        .putLong(recordTimeMs)
        .put((byte) effect.ordinal())
        .put(subject)
        .put(end)
        .array();
  }

  public static RecordSummary decode(byte[] value) {
    Effect effect = Effect.values()[value[Long.BYTES]];
    int end = effect == Effect.REVOKED ? Math.min(SUBJECT + INTERFACE, value.length) : value.length;
    return new RecordSummary(
        Keys.number(value),
        effect,
        Arrays.copyOfRange(value, SUBJECT, end),
        end == value.length
            ? Optional.empty()
            : Optional.of(EventSource.decode(ByteBuffer.wrap(value, end, value.length - end))));
  }
}
