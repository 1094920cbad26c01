package org.waymark.store.row;

import java.util.Arrays;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.wire.event.RowKind;

/** Computes the digest of a state from its rows, reading all of them. */
public final class RowDigest {
  private RowDigest() {}

  /**
   * Computes the digest from the rows. If the rows are intact, the result equals the digest in the
   * positions row.
   *
   * @throws RuntimeException if one of the rows cannot have been written by apply
   */
  public static StateDigest of(RowReader rows, Positions positions, Topic topic) {
    return positions.with(totals(rows, kinds(topic)), positions.lastTickMs()).digest(topic);
  }

  /** Computes the totals from all rows. */
  public static RowTotals.Totals totals(RowReader rows) {
    return totals(rows, List.of(RowKind.values()));
  }

  private static RowTotals.Totals totals(RowReader rows, List<RowKind> kinds) {
    RowTotals rowTotals = new RowTotals(RowTotals.Totals.NONE);
    RowHash hash = new RowHash();
    for (RowKind kind : kinds) {
      Family family = Family.ofKind(kind);
      rows.scan(
          family,
          Keys.NONE,
          (key, value) -> {
            rowTotals.add(kind, hash.of(RowCodec.decode(rows, family, key, value)));
            return true;
          });
    }
    return rowTotals.totals();
  }

  /** {@return the kinds of rows that records of the topic create} */
  public static List<RowKind> kinds(Topic topic) {
    return switch (topic) {
      case EVENTS -> Arrays.stream(RowKind.values()).filter(kind -> kind != RowKind.TRUST).toList();
      case TRUST -> List.of(RowKind.TRUST);
      case AUDIT -> List.of();
    };
  }
}
