package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Ports;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** Beacons that arrive at 1-16 over interface 1 from 1-14#11, with all trust material present. */
class BeaconIntakeTest {
  private static final long NOW_S = 1_520_000_123;
  private static final IsdAs LEAF = IsdAs.parse("1-16");

  /** A core AS whose interface 1 leads to 1-13#3. */
  private static final IsdAs NEIGHBOUR = IsdAs.parse("2-22");

  private final VirtualClock clock = new VirtualClock(NOW_S * 1_000);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final Ports ports =
      new Ports(
          clock,
          timers,
          new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults),
          new SimulatedStreams(timers, 1, faults),
          new SplittableRandom(1),
          faults);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 1, clock);
  private final Site site = TestSites.of(network, TestSites.Times.SHORT).get(LEAF);
  private final BeaconStore store = new BeaconStore();
  private final TrustStore trust =
      new TrustStore(
          new CertificateFolder(network.trust().trcs(), network.trust().chains()),
          Ed25519.fastest());
  private final DropCounts drops = new DropCounts();
  private final List<Message> asked = new ArrayList<>();
  private final ScionSocket socket = socket(TestSites.BEACON_SERVER);
  private final BeaconIntake intake = intake(site);

  BeaconIntakeTest() throws IOException {
    socket(TestSites.ROUTER);
  }

  private ScionSocket socket(int host) throws IOException {
    ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
    return new ScionSocket(
        ports.datagrams(),
        TestSites.address(network.topology(), LEAF, host),
        site.topology(),
        drops,
        (packet, underlay) ->
            asked.add(
                codec
                    .decodeFramed(((UdpDatagram) packet.layer4()).payload())
                    .orElseThrow()
                    .message()));
  }

  private BeaconIntake intake(Site of) {
    SegmentVerifier verifier =
        new SegmentVerifier(Ed25519.fastest(), new VerifiedPrefixes(100), clock);
    BeaconRules rules = new BeaconRules(of.topology());
    return new BeaconIntake(of, rules, store, trust, verifier, ports, drops);
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), faults.faults());
  }

  private ScionAddress address(int host) {
    return new ScionAddress(
        LEAF, HostAddress.of(TestSites.address(network.topology(), LEAF, host).getAddress()));
  }

  /** Creates a beacon over the links between these ASes, sent by the last one to 1-16. */
  private SegmentDraft draft(String... ases) {
    return network.segments().along(route(11, ases)).withArbitraryRoots();
  }

  private Route route(long egress, String... ases) {
    List<Route.Step> steps = new ArrayList<>(network.topology().route(ases).steps());
    Route.Step last = steps.removeLast();
    steps.add(new Route.Step(last.ia(), last.ingress(), egress));
    return new Route(steps);
  }

  private CapnpSegment revocable(long timestampS) {
    return network.segments().along(route(11, "1-11", "1-14")).timestampS(timestampS).make();
  }

  private void receive(CapnpSegment beacon) {
    receive(intake, beacon, 11);
  }

  private void receive(BeaconIntake by, CapnpSegment beacon, long remoteId) {
    ScionPacket packet =
        new ScionPacket(
            address(TestSites.BEACON_SERVER),
            address(TestSites.ROUTER),
            new UdpDatagram(TestSites.PORT, 0, ByteBuffer.allocate(1)));
    by.received(new HeldBeacon(beacon, 1), remoteId, packet, socket);
    timers.runForMs(10);
  }

  @Test
  void beaconThatIsSignedAndKeepsTheRulesIsHeld() {
    CapnpSegment beacon = draft("1-11", "1-14").make();
    receive(beacon);
    assertEquals(List.of(new HeldBeacon(beacon, 1)), store.best(beacon.firstIa(), 5, held -> true));
    assertEquals(Map.of(), drops.counts());
    assertEquals(List.of(), asked);
  }

  @Test
  void beaconThatStartsAtAnAsThatIsNotCoreIsDropped() {
    receive(draft("1-14").make());
    assertEquals(0, store.size());
    assertEquals(Map.of("beacon-not-core", 1L), drops.counts());
  }

  @Test
  void beaconOverARevokedInterfaceIsDroppedAsLongAsTheRevocationActs() {
    CapnpSegment first = revocable(NOW_S);
    receive(first);
    long egress = first.hops().getFirst().egress();
    assertEquals(1, store.revoke(network.revocations().revoke(first.firstIa(), egress)));
    receive(revocable(NOW_S + 1));
    assertEquals(0, store.size());
    assertEquals(Map.of("beacon-revoked", 1L), drops.counts());
    timers.runForMs(20_000);
    receive(revocable(NOW_S + 2));
    assertEquals(1, store.size());
    assertEquals(Map.of("beacon-revoked", 1L), drops.counts());
  }

  @Test
  void beaconForWhichThereIsNoRoomIsDropped() {
    for (int egress = 1; egress <= BeaconStore.PER_ORIGIN; egress++) {
      Route shorter = new Route(List.of(new Route.Step(IsdAs.parse("1-11"), 0, egress)));
      store.add(new HeldBeacon(network.segments().along(shorter).withArbitraryRoots().make(), 1));
    }
    receive(draft("1-11", "1-14").make());
    assertEquals(BeaconStore.PER_ORIGIN, store.size());
    assertEquals(Map.of("beacon-no-room", 1L), drops.counts());
  }

  @Test
  void everyTrcUpToTheOneNamedIsAskedForOnce() {
    BeaconIntake ofIsd2 = intake(TestSites.of(network, TestSites.Times.SHORT).get(NEIGHBOUR));
    CapnpSegment beacon =
        network
            .segments()
            .along(route(3, "1-12", "1-13"))
            .withArbitraryRoots()
            .trcVersion(4)
            .make();
    receive(ofIsd2, beacon, 3);
    assertEquals(
        List.of(new TrcRequest(1, 2, true), new TrcRequest(1, 3, true), new TrcRequest(1, 4, true)),
        asked);
    assertEquals(1, ofIsd2.parkedCount());
    receive(ofIsd2, beacon, 3);
    assertEquals(3, asked.size());
    assertEquals(1, ofIsd2.parkedCount());
    assertEquals(Map.of(), drops.counts());
  }

  @Test
  void parkedBeaconThatExpiresIsForgotten() {
    CapnpSegment beacon = draft("1-11", "1-14").trcVersion(2).expTime(0).make();
    receive(beacon);
    timers.runForMs(beacon.endMs() - clock.wallMs() - 1);
    intake.expire();
    assertEquals(1, intake.parkedCount());
    timers.runForMs(1);
    intake.expire();
    assertEquals(0, intake.parkedCount());
  }
}
