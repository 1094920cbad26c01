package org.waymark.faults.kill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Run;
import org.waymark.faults.instrumentation.ClassChanges;
import org.waymark.faults.instrumentation.Failpoint;
import org.waymark.faults.instrumentation.FailpointPlace;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/** One run of the suite, in which two replicas and a broker are repeatedly killed. */
final class KillRun {
  private static final Duration FLUSHES_WITHIN = Duration.ofSeconds(20);
  private static final String KILLS = "kills";
  private static final int MOST_WORK_MS = 1_500;
  private static final int MOST_START_MS = 2_500;
  private static final int MOST_FLUSH_MICROS = 40_000;

  /** The method during which the database writes flushed rows. */
  private static final FailpointPlace FLUSH =
      new FailpointPlace(
          "org.waymark.store.backing.RocksDatabase", "flush", FailpointPlace.Side.ENTRY);

  private final Run run;
  private final int kills;
  private final SplittableRandom random;

  /** The kinds of kills: which process is killed, and when. */
  private enum Kind {
    IN_FLUSH,
    AT_WORK,
    IN_START,
    BOTH,
    BROKER
  }

  KillRun(Run run, int kills) {
    this.run = run;
    this.kills = kills;
    this.random = new SplittableRandom(run.seed());
  }

  /** Performs the run. {@return its counters} */
  Map<String, Long> perform()
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    try (ProcessWorld world = ProcessWorld.start(run.directory(), ProcessWorld.Brokers.ONE)) {
      List<ReplicaProcess> replicas = List.of(world.replica("a"), world.replica("b"));
      ProcessWorld.Moment started = world.moment();
      for (ReplicaProcess replica : replicas) {
        replica.start(ClassChanges.hurried().options());
      }
      for (ReplicaProcess replica : replicas) {
        replica.awaitReady(started, 0);
      }
      world.load(random.nextLong());
      for (int i = 0; world.counts().getOrDefault(KILLS, 0L) < kills; i++) {
        kill(world, kind(i), replicas, random.nextInt(replicas.size()));
      }
      world.verify();
      return world.counts();
    }
  }

  /**
   * Chooses the next kind of kill: first each kind once, and then kinds at random. {@return the
   * kind}
   */
  private Kind kind(int number) {
    Kind[] all = Kind.values();
    return all[number < all.length ? number : random.nextInt(all.length)];
  }

  private void kill(ProcessWorld world, Kind kind, List<ReplicaProcess> replicas, int victim)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ReplicaProcess replica = replicas.get(victim);
    Waiting.pause(Duration.ofMillis(random.nextInt(MOST_WORK_MS)));
    switch (kind) {
      case AT_WORK -> {
        kill(world, replica);
        restart(world, List.of(replica));
      }
      case IN_START -> {
        kill(world, replica);
        replica.start(ClassChanges.hurried().options());
        Waiting.pause(Duration.ofMillis(random.nextInt(MOST_START_MS)));
        kill(world, replica);
        world.count("kills-in-start", 1);
        restart(world, List.of(replica));
      }
      case IN_FLUSH -> killInFlush(world, replica);
      case BOTH -> {
        replicas.getFirst().kill();
        kill(world, replicas.getLast());
        ended(world, replicas.getFirst());
        restart(world, replicas);
      }
      case BROKER -> killBroker(world, replicas);
    }
  }

  private static void kill(ProcessWorld world, ReplicaProcess replica)
      throws IOException, InterruptedException, BrokenPromiseException {
    replica.kill();
    ended(world, replica);
  }

  /** Counts a kill, and checks the store that the process left. */
  private static void ended(ProcessWorld world, ReplicaProcess replica)
      throws IOException, BrokenPromiseException {
    world.count(KILLS, 1);
    world.checkKilledStore(replica);
  }

  private void killInFlush(ProcessWorld world, ReplicaProcess replica)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    kill(world, replica);
    replica.start(
        ClassChanges.hurried(
                new ClassChanges.Plan(
                    FLUSH,
                    random.nextInt(2, 6),
                    ClassChanges.Action.endAfter(
                        Duration.ofNanos(1_000L * random.nextInt(MOST_FLUSH_MICROS)))))
            .options());
    replica.requireEnd(Failpoint.ENDED, FLUSHES_WITHIN);
    ended(world, replica);
    world.count("kills-in-flush", 1);
    restart(world, List.of(replica));
  }

  private void killBroker(ProcessWorld world, List<ReplicaProcess> replicas)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    world.outage();
    world.brokers().kill(1);
    Waiting.pause(Duration.ofMillis(random.nextInt(MOST_WORK_MS)));
    world.brokers().restart(1);
    world.brokers().awaitServing(1);
    awaitReady(world, replicas);
    world.count(KILLS, 1);
    world.count("kills-of-broker", 1);
  }

  private void restart(ProcessWorld world, List<ReplicaProcess> killed)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    for (ReplicaProcess replica : killed) {
      replica.start(ClassChanges.hurried().options());
    }
    awaitReady(world, killed);
  }

  private static void awaitReady(ProcessWorld world, List<ReplicaProcess> replicas)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment lastFault = world.moment();
    long events = world.events();
    for (ReplicaProcess replica : replicas) {
      replica.awaitReady(lastFault, events);
    }
  }
}
