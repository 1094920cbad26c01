package org.waymark.cli.world;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.waymark.world.World;
import org.waymark.world.WorldStatus;
import org.waymark.world.beacon.BeaconStatus;
import org.waymark.world.beacon.InterfaceStatus;

/**
 * Tells what happens in a world, as it is seen from look to look: links that are cut, interfaces
 * that beacon servers take for dead, replicas that come and go. Used by one thread.
 */
final class WorldChanges {
  private final World world;
  private final PrintWriter out;
  private final Map<String, String> seen = new HashMap<>();
  private boolean first;
  private long startMs = -1;
  private long lastActionMs;

  WorldChanges(World world, PrintWriter out) {
    this.world = world;
    this.out = out;
  }

  /** Looks once, and tells what is other than at the last look. */
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
                        : "the dispatcher of %s is stopped".formatted(as.ia()));
              }
            });
    for (BeaconStatus beaconing : as.beaconing()) {
      for (InterfaceStatus one : beaconing.interfaces()) {
        String end = as.ia() + "#" + one.id();
        if (changed("interface " + end, one.state().name())
            && one.state() == InterfaceStatus.State.DOWN) {
          tell(nowMs, "%s hears nothing any more and is revoked".formatted(end));
        }
      }
    }
    for (WorldStatus.ReplicaStatus replica : as.replicas()) {
      if (changed("revocations " + replica.id(), Long.toString(replica.revocations()))
          && replica.revocations() > 0) {
        tell(
            nowMs,
            "replica %s has recorded %d revocations by now"
                .formatted(replica.id(), replica.revocations()));
      }
    }
  }

  /** {@return whether it is other than at the last look; at the first nothing is} */
  private boolean changed(String what, String how) {
    return !Objects.equals(seen.put(what, how), how) && !first;
  }

  private void tell(long nowMs, String what) {
    out.printf(
        "%8.1f s  (+%.1f s)  %s%n",
        (nowMs - startMs) / 1_000.0, (nowMs - lastActionMs) / 1_000.0, what);
    out.flush();
  }
}
