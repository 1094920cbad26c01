package org.waymark.faults.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.waymark.log.Entry;
import org.waymark.log.LogIdentity;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.log.memory.LogConnection;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.ApplySettings;

/** The replicas of one AS with their log, on one virtual clock. Not thread-safe. */
public final class ReplicaGroup implements AutoCloseable {
  private final SmallNetwork network;
  private final IsdAs local;
  private final ApplySettings settings;
  private final VirtualClock clock;
  private final SimulatedTimers timers;
  private final RecordedFaults faults = new RecordedFaults();
  private final Random random;
  private final InMemoryEventLog log;
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private LogIdentity logIdentity;

  /** The number of times that the log has lost records. */
  private int history;

  private Consumer<ReplicaProcess> stepListener = _ -> {};

  /**
   * Creates a group with a new log, whose replicas are not running yet.
   *
   * @param startMs the time at which the run begins, in Unix milliseconds
   * @param disks creates the disk of a replica
   */
  ReplicaGroup(
      SmallNetwork network,
      IsdAs local,
      long seed,
      long startMs,
      int count,
      IntFunction<ReplicaDisk> disks) {
    this.network = network;
    this.local = local;
    settings = network.applySettings();
    clock = new VirtualClock(startMs);
    timers = new SimulatedTimers(clock, seed, faults);
    random = new Random(seed);
    log = new InMemoryEventLog("log", clock);
    logIdentity = log.identity();
    makeTrust();
    for (int number = 0; number < count; number++) {
      replicas.add(new SimulatedReplica(this, number, disks.apply(number)));
    }
  }

  /** Sets the listener that is notified of each step in which a process has followed the log. */
  void onStep(Consumer<ReplicaProcess> listener) {
    stepListener = listener;
  }

  void stepped(ReplicaProcess process) {
    stepListener.accept(process);
  }

  /** Records the owner, TRCs and chains in the log, as {@code waymark log init} does. */
  void makeTrust() {
    for (Entry entry : network.trust(local)) {
      LogConnection.open(log).append(Topic.TRUST, entry).join();
    }
  }

  /** Counts a loss of records in the log. */
  void logLostRecords() {
    history++;
    logIdentity = LogConnection.open(log).identity();
  }

  /** {@return the number of times that the log has lost records} */
  int history() {
    return history;
  }

  /** {@return the identity of the log, even while it cannot be reached} */
  LogIdentity logIdentity() {
    return logIdentity;
  }

  SmallNetwork network() {
    return network;
  }

  /** {@return the AS of the replicas} */
  IsdAs local() {
    return local;
  }

  ApplySettings settings() {
    return settings;
  }

  /** {@return the clock that shows the right time} */
  VirtualClock clock() {
    return clock;
  }

  SimulatedTimers timers() {
    return timers;
  }

  Random random() {
    return random;
  }

  /** {@return the faults that the replicas have reported; there should be none} */
  RecordedFaults faults() {
    return faults;
  }

  InMemoryEventLog log() {
    return log;
  }

  List<SimulatedReplica> replicas() {
    return replicas;
  }

  @Override
  public void close() {
    replicas.forEach(SimulatedReplica::stop);
  }
}
