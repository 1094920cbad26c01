package org.waymark.world;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.segment.IsdAs;
import org.waymark.world.beacon.BeaconLimits;
import org.waymark.world.site.Habits;
import org.waymark.world.site.Site;

/**
 * The configuration of a world and all its parts.
 *
 * @param ases the ASes by ISD-AS, ascending
 * @param habits the habits of the services in all ASes
 */
public record WorldPlan(
    SortedMap<IsdAs, PlannedAs> ases, BeaconLimits beaconLimits, Habits habits) {
  public WorldPlan {
    ases = Collections.unmodifiableSortedMap(new TreeMap<>(ases));
  }

  /**
   * {@return the configuration of a replica, or of any replica of an AS}
   *
   * @param idOrAs the id of the replica, or the AS
   */
  public Optional<ReplicaConfig> replica(String idOrAs) {
    return ases.values().stream()
        .flatMap(as -> as.replicas().stream())
        .filter(
            config ->
                config.id().equals(idOrAs) || config.topology().ia().toString().equals(idOrAs))
        .findFirst();
  }

  /**
   * One AS.
   *
   * @param replicas the replicas of its path server, at least one
   * @param host the address of its host
   */
  public record PlannedAs(Site site, List<ReplicaConfig> replicas, InetSocketAddress host) {
    public PlannedAs {
      replicas = List.copyOf(replicas);
    }
  }
}
