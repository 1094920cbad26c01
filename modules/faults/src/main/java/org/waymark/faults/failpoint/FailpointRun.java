package org.waymark.faults.failpoint;

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
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/**
 * Makes a replica reach several points in its code, one after another, and kills or delays it
 * there.
 */
final class FailpointRun {
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(30);
  private static final int MAX_DELAY_MS = 2_000;

  private final Run run;
  private final long round;
  private final SplittableRandom random;
  private final List<FailpointName> names;
  private final boolean truncates;

  /**
   * @param round 0 to kill the replica at the first hit of each point
   */
  FailpointRun(Run run, long round, List<FailpointName> names) {
    this.run = run;
    this.round = round;
    this.random = new SplittableRandom(run.seed());
    this.names = List.copyOf(names);
    this.truncates = names.getFirst().scenario() == Scenario.TRUNCATION;
  }

  /** Performs the run. {@return its counters} */
  Map<String, Long> perform()
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    try (ProcessWorld world = ProcessWorld.start(run.directory(), ProcessWorld.Brokers.ONE)) {
      ReplicaProcess replica = world.replica("a");
      startAndAwait(world, replica, false);
      // Nothing that the log loses in a truncation may have been acknowledged.
      if (!truncates) {
        world.load(random.nextLong());
      }
      for (FailpointName name : names) {
        lead(world, replica, name);
        world.count("at-" + name, 1);
      }
      replica.kill();
      startAndAwait(world, replica, false);
      if (truncates) {
        world.load(random.nextLong());
        Waiting.pause(Duration.ofSeconds(2));
      }
      world.verify();
      return world.counts();
    }
  }

  private void startAndAwait(ProcessWorld world, ReplicaProcess replica, boolean rebuilds)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment started = world.moment();
    replica.start(ClassChanges.hurried().options());
    if (rebuilds) {
      replica.mayRebuild();
    }
    replica.awaitReady(started, world.events());
  }

  private ClassChanges.Plan plan(FailpointName name) {
    int hit = round == 0 ? 1 : random.nextInt(1, name.maxHit() + 1);
    ClassChanges.Action action =
        round % 2 == 0
            ? ClassChanges.Action.END
            : ClassChanges.Action.delay(Duration.ofMillis(random.nextInt(MAX_DELAY_MS)));
    return new ClassChanges.Plan(name.place(), hit, action);
  }

  private void lead(ProcessWorld world, ReplicaProcess replica, FailpointName name)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    Scenario scenario = name.scenario();
    replica.kill();
    Rehearsal rehearsal = new Rehearsal(world, replica);
    rehearsal.prepare(scenario);
    ClassChanges.Plan plan = plan(name);
    replica.start(ClassChanges.hurried(plan).options());
    rehearsal.play(scenario);
    if (plan.action().ends()) {
      replica.requireEnd(Failpoint.ENDED, REACHED_WITHIN);
    } else {
      replica.requireAnswer(Failpoint.DELAYED, REACHED_WITHIN);
      Waiting.pause(plan.action().after());
    }
    rehearsal.finish(scenario);
    if (scenario.rebuilds()) {
      replica.kill();
      startAndAwait(world, replica, true);
    } else if (plan.action().ends()) {
      world.checkKilledStore(replica);
    } else if (scenario.stops()) {
      replica.awaitStopped(world.moment());
    } else {
      replica.awaitReady(world.moment(), world.events());
    }
  }
}
