package org.waymark.cli.world;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.World;
import org.waymark.world.WorldStatus;
import org.waymark.world.beacon.BeaconStatus;
import org.waymark.world.beacon.InterfaceStatus;

/**
 * Prints the changes in a world since the last call: links that are cut or restored, interfaces
 * that beacon servers consider dead, the ASes in whose logs the revocations are recorded, the best
 * paths of the hosts that were probed, and the states of replicas and dispatchers. Used by one
 * thread.
 */
final class WorldChanges {
  /**
   * The time for which hosts use their paths after a change. Hosts find the paths over a restored
   * link some 20 s after its segments are registered.
   */
  private static final long USED_AFTER_CHANGE_MS = 60_000;

  private final World world;
  private final WatchedPaths paths;
  private final PrintWriter out;
  private final Map<String, String> seen = new HashMap<>();

  /**
   * The interfaces that are or were down, each with the ASes for which its revocation has been
   * printed.
   */
  private final SortedMap<AsInterface, Set<IsdAs>> revoked = new TreeMap<>();

  private final Set<AsInterface> down = new HashSet<>();
  private boolean first;
  private long startMs = -1;
  private long lastActionMs;
  private long lastChangeMs;

  WorldChanges(World world, WatchedPaths paths, PrintWriter out) {
    this.world = world;
    this.paths = paths;
    this.out = out;
  }

  /** Prints what has changed since the last call. */
  void look() {
    WorldStatus status = world.status();
    first = startMs < 0;
    if (first) {
      startMs = status.clockMs();
      lastActionMs = startMs;
    }
    for (WorldStatus.Link link : status.links()) {
      if (changed("link " + link.end(), link.cut() ? "cut" : "there")) {
        lastActionMs = status.clockMs();
        tell(
            status.clockMs(),
            "link %s -- %s is %s".formatted(link.end(), link.other(), link.cut() ? "cut" : "back"));
      }
    }
    for (WorldStatus.As as : status.ases()) {
      look(as, status.clockMs());
    }
    revoked.keySet().forEach(end -> lookAtRecords(end, status.clockMs()));
    revoked.entrySet().removeIf(one -> !down.contains(one.getKey()) && one.getValue().isEmpty());
    boolean inUse = status.clockMs() - lastChangeMs < USED_AFTER_CHANGE_MS;
    for (String news : paths.look(status.clockMs(), inUse)) {
      print(status.clockMs(), news);
    }
  }

  /**
   * Reports the revocation of an interface once for each AS, although the revocation is renewed in
   * every epoch. Reports it again only if the interface has been up and not revoked in the
   * meantime.
   */
  private void lookAtRecords(AsInterface end, long nowMs) {
    Set<IsdAs> told = revoked.get(end);
    Set<IsdAs> current = world.revokedIn(end);
    for (IsdAs ia : current) {
      if (told.add(ia)) {
        tell(nowMs, "the revocation of %s is recorded in the log of %s".formatted(end, ia));
      }
    }
    if (!down.contains(end)) {
      told.retainAll(current);
    }
  }

  private void look(WorldStatus.As as, long nowMs) {
    for (WorldStatus.ReplicaStatus replica : as.replicas()) {
      if (changed("replica " + replica.id(), replica.state())) {
        tell(nowMs, "replica %s is %s".formatted(replica.id(), replica.state()));
      }
    }
    as.dispatcher()
        .ifPresent(
            dispatcher -> {
              if (changed("dispatcher " + as.ia(), dispatcher.toString())) {
                tell(
                    nowMs,
                    dispatcher.running()
                        ? "%d programs are registered with the dispatcher of %s"
                            .formatted(dispatcher.registered(), as.ia())
                        : "the dispatcher of %s has stopped".formatted(as.ia()));
              }
            });
    for (BeaconStatus beaconing : as.beaconing()) {
      for (InterfaceStatus one : beaconing.interfaces()) {
        look(new AsInterface(as.ia(), one.id()), one.state(), nowMs);
      }
    }
  }

  private void look(AsInterface end, InterfaceStatus.State state, long nowMs) {
    switch (state) {
      case DOWN -> {
        if (down.add(end)) {
          revoked.putIfAbsent(end, new HashSet<>());
          tell(nowMs, end + " no longer receives keepalives from its neighbour and is revoked");
        }
      }
      case UP -> {
        if (down.remove(end)) {
          tell(nowMs, end + " receives keepalives from its neighbour again");
        }
      }
      case UNHEARD -> {
        // The AS has just started, so its state is not clear yet.
      }
    }
  }

  /** {@return whether a state has changed since the last call; false on the first call} */
  private boolean changed(String what, String how) {
    return !Objects.equals(seen.put(what, how), how) && !first;
  }

  private void tell(long nowMs, String what) {
    lastChangeMs = nowMs;
    print(nowMs, what);
  }

  private void print(long nowMs, String what) {
    out.printf(
        "%8.1f s  (+%.1f s)  %s%n",
        (nowMs - startMs) / 1_000.0, (nowMs - lastActionMs) / 1_000.0, what);
    out.flush();
  }
}
