package org.waymark.store.row;

import java.util.Arrays;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.wire.event.RowKind;

/**
 * The digests of both topics and the number of rows of each kind, updated as rows are added and
 * removed. Not thread-safe.
 */
public final class RowTotals {
  private final DigestSum events = new DigestSum();
  private final DigestSum trust = new DigestSum();
  private final long[] rows = new long[RowKind.values().length];

  public RowTotals(Totals totals) {
    events.set(totals.eventsSum().unsafeBytes());
    trust.set(totals.trustSum().unsafeBytes());
    for (int i = 0; i < rows.length; i++) {
      rows[i] = totals.rows().get(i);
    }
  }

  /**
   * The values of the totals at a point in time.
   *
   * @param eventsSum the digest of events, 32 bytes
   * @param trustSum the digest of trust, 32 bytes
   * @param rows the number of rows of each kind, in the order of {@link RowKind}
   */
  public record Totals(ByteString eventsSum, ByteString trustSum, List<Long> rows) {
    public static final Totals NONE =
        new Totals(
            ByteString.owning(new byte[DigestSum.SIZE]),
            ByteString.owning(new byte[DigestSum.SIZE]),
            Arrays.stream(RowKind.values()).map(kind -> 0L).toList());

    public Totals {
      rows = List.copyOf(rows);
    }

    public long of(RowKind kind) {
      return rows.get(kind.ordinal());
    }

    /** {@return the number of rows that the digest of events covers} */
    public long events() {
      return rows.stream().mapToLong(Long::longValue).sum() - of(RowKind.TRUST);
    }
  }

  public void add(RowKind kind, byte[] hash) {
    sum(kind).add(hash);
    rows[kind.ordinal()]++;
  }

  public void remove(RowKind kind, byte[] hash) {
    sum(kind).subtract(hash);
    rows[kind.ordinal()]--;
  }

  private DigestSum sum(RowKind kind) {
    return kind == RowKind.TRUST ? trust : events;
  }

  public Totals totals() {
    return new Totals(
        ByteString.owning(events.toBytes()),
        ByteString.owning(trust.toBytes()),
        Arrays.stream(rows).boxed().toList());
  }
}
