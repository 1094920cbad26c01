package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
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
 * subject: segments key 34 | expiry_s 8    of a segment of which a version was stored
 *          segments key 34       of any other segment that could be decoded
 *          IA 8 | interface 8    of an interface-down, and of a revocation that changed nothing
 *          IA 8 | interface 8 | {@link EventSource}    of a revocation that took effect
 *          key of blocks         of a block, and of a renewal that was ignored
 *          nothing               of all others
 * </pre>
 *
 * <p>The changes to segments have their own sources, but a revocation may take effect without
 * killing any.
 *
 * @param recordTimeMs the record time in Unix milliseconds
 * @param subject the subject, as described above, without the expiry or source
 * @param expiryS the expiry of a version that was stored, in Unix seconds
 * @param source the source of a revocation that took effect
 */
public record RecordSummary(
    long recordTimeMs,
    Effect effect,
    byte[] subject,
    OptionalLong expiryS,
    Optional<EventSource> source) {
  private static final int EFFECT = Long.BYTES;
  private static final int SUBJECT = EFFECT + 1;
  private static final int INTERFACE = 2 * Long.BYTES;
  private static final Effect[] EFFECTS = Effect.values();

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
    LEFT_OUT,
    /** A replica renewed a block that an operator had replaced or lifted by then. */
    RENEWAL_IGNORED;

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
          case REVOKED,
              REVOCATION_KNOWN,
              TICKED,
              TICK_IDLE,
              BLOCKED,
              INTERFACE_DOWN,
              LEFT_OUT,
              RENEWAL_IGNORED ->
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
          LEFT_OUT,
          RENEWAL_IGNORED ->
          Optional.empty();
    };
  }

  /** {@return the subject of the block, if the record is a block or a renewal of one} */
  public Optional<BlockSubject> ofBlock() {
    return effect == Effect.BLOCKED || effect == Effect.RENEWAL_IGNORED
        ? Optional.of(RowCodec.subject(subject))
        : Optional.empty();
  }

  /** {@return the path in the record, if the record contained a segment that could be decoded} */
  public Optional<SegmentKey> ofSegment() {
    return isOfSegment() ? Optional.of(Keys.segment(subject)) : Optional.empty();
  }

  /** Summarizes a record that stored no version. */
  public static RecordSummary of(long recordTimeMs, Effect effect, byte[] subject) {
    return new RecordSummary(recordTimeMs, effect, subject, OptionalLong.empty(), Optional.empty());
  }

  /** Summarizes a record that stored a version. */
  public static RecordSummary ofVersion(Effect effect, byte[] segment, SegmentValue version) {
    return new RecordSummary(
        version.recordTimeMs(),
        effect,
        segment,
        OptionalLong.of(version.expiryS()),
        Optional.empty());
  }

  /** Summarizes a revocation that took effect. */
  public static RecordSummary ofRevocation(long recordTimeMs, byte[] subject, EventSource source) {
    return new RecordSummary(
        recordTimeMs, Effect.REVOKED, subject, OptionalLong.empty(), Optional.of(source));
  }

  public byte[] encode() {
    byte[] end = expiryS.isPresent() ? Keys.number(expiryS.getAsLong()) : Keys.NONE;
    byte[] from = source.map(EventSource::encode).orElse(Keys.NONE);
    return ByteBuffer.allocate(SUBJECT + subject.length + end.length + from.length)
        .putLong(recordTimeMs)
        .put((byte) effect.ordinal())
        .put(subject)
        .put(end)
        .put(from)
        .array();
  }

  public static RecordSummary decode(byte[] value) {
    Effect effect = effect(value);
    int end =
        switch (effect) {
          case ADDED, REPLACED -> SUBJECT + Keys.SEGMENT;
          case REVOKED -> SUBJECT + INTERFACE;
          default -> value.length;
        };
    return new RecordSummary(
        Keys.number(value),
        effect,
        Arrays.copyOfRange(value, SUBJECT, end),
        effect.changesState()
            ? OptionalLong.of(ByteBuffer.wrap(value).getLong(end))
            : OptionalLong.empty(),
        effect == Effect.REVOKED
            ? Optional.of(EventSource.decode(ByteBuffer.wrap(value, end, value.length - end)))
            : Optional.empty());
  }

  private static Effect effect(byte[] value) {
    return EFFECTS[value[EFFECT]];
  }

  /**
   * {@return the version that a record stored, if it stored one, without decoding anything else}
   */
  public static Optional<VersionPointer> stored(long offset, byte[] value) {
    int end = SUBJECT + Keys.SEGMENT;
    return effect(value).changesState()
        ? Optional.of(
            new VersionPointer(
                Arrays.copyOfRange(value, SUBJECT, end),
                offset,
                ByteBuffer.wrap(value).getLong(end)))
        : Optional.empty();
  }
}
