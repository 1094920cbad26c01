package org.waymark.faults.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogFaults;

/**
 * Injects random faults into a group of replicas. Most faults end on their own after a few seconds.
 * Not thread-safe.
 */
final class FaultInjector {
  private static final int LEAST_MS = 200;
  private static final int MOST_MS = 8_000;

  /** A time span that is longer than the lifetime of a revocation. */
  private static final int MOST_OUTAGE_MS = 25_000;

  /** The distances by which clocks jump, in milliseconds. */
  private static final long[] JUMPS_MS = {100, 3_000, 3_600_000, 90_000_000};

  private static final String[] JUMP_NAMES = {"100-ms", "3-s", "1-h", "25-h"};
  private static final int FIRST_FAR_JUMP = 2;
  private static final long ELECTION_MS = 2;
  private static final String FAR_CLOCK = "far-clock";
  private static final String BACKUP = "backup";
  private static final String OUTAGE = "outage";
  private static final String RECREATION = "recreation";

  private final ReplicaGroup group;
  private final LogModel model;
  private final Acknowledgements acknowledged;
  private final RunJournal journal;
  private final Random random;
  private final LogFaults log;

  private long brokerAheadMs;
  private long electionsMs;

  /** The number of records that have been in the log continuously since the backup. */
  private long keptSinceBackup;

  /** The actions that end the current faults, by the fault's name. */
  private final Map<String, Runnable> present = new LinkedHashMap<>();

  FaultInjector(
      ReplicaGroup group, LogModel model, Acknowledgements acknowledged, RunJournal journal) {
    this.group = group;
    this.model = model;
    this.acknowledged = acknowledged;
    this.journal = journal;
    random = group.random();
    log = group.log().faults();
  }

  /** Injects a random fault. */
  void strike() {
    SimulatedReplica replica = randomReplica();
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> crash(replica);
      case 3 -> pause(replica);
      case 4 -> cutOff(replica);
      case 5 -> begin("append-delays", log::holdAppends, log::releaseAppends, MOST_MS);
      case 6 -> begin("answer-delays", log::holdAnswers, log::releaseAnswers, MOST_MS);
      case 7 -> next("lost-answers", log::loseNextAnswers);
      case 8 -> next("lost-appends", log::loseNextAppends);
      case 9 -> next("refused-appends", log::refuseNextAppends);
      case 10 -> next("refused-connections", log::refuseNextConnections);
      case 11 -> next("repetitions", log::repeatNextAppends);
      case 12 -> begin(OUTAGE, log::goAway, log::comeBack, MOST_OUTAGE_MS);
      case 13 -> jumpReplica(replica);
      case 14 -> jumpBroker();
      case 15 -> begin("lease-losses", log::takeLeaseAway, log::bringLeaseBack, MOST_MS);
      case 16 -> begin("lease-pauses", log::pauseLeaseHolder, log::resumeLeaseHolders, MOST_MS);
      case 17 -> truncate();
      case 18 -> backUpForAWhile();
      default -> recreate();
    }
  }

  private SimulatedReplica randomReplica() {
    return group.replicas().get(random.nextInt(group.replicas().size()));
  }

  private boolean begin(String name, Runnable start, Runnable end, int mostMs) {
    if (present.containsKey(name)) {
      return false;
    }
    present.put(name, end);
    start.run();
    journal.happened("fault-" + name, "begins");
    group.timers().after(LEAST_MS + random.nextInt(mostMs), () -> end(name));
    return true;
  }

  private void end(String name) {
    Runnable end = present.remove(name);
    if (end != null) {
      journal.note(name + " ends");
      end.run();
    }
  }

  private interface Counted {
    void next(int count);
  }

  private void next(String name, Counted fault) {
    journal.happened("fault-" + name, "next");
    fault.next(1 + random.nextInt(2));
  }

  private void crash(SimulatedReplica replica) {
    if (replica.process().isPresent()) {
      journal.happened("fault-crashes", replica.id());
      if (replica.crash()) {
        journal.count("fault-torn-writes");
      }
    }
  }

  private void pause(SimulatedReplica replica) {
    replica
        .process()
        .ifPresent(process -> begin("pauses", process::pause, () -> resume(process), MOST_MS));
  }

  private static void resume(ReplicaProcess process) {
    if (process.isAlive()) {
      process.resume();
    }
  }

  private void cutOff(SimulatedReplica replica) {
    replica
        .process()
        .ifPresent(
            process -> begin("partitions", process::cutOff, process::reconnect, MOST_OUTAGE_MS));
  }

  private void jumpReplica(SimulatedReplica replica) {
    jump("replica-" + replica.id(), replica.clock()::set);
  }

  private void jumpBroker() {
    jump("broker", this::setBrokerClock);
  }

  private void setBrokerClock(long aheadMs) {
    brokerAheadMs = aheadMs;
    log.shiftClock(aheadMs + electionsMs);
  }

  private interface Jump {
    void to(long aheadMs);
  }

  /**
   * Sets a clock to a wrong time for a while. Only one clock at a time is far off: if the clocks of
   * the broker and of the lease holder were both ahead, ticks would correctly remove all rows.
   */
  private void jump(String whose, Jump jump) {
    int size = random.nextInt(JUMPS_MS.length);
    long aheadMs = random.nextBoolean() ? JUMPS_MS[size] : -JUMPS_MS[size];
    String name = size >= FIRST_FAR_JUMP ? FAR_CLOCK : "clock-of-" + whose;
    if (begin(name, () -> jump.to(aheadMs), () -> jump.to(0), MOST_OUTAGE_MS)) {
      journal.happened("fault-jump-" + JUMP_NAMES[size], whose + " by " + aheadMs + " ms");
      journal.count(whose.equals("broker") ? "fault-broker-jumps" : "fault-replica-jumps");
    }
  }

  /** Makes the log lose its newest records, as after an unclean leader election. */
  private void truncate() {
    if (present.containsKey(OUTAGE)) {
      return;
    }
    beforeLoss();
    long end = group.log().end(Topic.EVENTS).nextOffset();
    long kept = Math.max(0, end - 1 - random.nextInt(20));
    if (kept < end) {
      journal.happened("fault-truncations", "from " + end + " to " + kept);
      log.truncate(Topic.EVENTS, kept);
      keptSinceBackup = Math.min(keptSinceBackup, kept);
      afterLoss(kept);
    }
  }

  /** Restores a backup after a while. An operator would not back up an empty log. */
  private void backUpForAWhile() {
    if (!present.containsKey(RECREATION)) {
      begin(BACKUP, this::backUp, () -> {}, MOST_MS);
    }
  }

  /**
   * Backs up the brokers' disk, and restarts the broker. After a restore, the log reuses the leader
   * epoch of records that were appended after the backup, so only the content of records
   * distinguishes them.
   */
  private void backUp() {
    log.backUp();
    if (!present.containsKey(OUTAGE)) {
      log.goAway();
      log.comeBack();
    }
    model.read();
    keptSinceBackup = model.size();
    present.put(BACKUP, this::restore);
  }

  /** Restores the brokers' disk from a backup. Afterwards, the log grows again. */
  private void restore() {
    end(OUTAGE);
    beforeLoss();
    // A replica that reads the log only after it has grown again does not find it too short.
    cutOff(randomReplica());
    journal.happened("fault-restored-backups", "keeping " + keptSinceBackup);
    log.restoreBackup();
    afterLoss(keptSinceBackup);
  }

  /**
   * Prepares for a loss of records. Delayed answers must be delivered first, because they would
   * otherwise acknowledge lost records.
   */
  private void beforeLoss() {
    end("append-delays");
    end("answer-delays");
  }

  private void afterLoss(long keptEnd) {
    // An election takes time, so no later record has the record time of a lost one.
    electionsMs += ELECTION_MS;
    setBrokerClock(brokerAheadMs);
    group.logLostRecords();
    acknowledged.logLosesFrom(keptEnd);
    model.restart();
  }

  /** Deletes and recreates all topics. An operator notices this some seconds later. */
  private void recreate() {
    if (present.containsKey(OUTAGE) || random.nextInt(2) == 0) {
      return;
    }
    begin(
        RECREATION,
        () -> {
          beforeLoss();
          present.remove(BACKUP);
          for (Topic topic : Topic.values()) {
            log.makeAgain(topic);
          }
          afterLoss(0);
        },
        new Operator(group, journal, this::endLogFaults)::fillLog,
        MOST_MS);
  }

  /** Makes the log reachable again, and lets all pending appends proceed. */
  private void endLogFaults() {
    end(OUTAGE);
    beforeLoss();
    log.loseNextAnswers(0);
    log.loseNextAppends(0);
    log.refuseNextAppends(0);
    log.refuseNextConnections(0);
    log.repeatNextAppends(0);
  }

  /** Ends all faults, and starts the replicas that are not running. */
  void endAll() {
    while (!present.isEmpty()) {
      end(present.keySet().iterator().next());
    }
    endLogFaults();
    log.resumeLeaseHolders();
    group.replicas().forEach(SimulatedReplica::start);
    journal.note("all faults have ended");
  }
}
