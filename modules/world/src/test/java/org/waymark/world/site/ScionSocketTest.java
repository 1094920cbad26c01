package org.waymark.world.site;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.Topology;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/** A host of 1-12, whose border router has one interface. */
class ScionSocketTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-12");
  private static final IsdAs REMOTE = IsdAs.parse("1-11");
  private static final InetSocketAddress HOST = new InetSocketAddress("127.16.2.5", 30_041);
  private static final InetSocketAddress ROUTER = new InetSocketAddress("127.16.2.1", 30_042);
  private static final InetSocketAddress OTHER = new InetSocketAddress("127.16.2.6", 30_041);
  private static final ControlPayload WORDS = new ControlPayload(new TrcRequest(1, 0, false), 7);

  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers =
      new SimulatedTimers(new VirtualClock(1_520_000_123_000L), 1, faults);
  private final SimulatedNetwork network =
      new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults);
  private final DropCounts drops = new DropCounts();
  private final List<ScionPacket> received = new ArrayList<>();
  private final List<ScionPacket> atRouter = new ArrayList<>();
  private final List<ScionPacket> atOther = new ArrayList<>();
  private final ScionSocket socket;
  private final DatagramEndpoint router;

  ScionSocketTest() throws IOException {
    TreeMap<Integer, Topology.Interface> interfaces = new TreeMap<>();
    interfaces.put(
        17,
        new Topology.Interface(ROUTER, REMOTE, Topology.LinkType.PARENT, 1_472, Optional.empty()));
    Topology topology = new Topology(LOCAL, false, 1_400, Map.of(), Map.of(), Map.of(), interfaces);
    socket =
        new ScionSocket(network, HOST, topology, drops, (packet, from) -> received.add(packet));
    router = open(ROUTER, atRouter);
    open(OTHER, atOther);
  }

  private DatagramEndpoint open(InetSocketAddress address, List<ScionPacket> into)
      throws IOException {
    return network.open(
        address, (datagram, from) -> into.add(PacketCodec.decode(datagram).orElseThrow()));
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), faults.faults());
  }

  private static ScionAddress address(IsdAs ia, InetSocketAddress socket) {
    return new ScionAddress(ia, HostAddress.of(socket.getAddress()));
  }

  private static ScionPath outOf(int egress) {
    return ScionPath.oneHop(
        1_520_000_123, 1, new HopField(false, false, false, false, 1, 0, egress, 0));
  }

  private static ScionPacket packet(ScionAddress to, ScionPath path) {
    ByteBuffer framed = ByteBuffer.wrap(ControlCodec.encodeFramed(WORDS).unsafeBytes());
    return new ScionPacket(
        to, address(LOCAL, HOST), path, List.of(), new UdpDatagram(30_041, 0, framed));
  }

  private void arrive(ByteBuffer bytes) {
    router.send(bytes, HOST);
    timers.runForMs(10);
  }

  @Test
  void whatIsSentGoesToTheHostInTheLocalAsAndToTheRouterOfItsInterface() {
    socket.send(WORDS, address(LOCAL, OTHER), 0, ScionPath.EMPTY);
    socket.send(WORDS, address(REMOTE, OTHER), 0, outOf(17));
    timers.runForMs(10);
    assertEquals(List.of(packet(address(LOCAL, OTHER), ScionPath.EMPTY)), atOther);
    assertEquals(List.of(packet(address(REMOTE, OTHER), outOf(17))), atRouter);
    assertEquals(Map.of(), drops.counts());
  }

  @Test
  void whatHasNoFirstHopIsCounted() {
    socket.send(WORDS, address(REMOTE, OTHER), 0, ScionPath.EMPTY);
    socket.send(WORDS, address(REMOTE, OTHER), 0, outOf(18));
    socket.send(WORDS, new ScionAddress(LOCAL, HostAddress.Service.PATH), 0, ScionPath.EMPTY);
    timers.runForMs(10);
    assertEquals(List.of(), atRouter);
    assertEquals(Map.of("no-first-hop", 3L), drops.counts());
  }

  @Test
  void whatIsForAnotherAsIsCounted() {
    arrive(PacketCodec.encode(packet(address(REMOTE, HOST), outOf(17))));
    assertEquals(List.of(), received);
    assertEquals(Map.of("other-as", 1L), drops.counts());
    arrive(PacketCodec.encode(packet(address(LOCAL, HOST), ScionPath.EMPTY)));
    assertEquals(1, received.size());
    assertEquals(Map.of("other-as", 1L), drops.counts());
  }

  @Test
  void whatIsNoPacketIsCountedByItsFault() {
    ByteBuffer bytes = PacketCodec.encode(packet(address(LOCAL, HOST), ScionPath.EMPTY));
    arrive(bytes.put(0, (byte) 0x10));
    assertEquals(List.of(), received);
    assertEquals(Map.of("packet-version", 1L), drops.counts());
  }

  @Test
  void answerGoesBackOnTheWayTheQuestionCame() {
    ScionAddress asker = address(REMOTE, OTHER);
    HopField down = new HopField(false, false, false, false, 1, 17, 0, 0);
    HopField above = new HopField(false, false, false, false, 1, 0, 50, 0);
    ScionPath path =
        ScionPath.of(
                List.of(
                    new ScionPath.Segment(
                        outOf(50).currentInfo().orElseThrow(), List.of(above, down))))
            .at(0, 2);
    UdpDatagram udp = new UdpDatagram(40_000, 30_041, ByteBuffer.allocate(1));
    socket.answer(new ScionPacket(address(LOCAL, HOST), asker, path, List.of(), udp), WORDS);
    timers.runForMs(10);
    ScionPacket answer = atRouter.getFirst();
    assertEquals(asker, answer.destination());
    assertEquals(address(LOCAL, HOST), answer.source());
    assertEquals(path.reversed(), answer.path());
    assertEquals(40_000, ((UdpDatagram) answer.layer4()).destinationPort());
  }
}
