package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** The registrations of 1-16. */
class BeaconRegistrationTest {
  private static final long NOW_S = 1_520_000_123;
  private static final IsdAs LEAF = IsdAs.parse("1-16");

  private final VirtualClock clock = new VirtualClock(NOW_S * 1_000);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 1, clock);
  private final Site site = TestSites.of(network, TestSites.Times.SHORT).get(LEAF);
  private final BeaconStore store = new BeaconStore();
  private final InterfaceStates interfaces =
      new InterfaceStates(site.topology(), site.treeSeed(), 600, clock);
  private final DropCounts drops = new DropCounts();
  private final List<CapnpSegment> down = new ArrayList<>();
  private final BeaconRegistration registration =
      new BeaconRegistration(
          new BeaconContext(
              site.topology(),
              store,
              interfaces,
              new BeaconExtender(
                  site,
                  new TrustStore(site.certificates(), Ed25519.bouncyCastle()),
                  interfaces,
                  clock),
              drops),
          new BeaconRegistration.Outlet() {
            @Override
            public void toServer(Topology.Server server, SegmentRegistration up) {}

            @Override
            public void against(CapnpSegment segment, SegmentRegistration one) {
              down.add(segment);
            }
          },
          BeaconLimits.DEFAULT.registered());

  /**
   * Adds a beacon with this many AS entries, all of the same AS, which these tests do not check.
   */
  private void hold(String origin, int entries) {
    List<Route.Step> steps =
        IntStream.range(0, entries)
            .mapToObj(i -> new Route.Step(IsdAs.parse(origin), i == 0 ? 0 : 1, 11))
            .toList();
    SegmentDraft draft = network.segments().along(new Route(steps)).withArbitraryRoots();
    IntStream.range(0, entries).forEach(draft::unsigned);
    store.add(new HeldBeacon(draft.make(), 1));
  }

  @Test
  void beaconThatHasNoRoomForTheOwnEntryIsCountedAndTheOthersAreRegistered() {
    interfaces.heard(1, 11);
    int most = DecoderLimits.DEFAULT.asEntries();
    hold("1-11", most);
    hold("1-12", most - 1);
    hold("1-13", 1);
    registration.round();
    assertEquals(Map.of("too-many-as-entries", 1L), drops.counts());
    assertEquals(
        List.of("1-12 to 1-16", "1-13 to 1-16"),
        down.stream().map(one -> one.firstIa() + " to " + one.lastIa()).toList());
    assertEquals(Map.of(SegmentType.UP, 2, SegmentType.DOWN, 2), registration.counts());
  }
}
