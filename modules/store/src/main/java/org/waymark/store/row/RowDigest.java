package org.waymark.store.row;

import java.util.Arrays;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.wire.event.RowKind;

/** Computes the digest of a state from its rows, which reads every one of them. */
public final class RowDigest {
  private RowDigest() {}

  /**
   * {@return the digest computed from the rows; it equals that of the positions if the rows are
   * intact}
   *
   * @throws RuntimeException if apply cannot have written one of the rows
   */
  public static StateDigest of(RowReader rows, Positions positions, Topic topic) {
    RowTotals rowTotals = new RowTotals(RowTotals.Totals.NONE);
    RowHash hash = new RowHash();
    for (RowKind kind : kinds(topic)) {
      Family family = Family.ofKind(kind);
      rows.scan(
          family,
          Keys.NONE,
          (key, value) -> {
            rowTotals.add(kind, hash.of(RowCodec.decode(family, key, value)));
            return true;
          });
    }
    return positions.with(rowTotals.totals(), positions.lastTickMs()).digest(topic);
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
