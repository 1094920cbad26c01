package org.waymark.faults.simulation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.waymark.faults.Promise;
import org.waymark.log.memory.LogConnection;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.store.Store;
import org.waymark.store.view.ReadView;

/** The checks that are made when replicas have had time to recover from the last fault. */
final class FinalChecks {
  /** The gauges that must be 0 when all activity has ended. */
  private static final List<String> WAITING =
      List.of(
          "waymark.requests.pending",
          "waymark.requests.waiting",
          "waymark.reads.waiting",
          "waymark.segments.unsettled",
          "waymark.revocations.unproven",
          "waymark.room.entries");

  private final ReplicaGroup group;
  private final LogModel model;
  private final BrokenPromises broken;
  private final StoreComparison comparison;

  FinalChecks(ReplicaGroup group, LogModel model, BrokenPromises broken) {
    this.group = group;
    this.model = model;
    this.broken = broken;
    this.comparison = new StoreComparison(model, broken);
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
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** Checks that no request, segment or revocation is waiting any more. */
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
    try (Store rebuilt =
            StoreComparison.rebuild(LogConnection.open(group.log()), group.settings());
        ReadView expected = rebuilt.view()) {
      comparison.sameAsModel("a rebuilt store", expected);
      for (SimulatedReplica one : group.replicas()) {
        if (one.process().isPresent()) {
          try (ReadView view = one.process().get().view()) {
            comparison.sameAsModel(one.id(), view);
            comparison.same(one.id(), view, expected);
          }
        }
      }
    }
  }
}
