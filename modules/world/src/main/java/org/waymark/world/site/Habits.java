package org.waymark.world.site;

import java.util.Locale;
import org.waymark.edge.config.Topology;

/** To which of the path servers in {@code topology.json} the other services of an AS speak. */
public enum Habits {
  /**
   * Beacon servers, border routers and hosts speak to the path servers in turn, and tell all of
   * them about revocations.
   */
  WAYMARK,

  /**
   * As the services of 2018: beacon servers register and revoke at the first listed path server
   * only, hosts ask and tell only that one, border routers hand revocations to it, and give each
   * packet for the path service to one at random.
   */
  ORIGINAL;

  /** {@return the name people write} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the topology with those path servers that are spoken to by address} */
  public Topology addressed(Topology topology) {
    return switch (this) {
      case WAYMARK -> topology;
      case ORIGINAL ->
          topology.withPathServers(topology.pathServers().keySet().stream().limit(1).toList());
    };
  }
}
