package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.waymark.faults.Promise;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.EventLog;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;

/** Compares stores with the written rules and with each other. */
public final class StoreComparison {
  private static final List<Topic> FOLDED = List.of(Topic.EVENTS, Topic.TRUST);

  private final LogModel model;
  private final BrokenPromises broken;

  /**
   * @param broken notified of every difference
   */
  public StoreComparison(LogModel model, BrokenPromises broken) {
    this.model = model;
    this.broken = broken;
  }

  /** Builds a store from the whole log in a single fold. {@return the store, to be closed} */
  public static Store rebuild(EventLog log, ApplySettings settings) {
    Store store = Store.inMemory(settings);
    store.requireLog(log.identity());
    store.begin(new ColdStart(0, Long.MIN_VALUE));
    for (Topic topic : FOLDED) {
      log.readToEnd(topic, log.identity().at(topic, 0), records -> store.apply(topic, records));
    }
    return store;
  }

  /**
   * Compares a store that has applied the whole log with the model, which has also read the whole
   * log.
   */
  public void sameAsModel(String whose, ReadView view) {
    long applied = view.position(Topic.EVENTS).orElseThrow().nextOffset();
    broken.check(
        applied == model.size(),
        Promise.POSITION_MATCHES_ROWS,
        whose + " has applied " + applied + " of " + model.size() + " records");
    List<String> quarantine = new ArrayList<>();
    for (Row row : view.rows(Topic.EVENTS)) {
      if (row instanceof Row.Quarantine one) {
        quarantine.add(one.offset() + ": " + one.reason().number());
      }
    }
    List<String> expected =
        model.state().quarantine.stream()
            .sorted(Comparator.comparingLong(OracleState.QuarantineRow::offset))
            .map(one -> one.offset() + ": " + one.reasonCode())
            .toList();
    broken.check(
        quarantine.equals(expected),
        Promise.EQUAL_QUARANTINES,
        whose + " has quarantined " + quarantine + ", the model " + expected);
    StateDigest digest = view.digest(Topic.EVENTS);
    broken.check(
        digest.equals(model.digestAt(model.size())),
        Promise.EQUAL_OFFSETS_EQUAL_ROWS,
        "%s has digest %s, the model %s".formatted(whose, digest, model.digestAt(model.size())));
    for (Topic topic : FOLDED) {
      broken.check(
          view.recomputeDigest(topic).equals(view.digest(topic)),
          Promise.POSITION_MATCHES_ROWS,
          whose + " has a digest of " + topic + " that is not that of its rows");
    }
  }

  /** Compares a store with a store that was built from offset 0. */
  public void same(String whose, ReadView view, ReadView expected) {
    for (Topic topic : FOLDED) {
      broken.check(
          view.rows(topic).equals(expected.rows(topic)),
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          whose + " has other rows of " + topic + " than a rebuilt store");
      Optional<Long> applied = view.position(topic).map(Position::nextOffset);
      broken.check(
          applied.equals(expected.position(topic).map(Position::nextOffset)),
          Promise.POSITION_MATCHES_ROWS,
          whose + " has applied " + applied + " records of " + topic);
    }
  }
}
