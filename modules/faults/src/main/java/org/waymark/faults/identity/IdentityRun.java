package org.waymark.faults.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.cluster.LogCluster;
import org.waymark.faults.cluster.LogPrefixes;
import org.waymark.faults.cluster.StandingSampler;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.ReplicaConfigs;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.IsdAs;
import org.waymark.server.replay.Readiness;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/**
 * One run, which starts a replica, injects one fault into its log, and checks how the replica
 * reacts.
 */
final class IdentityRun {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /**
   * The time for which the replica is observed after it has noticed the fault. During this time, it
   * must not apply anything.
   */
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);

  private static final IsdAs OTHER_AS = IsdAs.parse("1-11");
  private static final int FIRST = 12;

  /** The file that marks a store that has been replaced by another store. */
  private static final String GIVEN_UP = "damaged";

  private static final int MAX_TICKS = 3;
  private static final long KEYS_SEED = 5;

  private final SystemClock clock = new SystemClock();
  private final Network network = Network.of(NetworkTopology.twoIsds(), KEYS_SEED, clock);
  private final LogFault fault;
  private final SplittableRandom random;
  private final Path directory;
  private final Path storeFolder;
  private final boolean running;
  private LogCluster cluster;
  private ReplicaConfig config;
  private LogPrefixes before;

  IdentityRun(LogFault fault, Run run) {
    this.fault = fault;
    this.random = new SplittableRandom(run.seed());
    this.directory = run.directory();
    this.storeFolder = directory.resolve("store");
    this.running = fault.whileRunning() && random.nextBoolean();
  }

  /** {@return the number of times each event happened, by counter name} */
  Map<String, Long> perform() throws Exception {
    cluster = new LogCluster(network, directory.resolve("kafka"));
    try {
      cluster.init(fault == LogFault.LOG_OF_ANOTHER_AS ? OTHER_AS : RecordedLog.LOCAL);
      config = ReplicaConfigs.of(network, directory.resolve("as"), storeFolder, cluster.location());
      if (running) {
        whileRunning();
      } else {
        whileStopped();
      }
    } finally {
      cluster.close();
    }
    return Map.of(
        IdentitySuite.counter(fault), 1L, running ? "while running" : "while stopped", 1L);
  }

  private void whileRunning() throws Exception {
    cluster.append(FIRST);
    try (RunningReplica replica = RunningReplica.start(config)) {
      awaitReady(replica.replica());
      try (StandingSampler sampler = new StandingSampler(replica.replica())) {
        new LogTampering(cluster, directory)
            .perform(
                fault,
                random,
                () -> {
                  awaitEnd(replica.replica());
                  before = prefixes();
                });
        check(replica.replica(), sampler);
      }
    }
  }

  private void whileStopped() throws Exception {
    if (fault == LogFault.LOG_OF_ANOTHER_AS) {
      requireRefused();
      return;
    }
    cluster.append(FIRST);
    new LogTampering(cluster, directory).perform(fault, random, this::runReplica);
    try (RunningReplica replica = RunningReplica.start(config);
        StandingSampler sampler = new StandingSampler(replica.replica())) {
      check(replica.replica(), sampler);
    } catch (LogException | StoreException.OtherLog refused) {
      requireKeptBy(refused);
    }
  }

  /** Runs a replica until it has applied the whole log. */
  private void runReplica() throws Exception {
    try (RunningReplica replica = RunningReplica.start(config)) {
      awaitReady(replica.replica());
      awaitEnd(replica.replica());
      before = prefixes();
    }
    // The replica may have appended a tick after the records were read.
    before = prefixes();
  }

  private LogPrefixes prefixes() {
    return LogPrefixes.of(config.applySettings(), cluster.records(Topic.EVENTS));
  }

  private void awaitReady(Replica replica) throws BrokenPromiseException, InterruptedException {
    await(() -> replica.state() == Readiness.State.READY, replica, "ready");
  }

  /** Waits until a replica has applied all events that the log contains now. */
  private void awaitEnd(Replica replica) throws BrokenPromiseException, InterruptedException {
    long end = cluster.records(Topic.EVENTS).getLast().offset() + 1;
    await(() -> replica.standing(Topic.EVENTS).nextOffset() >= end, replica, "offset " + end);
  }

  private void await(BooleanSupplier holds, Replica replica, String what)
      throws BrokenPromiseException, InterruptedException {
    if (!Waiting.until(holds, PAUSE, PATIENCE, clock)) {
      throw new BrokenPromiseException(
          Promise.READY_IN_TIME,
          "%s: not %s after %d s, but %s (%s)"
              .formatted(
                  this, what, PATIENCE.toSeconds(), replica.state(), replica.status().notReady()));
    }
  }

  private void check(Replica replica, StandingSampler sampler) throws Exception {
    switch (fault.expected()) {
      case FOLLOWED, REBUILT -> {
        if (fault.expected() == LogFault.Expected.REBUILT) {
          // Until the fault is noticed, the replica is ready with the old store.
          await(() -> Files.exists(storeFolder.resolve(GIVEN_UP)), replica, "on another store");
        }
        awaitReady(replica);
        cluster.append(1);
        awaitEnd(replica);
        if (fault.clockOffMs() > 0) {
          new ClockCheck(fault, replica, clock).requireNoticed();
        }
      }
      case KEPT, STALE -> {
        await(() -> replica.state() == Readiness.State.STALE, replica, "stale");
        requireExplained(replica.status().notReady().orElse(""));
        cluster.append(1);
        Waiting.pause(AFTERWARDS);
        requireExplained(replica.status().notReady().orElse(""));
      }
      case REFUSED -> throw broken("it was not refused");
    }
    requireOnly(sampler.seen());
    requireStores();
  }

  /** Requires that readers saw only states of the old log or of the new log. */
  private void requireOnly(Set<Replica.Standing> seen) throws BrokenPromiseException {
    Set<Replica.Standing> allowed = new HashSet<>(before.standings());
    if (fault.expected() == LogFault.Expected.FOLLOWED
        || fault.expected() == LogFault.Expected.REBUILT) {
      allowed.addAll(prefixes().standings());
    }
    List<Replica.Standing> others =
        seen.stream()
            .filter(standing -> !allowed.contains(standing) && !isAfterTicks(standing))
            .toList();
    if (!others.isEmpty()) {
      throw new BrokenPromiseException(
          Promise.EQUAL_OFFSETS_EQUAL_ROWS,
          "%s: readers saw states of no log: %s; the store was at %s"
              .formatted(this, others, before.last()));
    }
  }

  /**
   * {@return whether this state differs from a state of the old log only by ticks that the replica
   * appended later} Nothing expires during a run, so such ticks change only the offset.
   */
  private boolean isAfterTicks(Replica.Standing standing) {
    long after = standing.nextOffset() - before.last().nextOffset();
    return standing.digest().equals(before.last().digest()) && after > 0 && after <= MAX_TICKS;
  }

  private void requireExplained(String why) throws BrokenPromiseException {
    boolean explained =
        fault.expected() == LogFault.Expected.STALE
            ? why.contains("partitions")
            : why.contains("waymark log reseed") && why.contains("waymark log adopt");
    if (!explained) {
      throw broken("the operator is not told what to do: " + why);
    }
  }

  /** Requires that a store was set aside only if another store replaced it. */
  private void requireStores() throws BrokenPromiseException {
    boolean replaced =
        Files.exists(storeFolder.resolve("set-aside"))
            || Files.exists(storeFolder.resolve("rebuilt"))
            || Files.exists(storeFolder.resolve(GIVEN_UP));
    if (replaced != (fault.expected() == LogFault.Expected.REBUILT)) {
      throw broken(replaced ? "the store was given up" : "the store was not replaced");
    }
  }

  private void requireKeptBy(RuntimeException refused) throws Exception {
    if (fault.expected() != LogFault.Expected.KEPT && fault.expected() != LogFault.Expected.STALE) {
      throw broken("the start was refused: " + refused.getMessage());
    }
    requireExplained(refused.getMessage());
    requireStores();
    Replica.Standing kept = standing();
    if (!kept.equals(before.last())) {
      throw broken(
          "the refused start changed the store from %s to %s".formatted(before.last(), kept));
    }
  }

  private Replica.Standing standing() {
    try (Store store = stored().orElseThrow()) {
      return new Replica.Standing(
          store.position(Topic.EVENTS).orElseThrow().nextOffset(), store.digest(Topic.EVENTS));
    }
  }

  private Optional<Store> stored() {
    return Store.openExisting(storeFolder, config.applySettings(), (what, cause) -> {});
  }

  private void requireRefused() throws IOException, StartupException, BrokenPromiseException {
    try (RunningReplica replica = RunningReplica.start(config)) {
      throw broken("a replica of another AS started: " + replica.replica().state());
    } catch (LogException.OtherOwner refused) {
      if (!refused.getMessage().contains("kafka.prefix")) {
        throw broken("the operator is not told what to do: " + refused.getMessage());
      }
    }
    try (Store store = Store.openRocks(storeFolder, config.applySettings(), (what, cause) -> {})) {
      if (store.heldLog().isPresent()) {
        throw broken("records of the other AS were applied: " + store.heldLog());
      }
    }
  }

  private BrokenPromiseException broken(String evidence) {
    return new BrokenPromiseException(Promise.NOTHING_ACKNOWLEDGED_IS_LOST, this + ": " + evidence);
  }

  @Override
  public String toString() {
    return IdentitySuite.counter(fault) + (running ? ", while running" : ", while stopped");
  }
}
