package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.fixtures.HopMac;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Shape;
import org.waymark.trust.Verification;
import org.waymark.wire.control.HopFieldCodec;
import org.waymark.world.trust.TrustStore;

class BeaconingTest {
  private static final int MAX_ASES = 12;
  private static final BeaconLimits ALL = new BeaconLimits(20, 20);

  @Test
  void tinyNetworkRegistersEverySegmentThereCanBe() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
    world.run(40);
    assertHasAll(world);
  }

  @Test
  void twoIsdsRegisterEverySegmentThereCanBe() throws IOException {
    BeaconWorld world = new BeaconWorld(NetworkTopology.twoIsds(), 1, TestSites.Times.SHORT, ALL);
    world.run(60);
    assertHasAll(world);
  }

  @Test
  void registeredAreTheShortestOfEachOrigin() throws IOException {
    BeaconWorld world =
        new BeaconWorld(
            NetworkTopology.twoIsds(), 1, TestSites.Times.SHORT, new BeaconLimits(2, 2));
    world.run(60);
    for (SegmentType type : SegmentType.values()) {
      expected(world, type)
          .forEach(
              (ia, routes) ->
                  byFirst(routes)
                      .forEach(
                          (first, ofOne) ->
                              assertEquals(
                                  lengths(ofOne, 2),
                                  lengths(
                                      routesOf(world, type, ia).stream()
                                          .filter(route -> route.first().equals(first))
                                          .filter(route -> ends(type, ia, route))
                                          .toList(),
                                      2),
                                  type + " at " + ia + " from " + first)));
    }
  }

  private static List<Integer> lengths(List<Route> routes, int atMost) {
    return routes.stream().map(Route::size).sorted().limit(atMost).toList();
  }

  private static Map<IsdAs, List<Route>> byFirst(Set<Route> routes) {
    return routes.stream().collect(Collectors.groupingBy(Route::first));
  }

  /**
   * Tests whether an AS has the segment of a route. A core AS receives the DOWN segments of all its
   * leaves, without a limit per leaf.
   */
  private static boolean ends(SegmentType type, IsdAs ia, Route route) {
    return type == SegmentType.DOWN || route.last().equals(ia);
  }

  @Test
  void everyRegisteredSegmentIsSignedAndSealedByEveryAs() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), 3);
    world.run(60);
    TrustStore all =
        new TrustStore(
            new CertificateFolder(world.network.trust().trcs(), world.network.trust().chains()),
            world.ed25519);
    int seen = 0;
    for (IsdAs ia : world.sites.keySet()) {
      for (SegmentType type : SegmentType.values()) {
        for (CapnpSegment segment : world.pathServers.get(ia).registered(type, 0)) {
          assertEquals(List.of(), Shape.fault(segment).stream().toList());
          assertInstanceOf(Verification.Verified.class, world.verifier.verify(segment, all, ia));
          assertSealed(world, segment);
          seen++;
        }
      }
    }
    assertEquals(true, seen > 60, "only " + seen);
  }

  private static void assertSealed(BeaconWorld world, CapnpSegment segment) {
    long previous = 0;
    for (CapnpAsEntry entry : segment.entries()) {
      HopMac mac = world.sites.get(entry.ia()).hopMac();
      long own = HopFieldCodec.bits(entry.hopEntries().getFirst().hopField());
      for (CapnpHopEntry hop : entry.hopEntries()) {
        HopField field = hop.hopField();
        long before = field.xover() ? own : previous;
        assertEquals(mac.seal(field, segment.timestampS(), before), field, entry.ia().toString());
      }
      previous = own;
    }
  }

  @Test
  void peerLinksThatLiveStandInTheEntries() throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
    world.run(20);
    CapnpHopEntry peer = peers(world).getFirst();
    assertEquals(IsdAs.parse("1-13"), peer.inIa());
    assertEquals(92, peer.remoteInIf());
    assertEquals(88, peer.hopField().ingress());
    world.routers.cut("1-12#88");
    world.run(20);
    assertEquals(List.of(), peers(world));
  }

  private static List<CapnpHopEntry> peers(BeaconWorld world) {
    CapnpSegment up = world.registered("1-12", SegmentType.UP, 6).getFirst();
    List<CapnpHopEntry> hops = up.entries().getLast().hopEntries();
    return hops.subList(1, hops.size());
  }

  @Test
  void sameSeedDoesTheSame() throws IOException {
    assertEquals(trace(7), trace(7));
  }

  private static List<Object> trace(long seed) throws IOException {
    BeaconWorld world = BeaconWorld.of(NetworkTopology.twoIsds(), seed);
    world.run(30);
    return world.pathServers.values().stream()
        .<Object>map(
            server ->
                List.of(SegmentType.values()).stream()
                    .map(type -> server.registered(type, 0))
                    .toList())
        .toList();
  }

  private static void assertHasAll(BeaconWorld world) {
    for (SegmentType type : SegmentType.values()) {
      expected(world, type)
          .forEach(
              (ia, routes) ->
                  assertEquals(
                      texts(routes),
                      texts(new HashSet<>(routesOf(world, type, ia))),
                      type + " at " + ia));
    }
  }

  private static List<String> texts(Set<Route> routes) {
    return routes.stream().map(route -> route.steps().toString()).sorted().toList();
  }

  private static List<Route> routesOf(BeaconWorld world, SegmentType type, IsdAs ia) {
    return world.registered(ia.toString(), type, 6).stream().map(BeaconingTest::route).toList();
  }

  private static Route route(CapnpSegment segment) {
    return new Route(
        segment.hops().stream()
            .map(hop -> new Route.Step(hop.ia(), hop.ingress(), hop.egress()))
            .toList());
  }

  /** {@return the routes of the segments that the path server of each AS must have} */
  private static Map<IsdAs, Set<Route>> expected(BeaconWorld world, SegmentType type) {
    Map<IsdAs, Set<Route>> expected = new TreeMap<>();
    NetworkTopology topology = world.network.topology();
    topology.ases().keySet().forEach(ia -> expected.put(ia, new HashSet<>()));
    topology
        .routes(type, MAX_ASES)
        .filter(type == SegmentType.CORE ? staysOutOfIsdsItLeft() : route -> true)
        .forEach(
            route ->
                expected.get(type == SegmentType.DOWN ? route.first() : route.last()).add(route));
    return expected;
  }

  private static Predicate<Route> staysOutOfIsdsItLeft() {
    return route -> {
      Set<Integer> seen = new HashSet<>();
      int current = 0;
      for (Route.Step step : route.steps()) {
        if (step.ia().isd() != current && !seen.add(step.ia().isd())) {
          return false;
        }
        current = step.ia().isd();
      }
      return true;
    };
  }
}
