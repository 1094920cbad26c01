package org.waymark.world.beacon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.InterfaceState;

/**
 * The states of the interfaces of an AS, derived from the keepalives of its neighbours, and the
 * revocations of the interfaces that are down (PROTOCOL 7).
 *
 * <pre>
 *            keepalive               3.5 s of silence
 *  UNHEARD ------------> UP  --------------------------> DOWN   revoked, again in every epoch
 *     |                   ^          keepalive            ^
 *     |                   +-------------------------------|
 *     +---------------------------------------------------+
 *                        3.5 s of silence
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class InterfaceStates {
  static final long SILENCE_MS = 3_500;

  private static final long MS_NS = 1_000_000;
  private static final long EPOCH_MS = Revocation.EPOCH_S * 1_000;

  private final SortedMap<Integer, Watched> watched = new TreeMap<>();
  private final RevocationTrees trees;
  private final Clock clock;

  private static final class Watched {
    final Topology.Interface link;
    InterfaceStatus.State state = InterfaceStatus.State.UNHEARD;
    long heardNs;
    Optional<Integer> remoteId = Optional.empty();
    Optional<Revocation> revocation = Optional.empty();

    Watched(Topology.Interface link, long startedNs) {
      this.link = link;
      this.heardNs = startedNs;
    }
  }

  /** The effect of a keepalive. */
  enum Heard {
    NO_SUCH_INTERFACE,
    WAS_UP,
    CAME_UP
  }

  InterfaceStates(Topology topology, ByteString treeSeed, long treeTtlS, Clock clock) {
    topology
        .interfaces()
        .forEach((id, link) -> watched.put(id, new Watched(link, clock.monotonicNs())));
    List<Long> ids = watched.keySet().stream().map(Integer::longValue).toList();
    this.trees = new RevocationTrees(topology.ia(), ids, treeSeed, treeTtlS);
    this.clock = clock;
  }

  /**
   * Records a keepalive.
   *
   * @param remoteId the neighbour's interface that sent the keepalive
   */
  Heard heard(int interfaceId, int remoteId) {
    Watched one = watched.get(interfaceId);
    if (one == null) {
      return Heard.NO_SUCH_INTERFACE;
    }
    one.heardNs = clock.monotonicNs();
    one.remoteId = Optional.of(remoteId);
    if (one.state == InterfaceStatus.State.UP) {
      return Heard.WAS_UP;
    }
    one.state = InterfaceStatus.State.UP;
    one.revocation = Optional.empty();
    if (down().isEmpty()) {
      trees.rest();
    }
    return Heard.CAME_UP;
  }

  /**
   * Determines the revocations to send now. They revoke the interfaces that have fallen silent
   * since the last call and, if a new epoch has begun, all interfaces that are down.
   *
   * @return the revocations
   */
  List<Revocation> due() {
    long nowNs = clock.monotonicNs();
    long epoch = Math.floorDiv(clock.wallMs(), EPOCH_MS);
    List<Revocation> due = new ArrayList<>();
    watched.forEach(
        (id, one) -> {
          if (nowNs - one.heardNs > SILENCE_MS * MS_NS) {
            one.state = InterfaceStatus.State.DOWN;
          }
          if (one.state == InterfaceStatus.State.DOWN
              && one.revocation.filter(last -> last.epoch() == epoch).isEmpty()) {
            Revocation revocation = trees.revoke(id, epoch);
            one.revocation = Optional.of(revocation);
            due.add(revocation);
          }
        });
    return due;
  }

  private List<Watched> down() {
    return watched.values().stream()
        .filter(one -> one.state == InterfaceStatus.State.DOWN)
        .toList();
  }

  /** {@return whether the interface is up} */
  boolean isUp(int interfaceId) {
    Watched one = watched.get(interfaceId);
    return one != null && one.state == InterfaceStatus.State.UP;
  }

  /** {@return the interface as a link for hop entries; empty unless it is up} */
  Optional<Link> link(int interfaceId) {
    Watched one = watched.get(interfaceId);
    if (one == null || one.state != InterfaceStatus.State.UP) {
      return Optional.empty();
    }
    return Optional.of(
        new Link(interfaceId, one.link.neighbour(), one.remoteId.orElseThrow(), one.link.mtu()));
  }

  /** {@return the links of the given type that are up, in ascending order of interface id} */
  List<Link> links(Topology.LinkType type) {
    return watched.entrySet().stream()
        .filter(entry -> entry.getValue().link.linkType() == type)
        .map(entry -> link(entry.getKey()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** {@return the tree root to publish in AS entries created now} */
  ByteString publishedRoot() {
    return trees.publishedRoot(Math.floorDiv(clock.wallMs(), 1_000));
  }

  /**
   * {@return the states to send to a router that requests them, without interfaces that have not
   * been heard yet}
   *
   * @param interfaceId the requested interface, or 0 for all
   */
  List<InterfaceState> told(long interfaceId) {
    List<InterfaceState> told = new ArrayList<>();
    watched.forEach(
        (id, one) -> {
          boolean asked = interfaceId == 0 || interfaceId == id;
          if (asked && one.state != InterfaceStatus.State.UNHEARD) {
            boolean up = one.state == InterfaceStatus.State.UP;
            told.add(new InterfaceState(id, up, one.revocation));
          }
        });
    return told;
  }

  /** {@return the status of all interfaces, in ascending order} */
  List<InterfaceStatus> status() {
    List<InterfaceStatus> all = new ArrayList<>(watched.size());
    watched.forEach(
        (id, one) ->
            all.add(
                new InterfaceStatus(
                    id, one.link.neighbour(), one.link.linkType(), one.state, one.remoteId)));
    return all;
  }
}
