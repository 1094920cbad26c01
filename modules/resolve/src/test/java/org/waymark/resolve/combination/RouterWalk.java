package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.AsInterface;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScionPath;

/**
 * Walks a packet along its path as border routers do: it checks MAC, expiry and interfaces at each
 * hop field used, and moves the packet over the links of the topology.
 */
final class RouterWalk {
  private final World world;
  private final IsdAs destination;
  private final List<AsInterface> crossed = new ArrayList<>();
  private ScionPath path;
  private IsdAs at;

  private RouterWalk(World world, IsdAs source, IsdAs destination, ScionPath path) {
    this.world = world;
    this.at = source;
    this.destination = destination;
    this.path = path;
  }

  /**
   * @param crossed the interfaces in order
   * @param end the path as the destination receives it
   */
  record Arrival(List<AsInterface> crossed, ScionPath end) {}

  /** Sends the packet. Any failed check fails the test. */
  static Arrival send(World world, IsdAs source, IsdAs destination, ScionPath path) {
    RouterWalk walk = new RouterWalk(world, source, destination, path);
    while (!walk.step()) {
      assertTrue(walk.crossed.size() < 200, () -> "walks in circles over " + path);
    }
    return new Arrival(List.copyOf(walk.crossed), walk.path);
  }

  /**
   * Moves the packet from one AS to the next.
   *
   * @return whether the packet may be delivered there
   */
  private boolean step() {
    check();
    int out = path.egressInterface().orElseThrow();
    NetworkTopology.Interface link = world.topology().interfaceOf(at, out).orElseThrow();
    crossed.add(new AsInterface(at, out));
    path = path.next().orElseThrow();

    at = link.neighbour();
    crossed.add(new AsInterface(at, link.remoteId()));
    assertEquals(link.remoteId(), path.ingressInterface().orElseThrow());
    check();
    if (at.equals(destination) && path.isOnLastSegment()) {
      return true;
    }
    if (path.currentHop().orElseThrow().xover()) {
      path = path.next().orElseThrow();
      check();
    }
    return false;
  }

  private void check() {
    HopField hop = path.currentHop().orElseThrow();
    long timestampS = path.currentInfo().orElseThrow().timestampS();
    assertFalse(hop.verifyOnly());
    assertTrue((timestampS + hop.expTime() * 675L / 2 + 1) * 1_000 > World.NOW_MS);
    long previous = path.macPredecessor().orElseThrow();
    assertEquals(
        world.mac(at).seal(hop, timestampS, previous).mac(),
        hop.mac(),
        () -> "MAC of " + hop + " at " + at + " of " + path);
  }
}
