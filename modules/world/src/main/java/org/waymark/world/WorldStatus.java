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

/** How a world is at one moment. */
public record WorldStatus(long clockMs, List<As> ases, List<Link> links) {
  public WorldStatus {
    ases = List.copyOf(ases);
    links = List.copyOf(links);
  }

  /**
   * An AS.
   *
   * @param dispatcher that the replicas are behind, if they are and the AS runs
   * @param beaconing of each beacon server; none when the AS does not run
   * @param revoked the interfaces its border router takes for dead
   * @param drops what each of its services but the replicas dropped since its start, by service and
   *     reason; services that dropped nothing are left out
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
   * A replica.
   *
   * @param state for people
   * @param nextOffset the offset of the first record of {@code .events} not applied
   * @param digest the beginning of that of its state
   * @param revocations recorded since it started
   */
  public record ReplicaStatus(
      String id, String state, long nextOffset, String digest, long revocations) {}

  /**
   * A dispatcher.
   *
   * @param registered how many programs take packets from it
   */
  public record DispatcherStatus(boolean running, int registered) {}

  /**
   * A link.
   *
   * @param end the end with the lower address
   * @param linkType what the other end is for the first
   * @param cut whether somebody cut it
   */
  public record Link(AsInterface end, AsInterface other, Topology.LinkType linkType, boolean cut) {}
}
