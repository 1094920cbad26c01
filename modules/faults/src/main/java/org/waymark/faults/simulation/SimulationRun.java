package org.waymark.faults.simulation;

import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StateDigest;
import org.waymark.wire.message.SegmentRecord;

/**
 * One run of the simulation. Clients act and faults happen at random; then all faults end, and the
 * final checks are made. The seed determines everything in the run.
 */
final class SimulationRun implements AutoCloseable {
  private static final int STEPS = 40;
  private static final int MOST_STEP_MS = 3_000;
  private static final int MOST_MESSAGES = 4;

  /**
   * Now and then, nobody does anything for minutes, in which segments and revocations end and
   * segments are sent again.
   */
  private static final int QUIET_EVERY = 10;

  private static final int MOST_QUIET_MS = 150_000;
  private static final int MOST_REPLICAS = 5;

  /**
   * The maximum time between the creation of the fixtures and the start of a run, in seconds. The
   * actual time is random, so that runs start at different points in the windows of hash trees.
   */
  private static final int LATEST_START_S = 7_200;

  private static final int READY_WITHIN_MS = 10_000;

  /** The time within which held entries are recorded and waiting revocations expire. */
  private static final int SETTLED_WITHIN_MS = 25_000;

  private static final int APPLIED_WITHIN_MS = 1_000;
  private static final int END_STEP_MS = 50;

  private final ReplicaGroup group;
  private final LogModel model;
  private final RunJournal journal;
  private final BrokenPromises broken = new BrokenPromises();
  private final Acknowledgements acknowledged;
  private final TokenClients tokens;
  private final ClientLoad clients;
  private final FaultInjector faults;
  private final FinalChecks checks;

  SimulationRun(SmallNetwork network, long seed, IntFunction<ReplicaDisk> disks) {
    Random random = new Random(seed);
    IsdAs local = random.nextInt(3) == 0 ? SmallNetwork.LEAF : SmallNetwork.CORE;
    int replicas = 1 + random.nextInt(MOST_REPLICAS);
    long startMs = SmallNetwork.START_MS + random.nextInt(LATEST_START_S) * 1_000L;
    group = new ReplicaGroup(network, local, seed, startMs, replicas, disks);
    model = new LogModel(() -> LogConnection.open(group.log()), group.settings());
    journal = new RunJournal(group.clock());
    acknowledged = new Acknowledgements(group, model, broken, journal);
    tokens = new TokenClients(group, model, acknowledged, broken, journal, seed);
    clients = new ClientLoad(group, model, acknowledged, tokens::wrote, broken, journal);
    faults = new FaultInjector(group, model, acknowledged, journal);
    checks = new FinalChecks(group, model, broken);
  }

  /** Performs the run. {@return the number of times each event happened, by counter name} */
  Map<String, Long> perform() throws BrokenPromiseException {
    group.onStep(this::compare);
    group.replicas().forEach(SimulatedReplica::start);
    group.timers().runForMs(2_000);
    for (int step = 0; step < STEPS; step++) {
      if (group.random().nextInt(5) < 2) {
        faults.strike();
      }
      for (int i = group.random().nextInt(MOST_MESSAGES); i >= 0; i--) {
        clients.act();
      }
      tokens.act();
      group.timers().runForMs(group.random().nextInt(MOST_STEP_MS));
      if (group.random().nextInt(QUIET_EVERY) == 0) {
        group.timers().runForMs(group.random().nextInt(MOST_QUIET_MS));
      }
      report();
    }
    recover();
    return counts();
  }

  /** Compares the store of a process with the model, at the offset that the store has reached. */
  private void compare(ReplicaProcess process) {
    long applied = process.applied(Topic.EVENTS);
    if (!process.followsPresentLog() || !process.hasMoved(group.history(), applied)) {
      return;
    }
    model.read();
    StateDigest digest = process.store().digest(Topic.EVENTS);
    broken.check(
        applied <= model.size() && digest.equals(model.digestAt(applied)),
        Promise.EQUAL_OFFSETS_EQUAL_ROWS,
        "%s has %s after %d records of %d".formatted(process, digest, applied, model.size()));
  }

  private void recover() throws BrokenPromiseException {
    faults.endAll();
    group.timers().runForMs(READY_WITHIN_MS);
    checks.ready();
    report();
    group.timers().runForMs(SETTLED_WITHIN_MS);
    report();
    serveAgain();
    checks.nothingWaits();
    awaitEnd();
    tokens.readEverywhere();
    checks.equalRows();
    acknowledged.check();
    report();
  }

  /** Lets time pass until every replica has applied the newest record, such as a tick. */
  private void awaitEnd() {
    for (int waitedMs = 0; waitedMs < APPLIED_WITHIN_MS && isBehind(); waitedMs += END_STEP_MS) {
      group.timers().runForMs(END_STEP_MS);
    }
  }

  private boolean isBehind() {
    model.read();
    return group.replicas().stream()
        .anyMatch(one -> one.process().orElseThrow().applied(Topic.EVENTS) < model.size());
  }

  /** Registers a segment with each replica. All replicas must then serve each of these segments. */
  private void serveAgain() {
    for (SimulatedReplica one : group.replicas()) {
      SegmentRecord record = clients.registerLasting(one.process().orElseThrow());
      group.timers().runForMs(APPLIED_WITHIN_MS);
      for (SimulatedReplica other : group.replicas()) {
        broken.check(
            other.process().orElseThrow().stores(record),
            Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
            other.id() + " does not have a segment that was registered with " + one.id());
      }
    }
  }

  private void report() throws BrokenPromiseException {
    checks.noFaults();
    broken.report();
  }

  private Map<String, Long> counts() {
    journal.count("virtual-s", group.clock().monotonicNs() / 1_000_000_000);
    journal.count("replicas", group.replicas().size());
    journal.count("records", model.size());
    for (SimulatedReplica one : group.replicas()) {
      one.process().ifPresent(process -> journal.count("rebuilds", process.rebuilds()));
    }
    return journal.counts();
  }

  RunJournal journal() {
    return journal;
  }

  @Override
  public void close() {
    group.close();
  }
}
