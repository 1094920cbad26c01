package org.waymark.faults.failpoint;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Run;
import org.waymark.faults.agent.AgentJar;
import org.waymark.faults.agent.Failpoint;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/** Leads one replica to each of some places, one after the other. */
final class FailpointRun {
  private static final Duration REACHED_WITHIN = Duration.ofSeconds(30);
  private static final int MAX_DELAY_MS = 2_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Run run;
  private final long round;
  private final SplittableRandom random;
  private final AgentJar agent;
  private final List<FailpointName> names;
  private final boolean truncates;

  /**
   * @param round 0 to end the replica at the first hit of each place
   */
  FailpointRun(Run run, long round, List<FailpointName> names) throws IOException {
    this.run = run;
    this.round = round;
    this.random = new SplittableRandom(run.seed());
    this.agent = AgentJar.write(run.directory());
    this.names = List.copyOf(names);
    this.truncates = names.getFirst().scenario() == Scenario.TRUNCATION;
  }

  /** Performs the run. {@return its counters} */
  Map<String, Long> perform()
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    try (ProcessWorld world = ProcessWorld.start(run.directory(), ProcessWorld.Brokers.ONE)) {
      ReplicaProcess replica = world.replica("a");
      startAndAwait(world, replica);
      // Nothing that the log loses in a truncation may have been acknowledged.
      if (!truncates) {
        world.load(random.nextLong());
      }
      for (FailpointName name : names) {
        lead(world, replica, name);
        world.count("at-" + name, 1);
      }
      startAndAwait(world, replica);
      if (truncates) {
        world.load(random.nextLong());
        Waiting.pause(Duration.ofSeconds(2));
      }
      world.verify();
      return world.counts();
    }
  }

  private void startAndAwait(ProcessWorld world, ReplicaProcess replica)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    ProcessWorld.Moment started = world.moment();
    replica.start(agent.hurried());
    if (truncates) {
      replica.mayRebuild();
    }
    replica.awaitReady(started, world.events());
  }

  private AgentJar.Plan plan(FailpointName name) {
    int hit = round == 0 ? 1 : random.nextInt(1, name.maxHit() + 1);
    AgentJar.Action action =
        round % 2 == 0
            ? AgentJar.Action.END
            : AgentJar.Action.delay(Duration.ofMillis(random.nextInt(MAX_DELAY_MS)));
    return new AgentJar.Plan(name.place(), hit, action);
  }

  private void lead(ProcessWorld world, ReplicaProcess replica, FailpointName name)
      throws IOException, InterruptedException, BrokenPromiseException, InvalidRunException {
    Scenario scenario = name.scenario();
    if (scenario == Scenario.TRUNCATION) {
      // Complete the rebuild that the end of the process at the last place interrupted.
      startAndAwait(world, replica);
    }
    replica.kill();
    Rehearsal rehearsal = new Rehearsal(world, replica);
    rehearsal.prepare(scenario);
    AgentJar.Plan plan = plan(name);
    replica.start(agent.hurried(plan));
    rehearsal.play(scenario);
    if (plan.action().ends()) {
      awaitEnd(world, replica, plan);
    } else {
      awaitDelay(replica, plan);
    }
    rehearsal.finish(scenario);
    if (plan.action().ends()) {
      if (scenario != Scenario.TRUNCATION) {
        world.checkKilledStore(replica);
      }
    } else if (scenario == Scenario.STOP || scenario == Scenario.LEASE_STOP) {
      replica.awaitStopped(world.moment());
    } else {
      replica.awaitReady(world.moment(), world.events());
    }
  }

  private static void awaitEnd(ProcessWorld world, ReplicaProcess replica, AgentJar.Plan plan)
      throws InterruptedException, InvalidRunException {
    ProcessWorld.Moment start = world.moment();
    Optional<Integer> code = Optional.empty();
    while (code.isEmpty() && !world.isOver(REACHED_WITHIN, start)) {
      code = replica.awaitEnd(LOOK_EVERY);
    }
    if (!code.equals(Optional.of(Failpoint.ENDED))) {
      throw new InvalidRunException(
          "%s did not reach %s: exit code %s, see %s"
              .formatted(replica.id(), plan, code, replica.log()));
    }
  }

  private static void awaitDelay(ReplicaProcess replica, AgentJar.Plan plan)
      throws InterruptedException, InvalidRunException {
    if (replica.awaitAnswer(Failpoint.DELAYED, REACHED_WITHIN).isEmpty()) {
      throw new InvalidRunException(
          "%s did not reach %s: see %s".formatted(replica.id(), plan, replica.log()));
    }
    Waiting.pause(plan.action().after());
  }
}
