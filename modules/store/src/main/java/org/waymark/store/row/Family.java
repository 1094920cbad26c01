package org.waymark.store.row;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.waymark.wire.event.RowKind;

/**
 * The ordered tables of a store. Tables with a kind hold the rows of the state; the others hold
 * indexes and the positions. Layouts are in {@link Keys} and {@link RowCodec}.
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
  POSITIONS("positions", Optional.empty());

  private final String columnFamily;
  private final Optional<RowKind> kind;

  Family(String columnFamily, Optional<RowKind> kind) {
    this.columnFamily = columnFamily;
    this.kind = kind;
  }

  /** {@return the name of the column family} */
  public byte[] columnFamily() {
    return columnFamily.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return the kind of its rows} */
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

  /** {@return the table that holds the rows of the kind with this number} */
  public static Family ofKind(int number) {
    for (RowKind kind : RowKind.values()) {
      if (kind.number() == number) {
        return ofKind(kind);
      }
    }
    throw new StoreException.Unavailable("row of unknown kind " + number);
  }
}
