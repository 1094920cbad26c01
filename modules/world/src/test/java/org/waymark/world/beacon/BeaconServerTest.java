package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.Beacon;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.trust.TrustStore;

/**
 * Messages that arrive at a server of the tiny network: at 1-12, over interface 17 from 1-11#50.
 */
class BeaconServerTest {
  private static final int SOMEBODY = 77;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-12");

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final BeaconWorld world = BeaconWorld.of(NetworkTopology.tiny(), 1);
  private final List<ControlPayload> answers = new ArrayList<>();
  private final ScionSocket somebody;

  BeaconServerTest() throws IOException {
    somebody =
        new ScionSocket(
            world.datagrams,
            TestSites.address(world.network.topology(), LEAF, SOMEBODY),
            world.sites.get(LEAF).topology(),
            new DropCounts(),
            (packet, underlay) -> answers.add(payload(packet)));
    world.run(3);
  }

  private ControlPayload payload(ScionPacket packet) {
    return codec.decodeFramed(((UdpDatagram) packet.layer4()).payload()).orElseThrow();
  }

  private BeaconServer server() {
    return world.beaconServers.get(LEAF);
  }

  private ScionAddress address(IsdAs ia, int host) {
    InetSocketAddress address = TestSites.address(world.network.topology(), ia, host);
    return new ScionAddress(ia, HostAddress.of(address.getAddress()));
  }

  private void ask(Message message) {
    somebody.send(
        new ControlPayload(message, 99),
        address(LEAF, TestSites.BEACON_SERVER),
        TestSites.PORT,
        ScionPath.EMPTY);
    world.run(1);
  }

  /**
   * Delivers a message from the neighbour, as the router that received it over an interface would.
   *
   * @return the drops that the message caused
   */
  private Map<String, Long> deliver(Message message, int ingress) {
    HopField first = new HopField(false, false, false, false, 1, 0, 50, 0);
    HopField second = new HopField(false, false, false, false, 1, ingress, 0, 0);
    ScionPath oneHop = ScionPath.oneHop(world.clock.wallMs() / 1_000, 1, first);
    ScionPath path =
        ScionPath.of(
                List.of(
                    new ScionPath.Segment(
                        oneHop.currentInfo().orElseThrow(), List.of(first, second))))
            .at(0, 2);
    ByteString framed = ControlCodec.encodeFramed(new ControlPayload(message, 1));
    Map<String, Long> before = server().drops().counts();
    somebody.send(
        new ScionPacket(
            address(LEAF, TestSites.BEACON_SERVER),
            address(CORE, TestSites.BEACON_SERVER),
            path,
            List.of(),
            new UdpDatagram(TestSites.PORT, 0, ByteBuffer.wrap(framed.unsafeBytes()))),
        TestSites.address(world.network.topology(), LEAF, TestSites.BEACON_SERVER));
    world.timers.runForMs(20);
    Map<String, Long> dropped = new TreeMap<>(server().drops().counts());
    before.forEach((reason, count) -> dropped.merge(reason, -count, Long::sum));
    dropped.values().removeIf(count -> count == 0);
    assertEquals(List.of(), world.faults.faults());
    return dropped;
  }

  /**
   * Creates a beacon that lives for 337 s, which distinguishes it from the beacons that the core AS
   * itself sends.
   */
  private SegmentDraft draft() {
    Route route = new Route(List.of(new Route.Step(CORE, 0, 50)));
    return world.network.segments().along(route).expTime(1);
  }

  private static Beacon beacon(SegmentDraft draft) {
    return new Beacon(draft.fields(), 50);
  }

  @Test
  void beaconsThatBreakARuleAreDroppedWithTheReason() {
    // By then, the server has its chain, and honest beacons of the core AS could be mistaken for
    // these.
    world.run(10);
    world.beaconServers.get(CORE).close();
    world.run(1);
    long laterS = world.clock.wallMs() / 1_000 + 9;
    assertEquals(Map.of("beacon-over-dead-link", 1L), deliver(beacon(draft()), 18));
    assertEquals(
        Map.of("beacon-from-elsewhere", 1L), deliver(beacon(draft().timestampS(laterS)), 88));
    assertEquals(
        Map.of("beacon-isd", 1L), deliver(beacon(draft().timestampS(laterS).infoIsd(9)), 17));
    assertEquals(
        Map.of("beacon-signature", 1L),
        deliver(beacon(draft().timestampS(laterS).brokenSignature(0)), 17));
    assertEquals(
        Map.of("beacon-unsigned-entry", 1L),
        deliver(beacon(draft().timestampS(laterS).unsigned(0)), 17));
    SegmentFields none = new SegmentFields(draft().fields().signedData(), List.of());
    assertEquals(Map.of("no-as-entries", 1L), deliver(new Beacon(none, 50), 17));
    assertEquals(Map.of(), deliver(beacon(draft().timestampS(laterS)), 17));
    assertEquals(Map.of("beacon-known", 1L), deliver(beacon(draft().timestampS(laterS)), 17));
  }

  @Test
  void beaconThatNamesUnknownTrustIsParkedUntilItsSenderGivesIt() {
    long laterS = world.clock.wallMs() / 1_000 + 9;
    Beacon beacon = beacon(draft().timestampS(laterS).certVersion(2));
    assertEquals(Map.of(), deliver(beacon, 17));
    assertEquals(1, server().status().parked());
    assertEquals(
        1, world.beaconServers.get(CORE).drops().counts().get("trust-not-held"), "it was asked");
    assertEquals(Map.of(), deliver(beacon, 17));
    assertEquals(
        1,
        world.beaconServers.get(CORE).drops().counts().get("trust-not-held"),
        "not asked again so soon");
    world.trust.get(CORE).add(TrustKind.CHAIN, world.network.trust().chain(CORE, 2).json());
    world.run(2);
    assertEquals(Map.of(), deliver(beacon, 17));
    assertTrue(world.trust.get(LEAF).chain(CORE, 2).isPresent());
    assertEquals(0, server().status().parked());
    assertEquals(Map.of("beacon-known", 1L), deliver(beacon, 17));
  }

  @Test
  void parkedBeaconsAreBounded() {
    world.beaconServers.get(CORE).close();
    for (int i = 0; i < BeaconIntake.MAX_PARKED + 3; i++) {
      IsdAs origin = IsdAs.of(1, 1_000 + i);
      Route route = new Route(List.of(new Route.Step(CORE, 0, 50), new Route.Step(CORE, 50, 50)));
      SegmentDraft draft =
          world
              .network
              .segments()
              .along(route)
              .changing(0, fields -> with(fields, origin, hop -> hop(hop, IsdAs.NONE, CORE, 50)))
              .changing(1, fields -> with(fields, CORE, hop -> hop(hop, origin, LEAF, 17)));
      deliver(beacon(draft), 17);
    }
    assertEquals(BeaconIntake.MAX_PARKED, server().status().parked());
    assertEquals(3, server().drops().counts().get("beacon-parked-too-long"));
  }

  private static AsEntryFields with(
      AsEntryFields fields, IsdAs ia, UnaryOperator<HopEntryFields> change) {
    return new AsEntryFields(
        ia,
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        List.of(change.apply(fields.hops().getFirst())),
        fields.hashTreeRoot(),
        fields.mtu(),
        fields.routingPolicy(),
        fields.sibra());
  }

  private static HopEntryFields hop(HopEntryFields hop, IsdAs in, IsdAs out, long remoteOut) {
    return new HopEntryFields(in, hop.remoteInIf(), hop.inMtu(), out, remoteOut, hop.hopField());
  }

  @Test
  void requestsForTrustAreAnswered() {
    ask(new TrcRequest(1, 0, true));
    ask(new CertChainRequest(LEAF, 1, true));
    ByteString trc = Lz4Text.pack(world.network.trust().trc(1).json());
    ByteString chain = Lz4Text.pack(world.network.trust().chain(LEAF).json());
    assertEquals(
        List.of(
            new ControlPayload(new TrcReply(trc), 99),
            new ControlPayload(new CertChainReply(chain), 99)),
        answers);
    ask(new TrcRequest(7, 0, true));
    assertEquals(2, answers.size());
    assertEquals(1, server().drops().counts().get("trust-not-held"));
  }

  @Test
  void routerThatAsksForStatesIsAnswered() {
    world.routers.cut("1-12#88");
    world.run(6);
    ask(new InterfaceStateRequest(0));
    assertEquals(99, answers.getFirst().requestId());
    InterfaceStateInfos infos = (InterfaceStateInfos) answers.getFirst().message();
    List<InterfaceState> states =
        infos.states().stream().map(state -> state.orElseThrow()).toList();
    assertEquals(List.of(17L, 88L), states.stream().map(InterfaceState::interfaceId).toList());
    assertEquals(List.of(true, false), states.stream().map(InterfaceState::active).toList());
    Revocation revocation = states.getLast().revocation().orElseThrow();
    assertEquals(world.pathServer("1-12").revocations().getLast(), revocation);
  }

  @Test
  void keepalivesOfOthersThanTheNeighbourAreDropped() {
    ask(new InterfaceIdMessage(50, 17));
    ask(new InterfaceIdMessage(50, 18));
    ask(new InterfaceIdMessage(50, 1L << 32 | 17));
    assertEquals(3, server().drops().counts().get("keepalive-from-elsewhere"));
  }

  @Test
  void keepaliveThatDidNotComeInByItsInterfaceIsDropped() {
    InterfaceIdMessage keepalive = new InterfaceIdMessage(50, 17);
    assertEquals(Map.of("keepalive-from-elsewhere", 1L), deliver(keepalive, 18));
    assertEquals(Map.of(), deliver(keepalive, 17));
  }

  @Test
  void otherMessagesAreCounted() {
    ask(new SegmentRequest(LEAF, CORE, false, false));
    assertEquals(1, server().drops().counts().get("unsupported"));
  }

  @Test
  void noticeOfARevocationRemovesTheBeaconsOverIt() {
    world.run(10);
    assertEquals(1, server().status().held());
    world.routers.cut("1-11#50");
    world.run(5);
    Revocation revocation = world.pathServer("1-11").revocations().getFirst();
    assertEquals(1, server().status().held(), "its own interface is down: nothing is removed");
    ask(new RevocationNotice(revocation));
    assertEquals(0, server().status().held());
    ask(new RevocationNotice(revocation));
    assertEquals(1, server().drops().counts().get("revocation-proves-nothing"));
    world.run(30);
    ask(new RevocationNotice(revocation));
    assertEquals(1, server().drops().counts().get("revocation-invalid"));
  }

  @Test
  void statusTellsWhatIsRegistered() {
    world.run(15);
    BeaconStatus leaf = server().status();
    assertEquals(Map.of(SegmentType.UP, 1, SegmentType.DOWN, 1), leaf.registered());
    assertEquals(1, leaf.origins());
    assertEquals(
        new InterfaceStatus(
            17, CORE, Topology.LinkType.PARENT, InterfaceStatus.State.UP, Optional.of(50)),
        leaf.interfaces().getFirst());
    BeaconStatus core = world.beaconServers.get(CORE).status();
    assertEquals(Map.of(SegmentType.CORE, 0), core.registered());
    assertTrue(core.originated() >= 6);
    assertEquals(0, core.propagated());
  }

  @Test
  void closedServerIsSilent() {
    world.beaconServers.get(CORE).close();
    world.run(1);
    long originated = world.beaconServers.get(CORE).status().originated();
    world.run(30);
    assertEquals(originated, world.beaconServers.get(CORE).status().originated());
  }

  @Test
  void serverWithoutItsChainDoesNotStart() {
    TrustStore without =
        new TrustStore(
            new CertificateFolder(world.network.trust().trcs(), List.of()), world.ed25519);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new BeaconServer(
                world.sites.get(LEAF),
                "bs",
                without,
                world.verifier,
                BeaconLimits.DEFAULT,
                world.ports));
  }
}
