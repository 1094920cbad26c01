package org.waymark.world;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.config.Topology;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.beacon.BeaconStatus;

/** The status of a world at a point in time. */
public record WorldStatus(long clockMs, List<As> ases, List<Link> links) {
  public WorldStatus {
    ases = List.copyOf(ases);
    links = List.copyOf(links);
  }

  /**
   * The status of an AS.
   *
   * @param dispatcher the dispatcher, if the replicas use one and the AS is running
   * @param beaconing the status of each beacon server; empty if the AS is not running
   * @param revoked the interfaces that the border router considers dead
   * @param drops the number of packets that each service other than the replicas has dropped since
   *     its start, by service and reason; services that have dropped nothing are left out
   */
  public record As(
      IsdAs ia,
      boolean core,
      boolean running,
      List<ReplicaStatus> replicas,
      Optional<DispatcherStatus> dispatcher,
      List<BeaconStatus> beaconing,
      Set<Integer> revoked,
      SortedMap<String, SortedMap<String, Long>> drops) {
    public As {
      replicas = List.copyOf(replicas);
      beaconing = List.copyOf(beaconing);
      revoked = Set.copyOf(revoked);
      drops = Collections.unmodifiableSortedMap(new TreeMap<>(drops));
    }
  }

  /**
   * The status of a replica.
   *
   * @param state the state in words
   * @param nextOffset the offset of the first record of {@code .events} that is not applied yet
   * @param digest the first eight characters of the digest of its state
   * @param revocations the number of revocations recorded since its start
   */
  public record ReplicaStatus(
      String id, String state, long nextOffset, String digest, long revocations) {}

  /**
   * The status of a dispatcher.
   *
   * @param registered the number of programs that receive packets through it
   */
  public record DispatcherStatus(boolean running, int registered) {}

  /**
   * The status of a link.
   *
   * @param end the end with the lower address
   * @param linkType the role of the other end as seen from the first: parent, child, core or peer
   * @param cut whether the link was cut by {@link World#cut}
   */
  public record Link(AsInterface end, AsInterface other, Topology.LinkType linkType, boolean cut) {}
}
