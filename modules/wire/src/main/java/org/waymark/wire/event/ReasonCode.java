package org.waymark.wire.event;

import java.util.Locale;
import org.waymark.wire.Refusal;

/**
 * The reason why a log record was quarantined. If several reasons apply, the reason with the lowest
 * number is stored (APPLY; schemas/event.capnp).
 */
public enum ReasonCode {
  EMPTY_VALUE(1),
  TOO_LONG(2),
  NEWER_SCHEMA(3),
  UNDECODABLE(4),
  UNKNOWN_KIND(5),
  UNKNOWN_FORMAT(6),
  UNKNOWN_TYPE(7),
  OTHER_TOPIC(8),
  OVER_LIMIT(9),
  MALFORMED_SEGMENT(10),
  MALFORMED_REVOCATION(11),
  TIMESTAMP_AHEAD(12),
  ENDED(13),
  ENDED_BEFORE_TICK(14),
  INTERFACE_INVALID(15),
  HASH_TYPE_UNKNOWN(16),
  TREE_TTL_OTHER(17),
  EPOCH_TOO_LARGE(18),
  LEAF_POSITION(19),
  NOT_CURRENT(20);

  private final int number;

  ReasonCode(int number) {
    this.number = number;
  }

  /** {@return the number in the schema} */
  public int number() {
    return number;
  }

  /** {@return the reason in words, for messages and metric labels} */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * {@return the code with the given number in the schema}
   *
   * @throws IllegalArgumentException if there is no such code
   */
  public static ReasonCode ofNumber(int number) {
    if (number < 1 || number > values().length) {
      throw new IllegalArgumentException(number + " is not a reason code");
    }
    return values()[number - 1];
  }

  /** {@return the code for an event that {@link EventCodec} rejected} */
  public static ReasonCode ofEvent(Refusal refusal) {
    return switch (refusal.reason()) {
      case EMPTY -> EMPTY_VALUE;
      case TOO_LONG -> TOO_LONG;
      case NEWER_SCHEMA -> NEWER_SCHEMA;
      case UNKNOWN_MEMBER -> UNKNOWN_KIND;
      case FORMAT -> UNKNOWN_FORMAT;
      case SEGMENT_TYPE -> UNKNOWN_TYPE;
      default -> UNDECODABLE;
    };
  }

  /** {@return the code for an event whose segment bytes were rejected} */
  public static ReasonCode ofSegment(Refusal refusal) {
    return isLimit(refusal) ? OVER_LIMIT : MALFORMED_SEGMENT;
  }

  /** {@return the code for an event whose revocation bytes were rejected} */
  public static ReasonCode ofRevocation(Refusal refusal) {
    return isLimit(refusal) ? OVER_LIMIT : MALFORMED_REVOCATION;
  }

  private static boolean isLimit(Refusal refusal) {
    return switch (refusal.reason()) {
      case TOO_LONG,
          UNPACKED_TOO_LONG,
          TOO_MANY_SEGMENTS,
          TOO_MANY_REVOCATIONS,
          TOO_MANY_AS_ENTRIES,
          TOO_MANY_PEERS,
          TOO_MANY_SIBLINGS,
          TOO_MANY_ITEMS ->
          true;
      default -> false;
    };
  }
}
