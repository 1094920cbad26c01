package org.waymark.world;

import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;

/** Receives a notification of each replica that starts in a world. */
@FunctionalInterface
public interface ReplicaListener {
  /** Does nothing. */
  ReplicaListener NONE = (config, replica) -> () -> {};

  /**
   * Called on the thread that starts a replica. {@return the object to close before the replica is
   * closed}
   */
  AutoCloseable started(ReplicaConfig config, Replica replica);
}
