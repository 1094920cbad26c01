package org.waymark.world.site;

import java.util.Locale;
import org.waymark.edge.config.Topology;

/**
 * The rule by which the other services of an AS choose among the path servers in {@code
 * topology.json}.
 */
public enum Habits {
  /**
   * Beacon servers, border routers and hosts use the path servers in turn, and send revocations to
   * all of them.
   */
  WAYMARK,

  /**
   * As the services of 2018 did: beacon servers, hosts and border routers use only the first listed
   * path server for registrations, requests and revocations; border routers give each packet for
   * the path service to a random one.
   */
  ORIGINAL;

  /** {@return the name that users write} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the topology, reduced to the path servers that services address directly} */
  public Topology addressed(Topology topology) {
    return switch (this) {
      case WAYMARK -> topology;
      case ORIGINAL ->
          topology.withPathServers(topology.pathServers().keySet().stream().limit(1).toList());
    };
  }
}
