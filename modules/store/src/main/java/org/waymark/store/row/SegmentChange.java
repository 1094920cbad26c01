package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.waymark.wire.event.ReasonCode;

/**
 * The effect of one record on one path. Its value in {@link Family#HISTORY} is big-endian:
 *
 * <pre>
 * kind 1 | cause 8 | source (see {@link EventSource}) | {@link SegmentValue}, unless killed
 * </pre>
 *
 * @param offset the offset of the record
 * @param kind the kind of effect @param cause the offset of the record that explains the change:
 *     the record of the replaced version, of the version that expires later, or of the revocation;
 *     the reason code if quarantined; {@link #NONE} otherwise
 * @param source the origin of the record
 * @param version the version in the record, without its bytes; empty for a revocation
 */
public record SegmentChange(
    long offset, Kind kind, long cause, EventSource source, Optional<SegmentValue> version) {
  /** The value of {@code cause} if no other record explains the change. */
  public static final long NONE = -1;

  /**
   * The effect of a record on a path. The order, which determines the numbers in rows, never
   * changes.
   */
  public enum Kind {
    /** The path was stored, and no version of it had been stored before. */
    ADDED(true),
    /** The version replaced the stored version. */
    REPLACED(true),
    /** A revocation removed the stored version. */
    KILLED(true),
    /** The version was ignored because the stored version expires later. */
    IGNORED(false),
    /** A previously stored revocation killed the version on arrival. */
    KILLED_ON_ARRIVAL(false),
    /** The record was quarantined, for the given reason. */
    QUARANTINED(false);

    private final boolean ofState;

    Kind(boolean ofState) {
      this.ofState = ofState;
    }

    /** {@return whether a change of this kind changes the state} */
    public boolean isOfState() {
      return ofState;
    }
  }

  /** {@return the reason why the record was quarantined, if it was} */
  public Optional<ReasonCode> reason() {
    return kind == Kind.QUARANTINED
        ? Optional.of(ReasonCode.ofNumber((int) cause))
        : Optional.empty();
  }

  public byte[] encode() {
    byte[] from = source.encode();
    byte[] carried = version.map(SegmentValue::array).orElse(new byte[0]);
    return ByteBuffer.allocate(1 + Long.BYTES + from.length + carried.length)
        .put((byte) kind.ordinal())
        .putLong(cause)
        .put(from)
        .put(carried)
        .array();
  }

  /** Decodes a change from a row of history. */
  public static SegmentChange decode(byte[] key, byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Kind kind = Kind.values()[in.get()];
    long cause = in.getLong();
    EventSource source = EventSource.decode(in);
    return new SegmentChange(
        HistoryKeys.invertedOffset(key), kind, cause, source, version(value, in.position()));
  }

  /** {@return the version in the value of a history row, without decoding the other fields} */
  public static Optional<SegmentValue> version(byte[] value) {
    return version(value, EventSource.end(value, 1 + Long.BYTES));
  }

  private static Optional<SegmentValue> version(byte[] value, int from) {
    return from == value.length
        ? Optional.empty()
        : Optional.of(new SegmentValue(Arrays.copyOfRange(value, from, value.length)));
  }
}
