package org.waymark.faults.broker;

import java.util.List;
import java.util.SplittableRandom;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;

/** A temporary problem with the brokers of a world. */
interface BrokerTrouble {
  /** {@return the brokers that this problem requires} */
  ProcessWorld.Brokers brokers();

  /** {@return the bootstrap servers of the replicas} */
  default String bootstrapServers(ProcessWorld world) {
    return world.brokers().bootstrapServers();
  }

  /** {@return additional options of the JVMs of the replicas} */
  default List<String> options(ProcessWorld world) throws Exception {
    return List.of();
  }

  /** Causes the problem and ends it. When this method returns, replicas can become ready again. */
  void happen(ProcessWorld world, List<ReplicaProcess> replicas, SplittableRandom random)
      throws Exception;
}
