package org.waymark.store;

import java.util.Arrays;
import java.util.List;
import org.waymark.log.Topic;
import org.waymark.wire.event.RowKind;

/** The digest of a state computed from its rows, which costs a look at each of them. */
final class RowDigest {
  private RowDigest() {}

  /**
   * {@return the digest that the positions have if the rows are those of their state}
   *
   * @throws RuntimeException if a row is not as apply writes it
   */
  static StateDigest of(RowReader rows, Positions positions, Topic topic) {
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

  /** {@return the kinds of row that records of the topic make} */
  static List<RowKind> kinds(Topic topic) {
    return switch (topic) {
      case EVENTS -> Arrays.stream(RowKind.values()).filter(kind -> kind != RowKind.TRUST).toList();
      case TRUST -> List.of(RowKind.TRUST);
      case AUDIT -> List.of();
    };
  }
}
