package org.waymark.world.site;

import java.util.Locale;
import org.waymark.edge.config.Topology;

/** How the other services of an AS choose among the path servers in {@code topology.json}. */
public enum Habits {
  /**
   * Beacon servers, border routers and hosts use the path servers in turn, and send revocations to
   * all of them.
   */
  WAYMARK,

  /**
   * The behaviour of the services in 2018: beacon servers, hosts and border routers send
   * registrations, requests and revocations only to the first path server listed. Border routers
   * deliver each packet for the path service to a random path server.
   */
  ORIGINAL;

  /** {@return the name used in commands and files} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reduces the topology to the path servers that services address directly.
   *
   * @return the reduced topology
   */
  public Topology addressed(Topology topology) {
    return switch (this) {
      case WAYMARK -> topology;
      case ORIGINAL ->
          topology.withPathServers(topology.pathServers().keySet().stream().limit(1).toList());
    };
  }
}
