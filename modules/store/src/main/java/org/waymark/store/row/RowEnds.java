package org.waymark.store.row;

import java.util.OptionalLong;
import org.waymark.segment.Expiry;

/**
 * Computes when rows expire, in Unix milliseconds. A tick at or after a row's expiration removes
 * the row (APPLY, Rows).
 */
public final class RowEnds {
  private static final long DAY_MS = 86_400_000;

  private final long aheadMs;

  public RowEnds(long aheadMs) {
    this.aheadMs = aheadMs;
  }

  public OptionalLong of(Row row) {
    return switch (row) {
      case Row.Segment segment -> OptionalLong.of(Expiry.endMs(segment.expiryS()));
      // Record times are not monotonic, so until then, a replica may still read a segment that this
      // revocation kills.
      case Row.Revocation revocation -> OptionalLong.of(revocation.expiryMs() + DAY_MS + aheadMs);
      case Row.InterfaceDown down -> OptionalLong.of(down.endMs());
      case Row.Block block -> OptionalLong.of(block.endMs());
      case Row.Quarantine quarantine ->
          OptionalLong.of(Saturating.add(quarantine.recordTimeMs(), DAY_MS));
      case Row.Trust trust -> OptionalLong.empty();
    };
  }
}
