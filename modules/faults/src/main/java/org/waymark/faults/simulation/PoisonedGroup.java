package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.segment.IsdAs;
import org.waymark.wire.message.SegmentRecord;

/** Simulated replicas with a log to which anyone can write. */
public final class PoisonedGroup implements AutoCloseable {
  private static final int READY_WITHIN_MS = 10_000;
  private static final int APPLIED_WITHIN_MS = 500;

  private final ReplicaGroup group;
  private final LogModel model;
  private final BrokenPromises broken = new BrokenPromises();
  private final RunJournal journal;
  private final ClientLoad clients;
  private final FinalChecks checks;

  public PoisonedGroup(SmallNetwork network, IsdAs local, long seed, int replicas) {
    group =
        new ReplicaGroup(
            network, local, seed, SmallNetwork.START_MS, replicas, _ -> new ReplicaDisk.InMemory());
    model = new LogModel(() -> LogConnection.open(group.log()), group.settings());
    journal = new RunJournal(group.clock());
    clients =
        new ClientLoad(
            group,
            model,
            new Acknowledgements(group, model, broken, journal),
            (_, _, _) -> {},
            broken,
            journal);
    checks = new FinalChecks(group, model, broken);
  }

  /** Starts all replicas. */
  public void start() {
    group.replicas().forEach(SimulatedReplica::start);
    group.timers().runForMs(APPLIED_WITHIN_MS);
  }

  /** {@return the current time in Unix milliseconds} */
  public long nowMs() {
    return group.clock().wallMs();
  }

  /** Lets time pass. */
  public void runForMs(long ms) {
    group.timers().runForMs(ms);
  }

  /**
   * Writes a record to a topic.
   *
   * @param kind the kind of fault in the record, which is part of the name of its counter
   */
  public void append(String kind, Topic topic, Entry entry) {
    journal.count("poison");
    journal.happened("poison-" + kind, entry.toString());
    group.log().append(topic, entry).join();
  }

  /** Kills a random replica, which is then restarted by its supervisor. */
  public void crash() {
    journal.count("fault-crashes");
    group.replicas().get(group.random().nextInt(group.replicas().size())).crash();
  }

  /** Registers a segment with each running replica. {@return the segments} */
  public List<SegmentRecord> registerLasting() {
    List<SegmentRecord> registered = new ArrayList<>();
    for (SimulatedReplica one : group.replicas()) {
      one.process()
          .ifPresent(
              process -> {
                registered.add(clients.registerLasting(process));
                journal.count("honest");
                group.timers().runForMs(APPLIED_WITHIN_MS);
              });
    }
    return registered;
  }

  /** Waits until all replicas run, and checks that they are ready. */
  public void recover() throws BrokenPromiseException {
    group.replicas().forEach(SimulatedReplica::start);
    group.timers().runForMs(READY_WITHIN_MS);
    checks.ready();
    broken.report();
  }

  /**
   * Checks that all replicas are ready, have equal rows and the given segments, and quarantine
   * exactly the records that the written rules quarantine.
   *
   * @return the number of times each event happened, by counter name
   */
  public Map<String, Long> check(List<SegmentRecord> honest) throws BrokenPromiseException {
    checks.noFaults();
    checks.ready();
    checks.equalRows();
    broken.report();
    for (SimulatedReplica one : group.replicas()) {
      for (SegmentRecord record : honest) {
        broken.check(
            one.process().orElseThrow().stores(record),
            Promise.NOTHING_ACKNOWLEDGED_IS_LOST,
            one.id() + " does not have " + record.segment().orElseThrow());
      }
    }
    broken.report();
    journal.count("quarantined", model.state().quarantine.size());
    return journal.counts();
  }

  @Override
  public void close() {
    group.close();
  }
}
