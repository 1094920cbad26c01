package org.waymark.faults.broker;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.runtime.Waiting;

/** The only broker hangs for 1 to 30 s, and is then killed and restarted. */
final class FrozenBroker implements BrokerTrouble {
  private static final int SHORTEST_MS = 1_000;
  private static final int LONGEST_MS = 30_000;
  private static final int USUALLY_MS = 8_000;

  @Override
  public ProcessWorld.Brokers brokers() {
    return ProcessWorld.Brokers.ONE;
  }

  @Override
  public void happen(ProcessWorld world, List<ReplicaProcess> replicas, SplittableRandom random)
      throws Exception {
    world.brokers().freeze(1);
    int longest = random.nextInt(8) == 0 ? LONGEST_MS : USUALLY_MS;
    Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_MS, longest)));
    world.brokers().thaw(1);
    world.count("freezes", 1);
    Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_MS)));
    world.brokers().kill(1);
    Waiting.pause(Duration.ofMillis(random.nextInt(SHORTEST_MS)));
    world.brokers().restart(1);
    world.brokers().awaitServing(1);
    world.count("kills", 1);
  }
}
