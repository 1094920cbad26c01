package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Ports;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.Layer4;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.OneHopPath;
import org.waymark.world.site.Site;

/** The router of 1-14, between 1-11 (over its interfaces 1 and 2) and 1-16 (over interface 11). */
class BorderRouterTest {
  private static final String AS = "1-14";
  private static final IsdAs HERE = IsdAs.parse(AS);
  private static final IsdAs ABOVE = IsdAs.parse("1-11");
  private static final IsdAs BELOW = IsdAs.parse("1-16");
  private static final HostAddress.Service ALL_BEACON_SERVERS =
      HostAddress.Service.BEACON.multicast();

  private final RouterWorld world = new RouterWorld(AS);

  BorderRouterTest() throws Exception {}

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), world.faults.faults());
  }

  private InetSocketAddress end(int id) {
    return world.link(AS, id).local();
  }

  /** {@return the path from 1-11 to 1-16 in the state in which 1-14 receives it} */
  private ScionPath down() {
    return RouterWorld.next(ScionPath.along(world.paths.segment("1-11", AS, "1-16")));
  }

  private List<RouterWorld.Probe> everybodyBeyond() throws IOException {
    List<RouterWorld.Probe> all = new ArrayList<>();
    for (int id : world.site(AS).topology().interfaces().keySet()) {
      all.add(world.beyond(AS, id));
    }
    return all;
  }

  private static ByteBuffer truncated(ScionPacket packet) {
    ByteBuffer bytes = RouterWorld.bytes(packet);
    return bytes.limit(bytes.limit() - 1);
  }

  @Test
  void sourceOfTheLocalAsDoesNotComeFromOutside() throws Exception {
    List<RouterWorld.Probe> beyond = everybodyBeyond();
    RouterWorld.Probe host = world.host(AS);
    ScionPacket spoofed = world.packet(HERE, BELOW, down());
    beyond.getFirst().send(spoofed, end(1));
    assertEquals(Map.of("local-source-from-outside", 1L), world.drops(AS));
    // The router does not reply to a malformed packet either.
    beyond.getFirst().send(truncated(spoofed), end(1));
    assertEquals(1L, world.drops(AS).get("error-to-a-forged-source"));
    beyond.forEach(one -> assertEquals(List.of(), one.received()));
    assertEquals(List.of(), host.received());
  }

  @Test
  void sourceOfAnotherAsDoesNotComeFromInside() throws Exception {
    List<RouterWorld.Probe> beyond = everybodyBeyond();
    RouterWorld.Probe host = world.host(AS);
    ScionPacket foreign = world.packet(ABOVE, BELOW, down());
    host.send(foreign, world.internal(AS));
    assertEquals(Map.of("source-of-another-as", 1L), world.drops(AS));
    host.send(truncated(foreign), world.internal(AS));
    assertEquals(1L, world.drops(AS).get("error-to-a-forged-source"));
    beyond.forEach(one -> assertEquals(List.of(), one.received()));
    assertEquals(List.of(), host.received());
  }

  @Test
  void onlyTheOtherEndOfALinkIsListenedTo() throws Exception {
    RouterWorld.Probe stranger = world.probe(new InetSocketAddress("127.9.9.9", 30_041));
    RouterWorld.Probe below = world.beyond(AS, 11);
    RouterWorld.Probe above = world.beyond(AS, 1);
    ScionPacket packet = world.packet(ABOVE, BELOW, down());
    stranger.send(packet, end(1));
    assertEquals(Map.of("not-from-the-link", 1L), world.drops(AS));
    assertEquals(List.of(), below.received());
    above.send(packet, end(1));
    assertEquals(1, below.received().size());
  }

  private ScionPacket overOneHop(ScionPath path, Layer4 layer4) {
    return new ScionPacket(
        new ScionAddress(HERE, ALL_BEACON_SERVERS),
        world.hostAddress("1-11"),
        path,
        List.of(ExtensionHeader.oneHopPath()),
        layer4);
  }

  private ScionPath oneHop() {
    long nowS = RouterWorld.NOW_MS / 1_000;
    return RouterWorld.next(OneHopPath.out(1, nowS, 3, 11, world.site("1-11").hopMac()));
  }

  @Test
  void keepaliveOfTheNeighbourReachesTheBeaconServersWithTheInterfaceItCameBy() throws Exception {
    RouterWorld.Probe above = world.beyond(AS, 1);
    RouterWorld.Probe beacons = world.probe(world.plan.beaconServer(HERE));
    above.send(overOneHop(oneHop(), RouterWorld.udp(new InterfaceIdMessage(11, 0))), end(1));
    ScionPacket relayed = beacons.received().getFirst();
    assertEquals(new InterfaceIdMessage(11, 1), RouterWorld.message(relayed));

    // The path is complete, so a reply can return over it.
    HopField second = relayed.path().currentHop().orElseThrow();
    assertEquals(1, second.ingress());
    assertEquals(0, second.egress());
    assertEquals(3, second.expTime());
    InetSocketAddress server = world.plan.beaconServer(HERE);
    beacons.send(
        relayed.answer(world.address(AS, server), 30_041, ByteBuffer.allocate(1)),
        world.internal(AS));
    ScionPath back = above.received().getFirst().path();
    assertInstanceOf(
        Verdict.Deliver.class,
        new HopFieldRules(ABOVE, world.site("1-11").hopMac(), world.clock)
            .fromOutside(11, back, ABOVE));
    assertEquals(Map.of(), world.drops(AS));
  }

  @Test
  void otherPayloadOverOneHopIsDeliveredAsItIs() throws Exception {
    RouterWorld.Probe above = world.beyond(AS, 1);
    RouterWorld.Probe beacons = world.probe(world.plan.beaconServer(HERE));
    UdpDatagram anything = new UdpDatagram(7, 0, ByteBuffer.wrap(new byte[] {9, 8, 7}));
    above.send(overOneHop(oneHop(), anything), end(1));
    assertEquals(anything, beacons.received().getFirst().layer4());
  }

  @Test
  void whatIsForAllBeaconServersReachesEachOfThem() throws Exception {
    RouterWorld other = new RouterWorld();
    InetSocketAddress first = other.plan.beaconServer(HERE);
    InetSocketAddress second = new InetSocketAddress("127.99.0.1", 30_041);
    Map<String, Topology.Server> servers = new LinkedHashMap<>();
    servers.put("bs1", new Topology.Server(first, Optional.empty()));
    servers.put("bs2", new Topology.Server(second, Optional.empty()));
    List<RouterWorld.Probe> probes = List.of(other.probe(first), other.probe(second));
    try (BorderRouter router = new BorderRouter(with(other.site(AS), servers), other.ports)) {
      other.timers.runForMs(10);
      for (RouterWorld.Probe probe : probes) {
        assertEquals(
            new InterfaceStateRequest(0), RouterWorld.message(probe.received().getFirst()));
      }
      other
          .beyond(AS, 1)
          .send(
              overOneHop(oneHop(), RouterWorld.udp(new InterfaceIdMessage(11, 0))),
              other.link(AS, 1).local());
      probes.forEach(probe -> assertEquals(1, probe.received().size()));
      assertEquals(Map.of(), router.drops().counts());
    }
  }

  private static Site with(Site site, Map<String, Topology.Server> beaconServers) {
    Topology topology = site.topology();
    return new Site(
        new Topology(
            topology.ia(),
            topology.core(),
            topology.mtu(),
            beaconServers,
            topology.certificateServers(),
            topology.pathServers(),
            topology.interfaces()),
        site.settings(),
        site.certificates(),
        site.signing());
  }

  @Test
  void oneHopPathOfAnotherShapeIsDropped() throws Exception {
    RouterWorld.Probe above = world.beyond(AS, 1);
    RouterWorld.Probe beacons = world.probe(world.plan.beaconServer(HERE));
    HopField first = oneHop().segments().getFirst().hopFields().getFirst();
    HopField empty = new HopField(false, false, false, false, 0, 0, 0, 0);
    HopField full = new HopField(false, false, false, false, 1, 1, 0, 1);
    long nowS = RouterWorld.NOW_MS / 1_000;
    List<ScionPath> shapes = new ArrayList<>();
    shapes.add(ScionPath.EMPTY);
    shapes.add(oneHop().at(0, 1));
    shapes.add(shape(new InfoField(false, false, false, nowS, 1, 2), first, full).at(0, 2));
    shapes.add(shape(new InfoField(false, false, false, nowS, 1, 1), first));
    shapes.add(shape(new InfoField(false, false, false, nowS, 1, 3), first, empty, empty).at(0, 2));
    shapes.add(shape(new InfoField(true, false, false, nowS, 1, 2), first, empty).at(0, 2));
    shapes.add(shape(new InfoField(false, true, false, nowS, 1, 2), first, empty).at(0, 2));
    shapes.add(shape(new InfoField(false, true, true, nowS, 1, 2), first, empty).at(0, 2));
    ScionPath.Segment one =
        new ScionPath.Segment(
            new InfoField(false, false, false, nowS, 1, 2), List.of(first, empty));
    shapes.add(ScionPath.of(List.of(one, one)).at(0, 2));
    for (ScionPath shape : shapes) {
      above.send(overOneHop(shape, RouterWorld.udp(new InterfaceIdMessage(11, 0))), end(1));
    }
    assertEquals(Map.of("no-one-hop-path", (long) shapes.size()), world.drops(AS));
    assertEquals(List.of(), beacons.received());
  }

  private static ScionPath shape(InfoField info, HopField... hops) {
    return ScionPath.of(List.of(new ScionPath.Segment(info, List.of(hops))));
  }

  @Test
  void oneHopPathLeadsFromTheNeighbourToTheLocalAsOnly() throws Exception {
    RouterWorld.Probe above = world.beyond(AS, 1);
    RouterWorld.Probe beacons = world.probe(world.plan.beaconServer(HERE));
    ScionPacket good = overOneHop(oneHop(), RouterWorld.udp(new InterfaceIdMessage(11, 0)));
    above.send(
        new ScionPacket(
            good.destination(),
            world.hostAddress("1-12"),
            good.path(),
            good.extensions(),
            good.layer4()),
        end(1));
    above.send(
        new ScionPacket(
            new ScionAddress(BELOW, ALL_BEACON_SERVERS),
            good.source(),
            good.path(),
            good.extensions(),
            good.layer4()),
        end(1));
    assertEquals(
        Map.of("one-hop-from-another-as", 1L, "one-hop-to-another-as", 1L), world.drops(AS));
    assertEquals(List.of(), beacons.received());
  }

  @Test
  void keepaliveGoesOverEachLinkEverySecond() throws Exception {
    List<RouterWorld.Probe> beyond = everybodyBeyond();
    world.timers.runForMs(1_010);
    List<Integer> ids = List.copyOf(world.site(AS).topology().interfaces().keySet());
    for (int i = 0; i < ids.size(); i++) {
      List<ScionPacket> received = beyond.get(i).received();
      assertEquals(1, received.size());
      ScionPacket keepalive = received.getFirst();
      assertEquals(new InterfaceIdMessage(ids.get(i), 0), RouterWorld.message(keepalive));
      assertEquals(ALL_BEACON_SERVERS, keepalive.destination().host());
      assertEquals(
          world.site(AS).topology().interfaces().get(ids.get(i)).neighbour(),
          keepalive.destination().ia());
      assertEquals(world.routerAddress(AS), keepalive.source());
      assertTrue(keepalive.extensions().getFirst().isOneHopPath());
      assertTrue(OneHopPath.filled(keepalive.path(), 1, world.site("1-11").hopMac()).isPresent());
    }
    world.timers.runForMs(2_000);
    beyond.forEach(one -> assertEquals(2, one.received().size()));
    world.router(AS).close();
    world.timers.runForMs(2_000);
    beyond.forEach(one -> assertEquals(List.of(), one.received()));
  }

  @Test
  void interfaceStatesAreTakenOfOwnInterfacesWithTheirOwnRevocationsOnly() throws Exception {
    Revocation own = world.revocation(AS, 1);
    world.tell(AS, 77, false, Optional.of(own));
    world.tell(AS, 2, false, Optional.of(own));
    world.tell(AS, 1, false, Optional.of(world.revocation("1-11", 1)));
    world.tell(AS, 1, false, Optional.empty());
    assertEquals(Map.of(), world.router(AS).revokedInterfaces());
    world.tell(AS, 1, false, Optional.of(own));
    assertEquals(Map.of(1, own), world.router(AS).revokedInterfaces());
    assertEquals(Map.of(), world.drops(AS));
  }

  @Test
  void olderRevocationDoesNotReplaceANewerOne() throws Exception {
    Revocation older = world.revocation(AS, 1);
    world.timers.runForMs(10_000);
    Revocation newer = world.revocation(AS, 1);
    world.tell(AS, 1, false, Optional.of(newer));
    world.tell(AS, 1, false, Optional.of(older));
    assertEquals(Map.of(1, newer), world.router(AS).revokedInterfaces());
  }

  @Test
  void nobodyOutsideTellsTheRouterOfItsInterfaces() throws Exception {
    Optional<Revocation> revocation = Optional.of(world.revocation(AS, 1));
    ScionPacket states = world.states(AS, world.hostAddress("1-11"), 1, false, revocation);
    // One packet is sent by a host with a false source address, the other by a host elsewhere over
    // an honest path.
    world.host(AS).send(states, world.internal(AS));
    ScionPath way = RouterWorld.next(ScionPath.along(world.paths.segment("1-11", AS)));
    world
        .beyond(AS, 1)
        .send(
            RouterWorld.packet(states.destination(), states.source(), way, states.layer4()),
            end(1));
    assertEquals(Map.of("source-of-another-as", 2L), world.drops(AS));
    assertEquals(Map.of(), world.router(AS).revokedInterfaces());
  }

  @Test
  void otherMessagesToTheRouterAreCounted() throws Exception {
    RouterWorld.Probe host = world.host(AS);
    for (Layer4 layer4 :
        List.of(
            RouterWorld.udp(new InterfaceStateRequest(0)),
            new UdpDatagram(1, 1, ByteBuffer.wrap(new byte[] {1})))) {
      host.send(
          RouterWorld.packet(
              world.routerAddress(AS), world.hostAddress(AS), ScionPath.EMPTY, layer4),
          world.internal(AS));
    }
    assertEquals(Map.of("unsupported", 2L), world.drops(AS));
    assertEquals(List.of(), host.received());
  }

  private ScionPacket revokedInterface(Revocation revocation, ScionPath path) {
    ByteString none = ByteString.EMPTY;
    ScmpInfo info =
        ScmpInfo.RevokedInterface.of(new ScmpInfo.PathOffsets(0, 0, 1, false), revocation);
    return new ScionPacket(
        world.hostAddress("1-16"),
        world.routerAddress("1-11"),
        path,
        List.of(ExtensionHeader.scmp(true, true)),
        new ScmpPayload(info, none, none, none, none, none, 0, none)
            .message(ScmpType.REVOKED_INTERFACE, 1));
  }

  @Test
  void revocationThatPassesByIsToldToEveryPathServerOnce() throws Exception {
    RouterWorld.Probe above = world.beyond(AS, 1);
    RouterWorld.Probe below = world.beyond(AS, 11);
    List<RouterWorld.Probe> servers = new ArrayList<>();
    for (InetSocketAddress server : world.plan.pathServers(HERE).values()) {
      servers.add(world.probe(server));
    }
    assertEquals(2, servers.size());
    Revocation revocation = world.revocation("1-11", 3);
    ScionPath forged =
        TestPaths.with(
            down(), down().currentHopIndex(), hop -> TestPaths.withMac(hop, hop.mac() ^ 1));
    above.send(revokedInterface(revocation, forged), end(1));
    servers.forEach(server -> assertEquals(List.of(), server.received()));
    assertEquals(Map.of("bad-mac", 1L), world.drops(AS));

    above.send(revokedInterface(revocation, down()), end(1));
    for (RouterWorld.Probe server : servers) {
      List<ScionPacket> received = server.received();
      assertEquals(1, received.size());
      assertEquals(new RevocationNotice(revocation), RouterWorld.message(received.getFirst()));
      assertEquals(world.routerAddress(AS), received.getFirst().source());
    }
    above.send(revokedInterface(revocation, down()), end(1));
    servers.forEach(server -> assertEquals(List.of(), server.received()));
    assertEquals(2, below.received().size());

    world.timers.runForMs(10_000);
    above.send(revokedInterface(world.revocation("1-11", 3), down()), end(1));
    servers.forEach(server -> assertEquals(1, server.received().size()));
    world.timers.runForMs(10_000);
    above.send(revokedInterface(revocation, down()), end(1));
    servers.forEach(server -> assertEquals(List.of(), server.received()));
  }

  @Test
  void takenAddressRefusesTheStartAndNothingStaysOpen() throws Exception {
    RouterWorld other = new RouterWorld();
    RouterWorld.Probe squatter = other.probe(other.link(AS, 11).local());
    IOException refused =
        assertThrows(IOException.class, () -> new BorderRouter(other.site(AS), other.ports));
    assertTrue(refused.getMessage().contains("31011"), refused.getMessage());
    RouterWorld.Probe beyond = other.beyond(AS, 1);
    other.timers.runForMs(2_000);
    assertEquals(List.of(), beyond.received());
    squatter.endpoint().close();
    try (BorderRouter router = new BorderRouter(other.site(AS), other.ports)) {
      other.timers.runForMs(1_010);
      assertEquals(1, beyond.received().size());
      assertEquals(Map.of(), router.drops().counts());
    }
  }

  @Test
  void whatComesWhileTheRouterStartsIsDropped() throws Exception {
    RouterWorld other = new RouterWorld();
    Ports early =
        new Ports(
            other.clock,
            other.timers,
            (local, handler) -> {
              DatagramEndpoint endpoint = other.network.open(local, handler);
              for (int id : other.site(AS).topology().interfaces().keySet()) {
                InetSocketAddress from = other.link(AS, id).remote();
                handler.received(RouterWorld.bytes(world.packet(ABOVE, BELOW, down())), from);
                handler.received(RouterWorld.bytes(world.packet(HERE, BELOW, down())), from);
                handler.received(ByteBuffer.allocate(9), from);
              }
              return endpoint;
            },
            other.ports.streams(),
            other.ports.random(),
            other.faults);
    try (BorderRouter router = new BorderRouter(other.site(AS), early)) {
      assertEquals(Map.of(), router.drops().counts());
    }
  }
}
