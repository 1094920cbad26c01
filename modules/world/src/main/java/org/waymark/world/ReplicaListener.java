package org.waymark.world;

import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;

/** Learns of each replica that starts in a world. */
@FunctionalInterface
public interface ReplicaListener {
  /** Does nothing. */
  ReplicaListener NONE = (config, replica) -> () -> {};

  /** {@return what is closed before the replica is} Called on the thread that starts it. */
  AutoCloseable started(ReplicaConfig config, Replica replica);
}
