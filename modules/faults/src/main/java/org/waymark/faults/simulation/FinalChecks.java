package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.faults.Promise;
import org.waymark.fixtures.oracle.OracleState;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.store.ColdStart;
import org.waymark.store.Store;
import org.waymark.store.row.Row;
import org.waymark.store.row.StateDigest;
import org.waymark.store.view.ReadView;

/** The checks of replicas that have had time to recover from the last fault. */
final class FinalChecks {
  private static final List<Topic> FOLDED = List.of(Topic.EVENTS, Topic.TRUST);

  /** What must be empty once nothing happens any more. */
  private static final List<String> WAITING =
      List.of(
          "waymark.requests.pending",
          "waymark.requests.waiting",
          "waymark.segments.unsettled",
          "waymark.revocations.unproven",
          "waymark.room.entries");

  private final ReplicaGroup group;
  private final LogModel model;
  private final BrokenPromises broken;

  FinalChecks(ReplicaGroup group, LogModel model, BrokenPromises broken) {
    this.group = group;
    this.model = model;
    this.broken = broken;
  }

  /** Checks that every replica is ready. */
  void ready() {
    for (SimulatedReplica one : group.replicas()) {
      broken.check(
          one.isReady(),
          Promise.READY_IN_TIME,
          one.id()
              + " is "
              + one.process().map(process -> process.state().text()).orElse("not running"));
    }
  }

  /** Checks that nothing was thrown. */
  void noFaults() {
    for (RecordedFaults.Fault fault : group.faults().faults()) {
      broken.add(Promise.NO_CRASH, fault.what() + ": " + trace(fault.cause()));
    }
  }

  private static String trace(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  /** Checks that nothing waits any more. */
  void nothingWaits() {
    for (SimulatedReplica one : group.replicas()) {
      for (String gauge : WAITING) {
        one.process()
            .ifPresent(
                process ->
                    broken.check(
                        process.gauge(gauge) == 0,
                        Promise.RESOURCES_ARE_BOUNDED,
                        process + " has " + process.gauge(gauge) + " " + gauge));
      }
    }
  }

  /** Checks that all replicas have the rows that follow from the log. */
  void equalRows() {
    model.read();
    try (Store rebuilt = rebuild();
        ReadView expected = rebuilt.view()) {
      sameAsModel("a rebuilt store", expected);
      for (SimulatedReplica one : group.replicas()) {
        if (one.process().isPresent()) {
          try (ReadView view = one.process().get().view()) {
            sameAsModel(one.id(), view);
            same(one.id(), view, expected);
          }
        }
      }
    }
  }

  private Store rebuild() {
    EventLog log = LogConnection.open(group.log());
    Store store = Store.inMemory(group.settings());
    store.requireLog(log.identity());
    store.begin(new ColdStart(0, Long.MIN_VALUE));
    for (Topic topic : FOLDED) {
      log.readToEnd(topic, log.identity().at(topic, 0), records -> store.apply(topic, records));
    }
    return store;
  }

  private void sameAsModel(String whose, ReadView view) {
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
            .sorted(java.util.Comparator.comparingLong(OracleState.QuarantineRow::offset))
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

  private void same(String whose, ReadView view, ReadView expected) {
    for (Topic topic : FOLDED) {
      broken.check(
          view.rows(topic).equals(expected.rows(topic)),
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          whose + " has other rows of " + topic + " than a rebuilt store");
      Optional<Long> applied = view.position(topic).map(at -> at.nextOffset());
      broken.check(
          applied.equals(expected.position(topic).map(at -> at.nextOffset())),
          Promise.POSITION_MATCHES_ROWS,
          whose + " has applied " + applied + " records of " + topic);
    }
  }
}
