package org.waymark.store.row;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.waymark.wire.event.RowKind;

/**
 * The ordered tables of a store. Tables with a kind contain the rows of the state; the others
 * contain indexes, the positions, and history. The layouts are described in {@link Keys}, {@link
 * RowCodec} and {@link HistoryKeys}.
 */
public enum Family {
  SEGMENTS("segments", Optional.of(RowKind.SEGMENT)),
  BY_FIRST("by-first", Optional.empty()),
  BY_LAST("by-last", Optional.empty()),
  BY_INTERFACE("by-interface", Optional.empty()),
  REVOCATIONS("revocations", Optional.of(RowKind.REVOCATION)),
  INTERFACE_DOWN("interface-down", Optional.of(RowKind.INTERFACE_DOWN)),
  BLOCKS("blocks", Optional.of(RowKind.BLOCK)),
  QUARANTINE("quarantine", Optional.of(RowKind.QUARANTINE)),
  TRUST("trust", Optional.of(RowKind.TRUST)),
  ENDS("ends", Optional.empty()),
  POSITIONS("positions", Optional.empty()),
  BYTES("bytes", Optional.empty()),
  HISTORY("history", Optional.empty()),
  PAST_ROWS("past-rows", Optional.empty()),
  PAST_BY_END("past-by-end", Optional.empty()),
  PAST_BY_INTERFACE("past-by-interface", Optional.empty()),
  EVENTS("events", Optional.empty()),
  KILLS("kills", Optional.empty()),
  TICKS("ticks", Optional.empty()),
  TIMES("times", Optional.empty()),
  COVERS("covers", Optional.empty()),
  OUTLINES("outlines", Optional.empty());

  private final String columnFamily;
  private final Optional<RowKind> kind;

  Family(String columnFamily, Optional<RowKind> kind) {
    this.columnFamily = columnFamily;
    this.kind = kind;
  }

  /**
   * {@return whether rows of this table never change once written}
   *
   * <p>Such a row belongs to an offset, and readers of an earlier state ignore rows with later
   * offsets. A snapshot may therefore contain rows that were written after it was taken.
   */
  public boolean isAppendOnly() {
    return ordinal() > POSITIONS.ordinal();
  }

  /** {@return the name of the table, for messages} */
  public String label() {
    return columnFamily;
  }

  /** {@return the name of the column family} */
  public byte[] columnFamily() {
    return columnFamily.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return the kind of the rows in this table} */
  public RowKind kind() {
    return kind.orElseThrow();
  }

  public static Family ofKind(RowKind kind) {
    return switch (kind) {
      case SEGMENT -> SEGMENTS;
      case REVOCATION -> REVOCATIONS;
      case INTERFACE_DOWN -> INTERFACE_DOWN;
      case BLOCK -> BLOCKS;
      case QUARANTINE -> QUARANTINE;
      case TRUST -> TRUST;
    };
  }

  /** {@return the table for rows of the kind with the given number} */
  public static Family ofKind(int number) {
    for (RowKind kind : RowKind.values()) {
      if (kind.number() == number) {
        return ofKind(kind);
      }
    }
    throw new StoreException.Unavailable("row of unknown kind " + number);
  }
}
