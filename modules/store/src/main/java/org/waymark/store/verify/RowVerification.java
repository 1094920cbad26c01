package org.waymark.store.verify;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PresentRows;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Family;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.Rows;
import org.waymark.store.view.ViewDecoders;

/** Verifies all rows of a store that contains a positions row. */
final class RowVerification {
  private final Rows rows;
  private final ApplySettings settings;

  RowVerification(Rows rows, ApplySettings settings) {
    this.rows = rows;
    this.settings = settings;
  }

  /**
   * The result of a verification.
   *
   * @param rows the number of rows in each table that was read completely
   * @param difference the first wrong row, if there is one
   */
  record Outcome(Map<String, Long> rows, Optional<RowDifference> difference) {}

  /**
   * Reads every row. Stops at the first difference.
   *
   * @param total the approximate number of rows, for progress
   */
  Outcome run(Positions positions, long total, RowProgress progress) {
    try (VerifiedRows verified = new VerifiedRows(rows, total, progress)) {
      Optional<RowDifference> difference = Optional.empty();
      try {
        check(verified, positions);
      } catch (DifferentRowException e) {
        difference = Optional.of(e.difference());
      }
      Map<String, Long> counts = new LinkedHashMap<>();
      for (Family family : Family.values()) {
        Optional.ofNullable(verified.counts().get(family))
            .ifPresent(count -> counts.put(family.label(), count));
      }
      return new Outcome(counts, difference);
    }
  }

  private void check(VerifiedRows verified, Positions positions) {
    Derivation derivation = new Derivation(settings);
    ViewDecoders decoders = new ViewDecoders(settings.limits());
    try (RowSnapshot forPast = rows.snapshot();
        HistoryView history =
            new HistoryView(rows.snapshot(), decoders, positions, settings.aheadMs())) {
      RowReader past = PresentRows.of(forPast, positions, settings.aheadMs());
      new EventCheck(verified, derivation, positions).run();
      new TimeCheck(verified, positions).run();
      new ChangeCheck(verified, derivation, past, history).run();
      new OutlineCheck(verified, history).run();
      new PastRowCheck(verified, derivation, past, positions).run();
      new StateCheck(verified, derivation, past, positions).run();
    }
  }
}
