package org.waymark.faults.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.waymark.faults.Run;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/** One run of the suite: two replicas work, and one kind of trouble happens twice. */
final class BrokerRun {
  private static final int TIMES = 2;
  private static final int MOST_WORK_MS = 1_500;

  private final Run run;
  private final BrokerTrouble trouble;
  private final SplittableRandom random;

  BrokerRun(Run run, BrokerTrouble trouble) {
    this.run = run;
    this.trouble = trouble;
    this.random = new SplittableRandom(run.seed());
  }

  /** Performs the run. {@return its counters} */
  Map<String, Long> perform() throws Exception {
    try (ProcessWorld world = ProcessWorld.start(run.directory(), trouble.brokers())) {
      String servers = trouble.bootstrapServers(world);
      List<String> options = trouble.options(world);
      List<ReplicaProcess> replicas =
          List.of(world.replica("a", servers), world.replica("b", servers));
      ProcessWorld.Moment started = world.moment();
      for (ReplicaProcess replica : replicas) {
        replica.start(options);
      }
      for (ReplicaProcess replica : replicas) {
        replica.awaitReady(started, 0);
      }
      world.load(random.nextLong());
      for (int i = 0; i < TIMES; i++) {
        Waiting.pause(Duration.ofMillis(500 + random.nextInt(MOST_WORK_MS)));
        world.outage();
        trouble.happen(world, replicas, random);
        ProcessWorld.Moment ended = world.moment();
        for (ReplicaProcess replica : replicas) {
          replica.awaitReady(ended, world.events());
        }
      }
      world.verify();
      return world.counts();
    }
  }
}
