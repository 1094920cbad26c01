package org.waymark.resolve.combination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.LinkType;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.RandomTopology;
import org.waymark.fixtures.Route;
import org.waymark.segment.IsdAs;
import org.waymark.wire.packet.ScionPath;

/**
 * Compares combination with walking the links. In small random worlds both must find the same
 * routes, and along each route a packet must pass every border router, there and back.
 */
class CombinationOracleTest {
  private static final int WORLDS = 200;
  private static final int PAIRS = 8;
  private static final int MAX_CORE_ASES = 3;
  private static final int NO_LIMIT = 1_000_000;

  /** The kinds of routes that occurred. A run in which a kind is missing would prove little. */
  private enum Kind {
    CORE,
    PEER,
    UP_AND_DOWN,
    SHORTCUT,
    UP_ONLY,
    DOWN_ONLY
  }

  private final Map<Kind, Integer> found = new EnumMap<>(Kind.class);

  @Test
  void findsEveryWayOverTheLinksWhenAllSegmentsAreThere() {
    for (int seed = 0; seed < WORLDS; seed++) {
      Random random = new Random(seed);
      World world = new World(RandomTopology.draw(random));
      for (int pair = 0; pair < PAIRS; pair++) {
        IsdAs source = any(world, random);
        IsdAs destination = any(world, random);
        if (!source.equals(destination)) {
          World.Routes all = world.routes(source, destination, MAX_CORE_ASES);
          Set<LinkWalk.Way> walked =
              LinkWalk.ways(world.topology(), source, destination, MAX_CORE_ASES);
          compare(world, source, destination, all, walked, "seed " + seed);
        }
      }
    }
    requireEveryKind(30);
  }

  @Test
  void findsTheWaysThatTheSegmentsAtHandAllow() {
    for (int seed = 0; seed < WORLDS; seed++) {
      Random random = new Random(1_000_000L + seed);
      World world = new World(RandomTopology.draw(random));
      for (int pair = 0; pair < PAIRS; pair++) {
        IsdAs source = any(world, random);
        IsdAs destination = any(world, random);
        if (!source.equals(destination)) {
          World.Routes all = world.routes(source, destination, MAX_CORE_ASES);
          World.Routes some =
              new World.Routes(
                  some(all.up(), random), some(all.core(), random), some(all.down(), random));
          Set<LinkWalk.Way> supported =
              LinkWalk.ways(world.topology(), source, destination, MAX_CORE_ASES).stream()
                  .filter(way -> LinkWalk.isSupported(way, some))
                  .collect(Collectors.toCollection(TreeSet::new));
          compare(world, source, destination, some, supported, "seed " + seed);
        }
      }
    }
    requireEveryKind(10);
  }

  @Test
  void findsEveryWayOfTheNetworkOfTwoIsds() {
    World world = new World(NetworkTopology.twoIsds());
    for (IsdAs source : world.ases()) {
      for (IsdAs destination : world.ases()) {
        if (!source.equals(destination)) {
          World.Routes all = world.routes(source, destination, 5);
          Set<LinkWalk.Way> walked = LinkWalk.ways(world.topology(), source, destination, 5);
          compare(world, source, destination, all, walked, source + " to " + destination);
        }
      }
    }
  }

  private void compare(
      World world,
      IsdAs source,
      IsdAs destination,
      World.Routes routes,
      Set<LinkWalk.Way> expected,
      String where) {
    List<EndToEndPath> paths =
        Combination.paths(source, destination, world.segments(routes), World.NOW_MS, NO_LIMIT);
    List<String> texts = paths.stream().map(World::text).toList();
    assertEquals(
        expected.stream().map(LinkWalk.Way::text).sorted().toList(),
        texts.stream().sorted().toList(),
        () -> where + ": " + source + " to " + destination);
    expected.forEach(way -> found.merge(kind(world, way), 1, Integer::sum));
    for (EndToEndPath path : paths) {
      assertEquals(source, path.source());
      assertEquals(destination, path.destination());
      assertEquals(mtu(world, path), path.mtu(), where);
      RouterWalk.Arrival there = RouterWalk.send(world, source, destination, path.packetPath());
      assertEquals(path.interfaces(), there.crossed(), where);
      ScionPath reply = there.end().reversed();
      assertEquals(
          path.interfaces().reversed(),
          RouterWalk.send(world, destination, source, reply).crossed(),
          where);
    }
  }

  /** {@return the lowest MTU that the topology has for the ASes and links of the path} */
  private static int mtu(World world, EndToEndPath path) {
    IntStream links =
        path.interfaces().stream()
            .mapToInt(end -> world.topology().interfaceOf(end.ia(), end.id()).orElseThrow().mtu());
    IntStream ases = path.hops().stream().mapToInt(hop -> world.topology().as(hop.ia()).mtu());
    return IntStream.concat(links, ases).min().orElseThrow();
  }

  private static Kind kind(World world, LinkWalk.Way way) {
    if (!way.ofType(LinkType.CORE).isEmpty()) {
      return Kind.CORE;
    }
    if (!way.ofType(LinkType.PEER).isEmpty()) {
      return Kind.PEER;
    }
    if (way.ofType(LinkType.CHILD).isEmpty()) {
      return Kind.UP_ONLY;
    }
    if (way.ofType(LinkType.PARENT).isEmpty()) {
      return Kind.DOWN_ONLY;
    }
    IsdAs turn = way.ofType(LinkType.PARENT).getLast().to();
    return world.topology().isCore(turn) ? Kind.UP_AND_DOWN : Kind.SHORTCUT;
  }

  private void requireEveryKind(int atLeast) {
    for (Kind kind : Kind.values()) {
      assertTrue(found.getOrDefault(kind, 0) >= atLeast, () -> "only " + found);
    }
  }

  /** Picks mostly ASes below the core, where there are more routes. */
  private static IsdAs any(World world, Random random) {
    List<IsdAs> below = world.ases().stream().filter(ia -> !world.topology().isCore(ia)).toList();
    List<IsdAs> from = below.isEmpty() || random.nextInt(5) == 0 ? world.ases() : below;
    return from.get(random.nextInt(from.size()));
  }

  private static List<Route> some(List<Route> routes, Random random) {
    List<Route> some =
        new ArrayList<>(routes.stream().filter(one -> random.nextInt(4) > 0).toList());
    Collections.shuffle(some, random);
    return some;
  }
}
