package org.waymark.world.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Ports;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.segment.TreeTtls;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.folder.LoopbackPlan;
import org.waymark.world.folder.Sites;
import org.waymark.world.folder.WorldSettings;
import org.waymark.world.router.BorderRouter;
import org.waymark.world.site.Site;

/**
 * Hosts of 1-16 and 2-23, with the border routers between them; the test acts as the path servers.
 */
class HostTest {
  private static final long NOW_MS = 1_520_000_000_000L;
  private static final long SEED = 1;
  private static final int PORT = 30_041;
  private static final long MS_NS = 1_000_000;
  private static final IsdAs HERE = IsdAs.parse("1-16");
  private static final IsdAs FAR = IsdAs.parse("2-23");
  private static final WorldSettings SETTINGS = WorldSettings.of(SEED).withReplicasPerAs(2);

  private final VirtualClock clock = new VirtualClock(NOW_MS);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, SEED, faults);
  private final SimulatedNetwork datagrams =
      new SimulatedNetwork(timers, SEED, NetworkConditions.GOOD, faults);
  private final Ports ports =
      new Ports(
          clock,
          timers,
          datagrams,
          new SimulatedStreams(timers, SEED, faults),
          new SplittableRandom(SEED),
          faults);
  private final Network network = Network.of(NetworkTopology.twoIsds(), SEED, clock);
  private final LoopbackPlan plan = new LoopbackPlan(network.topology(), SETTINGS);
  private final SortedMap<IsdAs, Site> sites = Sites.of(network.topology(), SETTINGS, clock);
  private final Map<IsdAs, BorderRouter> routers = new HashMap<>();
  private final List<PathServer> servers = new ArrayList<>();
  private final Host host;

  HostTest() throws Exception {
    for (String as : List.of("1-16", "1-14", "1-11", "2-21", "2-23")) {
      IsdAs ia = IsdAs.parse(as);
      routers.put(ia, new BorderRouter(sites.get(ia), ports));
    }
    for (InetSocketAddress address : plan.pathServers(HERE).values()) {
      servers.add(new PathServer(address));
    }
    host = host(HERE);
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), faults.faults());
  }

  private Host host(IsdAs ia) throws IOException {
    return new Host(sites.get(ia).topology(), TreeTtls.DEFAULT, plan.host(ia), ports);
  }

  /** A path server that remembers requests, and answers as the test specifies. */
  private final class PathServer {
    private final DatagramEndpoint endpoint;
    private final ScionAddress address;
    private final List<Long> askedAtMs = new ArrayList<>();
    private final List<Message> told = new ArrayList<>();
    private ControlPayload last;
    private Optional<SegmentRecords> answer = Optional.empty();

    PathServer(InetSocketAddress socket) throws IOException {
      address = new ScionAddress(HERE, HostAddress.of(socket.getAddress()));
      endpoint = datagrams.open(socket, (datagram, from) -> received(datagram));
    }

    private void received(ByteBuffer datagram) {
      ScionPacket packet = PacketCodec.decode(datagram).orElseThrow();
      last =
          new ControlCodec(DecoderLimits.DEFAULT)
              .decodeFramed(((UdpDatagram) packet.layer4()).payload())
              .orElseThrow();
      told.add(last.message());
      if (last.message() instanceof SegmentRequest) {
        askedAtMs.add(clock.wallMs() - NOW_MS);
        answer.ifPresent(this::reply);
      }
    }

    void reply(SegmentRecords records) {
      SegmentReply reply = new SegmentReply((SegmentRequest) last.message(), records);
      send(new ControlPayload(reply, last.requestId()));
    }

    void send(ControlPayload payload) {
      send(ByteBuffer.wrap(ControlCodec.encodeFramed(payload).toBytes()));
    }

    void send(ByteBuffer framed) {
      HostTest.send(
          endpoint,
          new ScionPacket(host.address(), address, new UdpDatagram(PORT, PORT, framed)),
          plan.host(HERE));
    }
  }

  private static void send(DatagramEndpoint by, ScionPacket packet, InetSocketAddress to) {
    by.send(PacketCodec.encode(packet), to);
  }

  private SegmentRecords toFar() {
    return SegmentRecords.of(
        List.of(
            record(SegmentType.UP, "1-11", "1-14", "1-16"),
            record(SegmentType.CORE, "2-21", "1-11"),
            record(SegmentType.DOWN, "2-21", "2-23")),
        List.of());
  }

  private SegmentRecord record(SegmentType type, String... ases) {
    return SegmentRecord.of(type, network.segments().along(ases).withArbitraryRoots().make());
  }

  private EndToEndPath path() {
    servers.forEach(server -> server.answer = Optional.of(toFar()));
    CompletableFuture<List<EndToEndPath>> paths = host.paths(FAR, 100);
    timers.runForMs(10);
    return paths.join().getFirst();
  }

  @Test
  void pathServersAreAskedInTurnTwiceASecondUntilOneAnswersWithSegmentsThatMakeAPath() {
    servers.get(1).answer = Optional.of(SegmentRecords.EMPTY);
    CompletableFuture<List<EndToEndPath>> paths = host.paths(FAR, 10_000);
    timers.runForMs(1_100);
    assertEquals(List.of(1L, 1_001L), servers.get(0).askedAtMs);
    assertEquals(List.of(501L), servers.get(1).askedAtMs);
    assertFalse(paths.isDone());
    assertEquals(List.of(new SegmentRequest(HERE, FAR, false, false)), servers.get(1).told);

    servers.get(1).answer = Optional.of(toFar());
    timers.runForMs(500);
    assertEquals(4, paths.join().getFirst().linkCount());
    timers.runForMs(10_000);
    assertEquals(2, servers.get(0).askedAtMs.size());
    assertEquals(2, servers.get(1).askedAtMs.size());
    assertEquals(Map.of(), host.drops().counts());
  }

  @Test
  void whenTheTimeIsOverThereIsNoPathAndALateAnswerIsDropped() {
    CompletableFuture<List<EndToEndPath>> paths = host.paths(FAR, 1_200);
    timers.runForMs(1_199);
    assertFalse(paths.isDone());
    timers.runForMs(1);
    assertEquals(List.of(), paths.join());
    assertEquals(2, servers.get(0).askedAtMs.size());
    servers.get(0).reply(toFar());
    timers.runForMs(10);
    assertEquals(Map.of("late-answer", 1L), host.drops().counts());
  }

  @Test
  void pathInsideTheAsNeedsNoServer() {
    assertEquals(0, host.paths(HERE, 10).join().getFirst().linkCount());
    timers.runForMs(10);
    assertEquals(List.of(), servers.get(0).told);
  }

  @Test
  void echoIsAnsweredOverThePathTurnedRound() throws Exception {
    Host there = host(FAR);
    CompletableFuture<EchoOutcome> echo = host.echo(there.address(), path(), 1_000);
    timers.runForMs(100);
    // Six datagrams in each direction take a millisecond each.
    assertEquals(new EchoOutcome.Answered(12 * MS_NS), echo.join());
    CompletableFuture<EchoOutcome> here =
        host.echo(host.address(), host.paths(HERE, 10).join().getFirst(), 1_000);
    timers.runForMs(100);
    assertEquals(new EchoOutcome.Answered(2 * MS_NS), here.join());
    assertEquals(Map.of(), host.drops().counts());
    assertEquals(Map.of(), there.drops().counts());
  }

  @Test
  void secondAnswerIsDropped() throws Exception {
    Host there = host(FAR);
    EndToEndPath path = path();
    CompletableFuture<EchoOutcome> echo = host.echo(there.address(), path, 1_000);
    timers.runForMs(8);
    datagrams.become(new NetworkConditions(0, 1, 0, 1, 1));
    timers.runForMs(100);
    assertTrue(echo.join() instanceof EchoOutcome.Answered);
    assertTrue(host.drops().counts().get("late-answer") > 0);
  }

  @Test
  void whatNobodyAnswersIsLost() {
    CompletableFuture<EchoOutcome> echo =
        host.echo(
            new ScionAddress(FAR, HostAddress.of(plan.host(FAR).getAddress())), path(), 1_000);
    timers.runForMs(999);
    assertFalse(echo.isDone());
    timers.runForMs(1);
    assertEquals(new EchoOutcome.Lost(), echo.join());
  }

  @Test
  void deadLinkRefusesTheEchoAndIsToldToEveryPathServer() throws Exception {
    IsdAs transit = IsdAs.parse("1-14");
    Revocation revocation = network.revocations().revoke(transit, 1, clock.wallMs());
    revoke(transit, revocation);
    EndToEndPath path = path();
    servers.forEach(server -> server.told.clear());
    CompletableFuture<EchoOutcome> echo = host.echo(host.address(), path, 1_000);
    timers.runForMs(100);
    assertEquals(new EchoOutcome.Refused(ScmpType.REVOKED_INTERFACE), echo.join());
    for (PathServer server : servers) {
      // The router through which the error arrived passed it on, too.
      assertEquals(
          List.of(new RevocationNotice(revocation), new RevocationNotice(revocation)), server.told);
    }
  }

  private void revoke(IsdAs ia, Revocation revocation) throws IOException {
    InetSocketAddress beacons = plan.beaconServer(ia);
    DatagramEndpoint endpoint = datagrams.open(beacons, (datagram, from) -> {});
    InterfaceState state =
        new InterfaceState(revocation.interfaceId(), false, Optional.of(revocation));
    ControlPayload payload =
        new ControlPayload(new InterfaceStateInfos(List.of(Decoded.accepted(state))), 1);
    send(
        endpoint,
        new ScionPacket(
            new ScionAddress(ia, HostAddress.of(plan.borderRouter(ia).getAddress())),
            new ScionAddress(ia, HostAddress.of(beacons.getAddress())),
            new UdpDatagram(
                PORT, PORT, ByteBuffer.wrap(ControlCodec.encodeFramed(payload).toBytes()))),
        plan.borderRouter(ia));
    timers.runForMs(10);
  }

  @Test
  void pathOverARevokedPeerLinkIsNotListedWhileTheRevocationIsCurrent() {
    Revocation revocation = network.revocations().revoke(HERE, 21, clock.wallMs());
    assertEquals(List.of(1, 2), linkCounts(List.of()));
    assertEquals(List.of(2), linkCounts(List.of(revocation)));
    assertEquals(List.of(2), linkCounts(List.of()), "it is remembered");
    timers.runForMs(revocation.expiryMs() - clock.wallMs());
    assertEquals(List.of(1, 2), linkCounts(List.of()));
    assertEquals(List.of(1, 2), linkCounts(List.of(revocation)));
    assertEquals(Map.of("revocation", 1L), host.drops().counts());
  }

  @Test
  void revocationThatProvesAgainstNoSegmentOfThePathTakesNothingAway() {
    Network others = Network.of(NetworkTopology.twoIsds(), SEED + 1, clock);
    Revocation lie = others.revocations().revoke(HERE, 21, clock.wallMs());
    assertEquals(List.of(1, 2), linkCounts(List.of(lie)));
    assertEquals(Map.of(), host.drops().counts());
  }

  /** Only a router of the AS reports the revocation; no path server has received it. */
  @Test
  void interfaceThatScmpCalledRevokedIsAvoidedToo() throws Exception {
    revoke(HERE, network.revocations().revoke(HERE, 21, clock.wallMs()));
    EndToEndPath overPeerLink = pathsToPeer(List.of()).getFirst();
    CompletableFuture<EchoOutcome> echo = host.echo(host.address(), overPeerLink, 1_000);
    timers.runForMs(100);
    assertEquals(new EchoOutcome.Refused(ScmpType.REVOKED_INTERFACE), echo.join());
    assertEquals(List.of(2), linkCounts(List.of()));
  }

  private List<Integer> linkCounts(List<Revocation> revocations) {
    return pathsToPeer(revocations).stream().map(EndToEndPath::linkCount).toList();
  }

  /** {@return the paths to the peer of the AS if its path servers send these revocations} */
  private List<EndToEndPath> pathsToPeer(List<Revocation> revocations) {
    SegmentRecords records =
        SegmentRecords.of(
            List.of(
                SegmentRecord.of(
                    SegmentType.UP, network.segments().along("1-11", "1-14", "1-16").make()),
                SegmentRecord.of(
                    SegmentType.DOWN, network.segments().along("1-11", "1-14", "1-17").make())),
            revocations);
    servers.forEach(server -> server.answer = Optional.of(records));
    CompletableFuture<List<EndToEndPath>> paths = host.paths(IsdAs.parse("1-17"), 100);
    timers.runForMs(10);
    return paths.join();
  }

  @Test
  void whatIsNoAnswerIsCounted() {
    PathServer server = servers.getFirst();
    server.send(new ControlPayload(new InterfaceStateRequest(0), 7));
    server.send(ByteBuffer.wrap(new byte[] {1, 2}));
    ScmpPayload echo =
        new ScmpPayload(
            new ScmpInfo.Echo(1, 1),
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            0,
            ByteString.EMPTY);
    // SCMP without its extension header could be an error.
    ScionPacket bare =
        new ScionPacket(
            host.address(),
            server.address,
            ScionPath.EMPTY,
            List.of(),
            echo.message(ScmpType.ECHO_REQUEST, 1));
    send(server.endpoint, bare, plan.host(HERE));
    timers.runForMs(10);
    assertEquals(
        Map.of("unsupported", 1L, "control-payload", 1L, "scmp", 1L), host.drops().counts());
    assertEquals(List.of(), server.told);
  }

  @Test
  void closingCompletesWhatIsOpenAndNothingStaysOpenAfterwards() throws Exception {
    EndToEndPath path = path();
    servers.forEach(server -> server.answer = Optional.empty());
    CompletableFuture<List<EndToEndPath>> paths = host.paths(FAR, 10_000);
    CompletableFuture<EchoOutcome> echo = host.echo(host.address(), path, 10_000);
    host.close();
    assertEquals(List.of(), paths.join());
    assertEquals(new EchoOutcome.Lost(), echo.join());
    assertEquals(List.of(), host.paths(FAR, 10_000).join());
    CompletableFuture<EchoOutcome> late = host.echo(host.address(), path, 100);
    timers.runForMs(100);
    assertEquals(new EchoOutcome.Lost(), late.join());
    host(HERE).close();
  }

  @Test
  void takenAddressIsRefused() {
    IOException refused = assertThrows(IOException.class, () -> host(HERE));
    assertTrue(refused.getMessage().contains("30041"), refused.getMessage());
  }
}
