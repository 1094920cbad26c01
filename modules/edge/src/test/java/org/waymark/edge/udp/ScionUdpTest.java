package org.waymark.edge.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.CapturedDatagrams;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.StartupFiles;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Destination;
import org.waymark.server.report.ServerMetrics;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;

/** Tests the destination, path and first hop of a server's own messages. */
class ScionUdpTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final InetSocketAddress LISTEN = SocketAddresses.of("127.0.0.9", 30_078);
  private static final InetSocketAddress PUBLIC = SocketAddresses.of("192.0.2.9", 30_079);
  private static final InetSocketAddress ROUTER = SocketAddresses.of("127.0.0.21", 30_090);
  private static final InetSocketAddress CERTIFICATES = SocketAddresses.of("127.0.0.22", 30_072);
  private static final ControlPayload ASKING =
      new ControlPayload(new SegmentRequest(LOCAL, IsdAs.parse("1-12"), false, false), 7);

  @TempDir private Path folder;
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final Network network =
      Network.of(org.waymark.fixtures.NetworkTopology.twoIsds(), 3, clock);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CapturedDatagrams datagrams = new CapturedDatagrams();
  private Topology topology;
  private ScionUdp transport;

  @BeforeEach
  void open() throws Exception {
    topology = topology(files());
    transport =
        ScionUdp.open(
            new ScionUdp.Config(LISTEN, Optional.of(PUBLIC)),
            () -> topology,
            new ScionUdp.Context(
                datagrams, DecoderLimits.DEFAULT, new ServerMetrics(registry), clock));
  }

  private StartupFiles files() {
    return network.filesOf(LOCAL).borderRouter(3, ROUTER).certificateServer(CERTIFICATES);
  }

  private Topology topology(StartupFiles files) throws Exception {
    files.write(folder);
    return Topology.read(folder.resolve("topology.json"));
  }

  private CapnpSegment up(String core) {
    return network.segments().along(core, "1-14").make();
  }

  private double dropped(String reason) {
    return registry.counter("waymark.messages.dropped", "reason", reason).count();
  }

  @Test
  void messageToAnotherAsLeavesOverTheSegmentAtTheBorderRouter() {
    CapnpSegment segment = up("1-12");
    transport.send(ASKING, new Destination.PathService(segment));
    CapturedDatagrams.Sent sent = datagrams.sent.remove();
    assertEquals(ROUTER, sent.to());
    assertEquals(
        new ScionAddress(IsdAs.parse("1-12"), HostAddress.Service.PATH),
        sent.packet().destination());
    assertEquals(
        new ScionAddress(LOCAL, HostAddress.of(PUBLIC.getAddress())), sent.packet().source());
    assertEquals(ScionPath.against(segment), sent.packet().path());
    UdpDatagram udp = (UdpDatagram) sent.packet().layer4();
    assertEquals(0, udp.destinationPort());
    assertEquals(PUBLIC.getPort(), udp.sourcePort());
    assertEquals(
        ASKING, new ControlCodec(DecoderLimits.DEFAULT).decodeFramed(udp.payload()).orElseThrow());
  }

  @Test
  void messageToTheCertificateServerGoesToItsDispatcher() {
    transport.send(ASKING, new Destination.CertificateService());
    CapturedDatagrams.Sent sent = datagrams.sent.remove();
    assertEquals(
        new InetSocketAddress(CERTIFICATES.getAddress(), FirstHop.DISPATCHER_PORT), sent.to());
    assertEquals(
        new ScionAddress(LOCAL, HostAddress.of(CERTIFICATES.getAddress())),
        sent.packet().destination());
    assertEquals(CERTIFICATES.getPort(), ((UdpDatagram) sent.packet().layer4()).destinationPort());
    assertTrue(sent.packet().path().isEmpty());
  }

  @Test
  void borderRouterIsThatOfTheTopologyAsItIsNow() throws Exception {
    InetSocketAddress moved = SocketAddresses.of("127.0.0.23", 30_091);
    topology = topology(files().borderRouter(3, moved));
    transport.send(ASKING, new Destination.PathService(up("1-12")));
    assertEquals(moved, datagrams.sent.remove().to());
  }

  @Test
  void messageWithoutFirstHopIsCounted() {
    topology =
        new Topology(
            LOCAL,
            false,
            1_472,
            topology.beaconServers(),
            Map.of(),
            topology.pathServers(),
            topology.interfaces().headMap(3));
    transport.send(ASKING, new Destination.PathService(up("1-12")));
    assertEquals(1, dropped("no-first-hop"));
    transport.send(ASKING, new Destination.PathService(up("1-11")));
    assertEquals(1, datagrams.sent.size());
    transport.send(ASKING, new Destination.CertificateService());
    assertEquals(1, dropped("no-certificate-server"));
    assertEquals(1, datagrams.sent.size());
  }

  @Test
  void segmentThatEndsElsewhereIsNoWayOut() {
    transport.send(
        ASKING,
        new Destination.PathService(network.segments().along("1-12", "1-14", "1-16").make()));
    assertEquals(1, dropped("no-first-hop"));
    assertEquals(List.of(), List.copyOf(datagrams.sent));
  }

  /** Packing works in words, so payload sizes increase in steps of several bytes. */
  @Test
  void payloadOfTheMostBytesFitsAndTheNextIsCounted() {
    Destination to = new Destination.PathService(up("1-12"));
    int most = transport.maxPayloadBytes(to);
    byte[] noise = new byte[most];
    new Random(5).nextBytes(noise);
    int length = longest(noise, most);
    transport.send(payload(noise, length), to);
    int sent = CapturedDatagrams.bytes(datagrams.sent.remove().packet()).remaining();
    assertTrue(sent > 65_507 - 32 && sent <= 65_507, "bytes of IPv4 and UDP: " + sent);
    transport.send(payload(noise, length + 1), to);
    assertEquals(0, datagrams.sent.size());
    assertEquals(1, dropped("too-large"));
  }

  /** A border router of 2018 reads at most 9 KiB of a packet, and drops longer ones. */
  @Test
  void payloadForAnotherAsFitsTheBufferOfABorderRouter() {
    Destination to = new Destination.PathService(up("1-12"));
    int most = transport.maxRoutedBytes(to);
    byte[] noise = new byte[most];
    new Random(6).nextBytes(noise);
    transport.send(payload(noise, longest(noise, most)), to);
    int sent = CapturedDatagrams.bytes(datagrams.sent.remove().packet()).remaining();
    assertTrue(sent > 9_216 - 32 && sent <= 9_216, "bytes: " + sent);
    assertEquals(65_507 - 9_216, transport.maxPayloadBytes(to) - most);
  }

  /** {@return the largest number of random bytes whose frame has at most the given size} */
  private static int longest(byte[] noise, int bytes) {
    int longest = 0;
    for (int step = Integer.highestOneBit(noise.length); step > 0; step /= 2) {
      int longer = longest + step;
      if (longer <= noise.length
          && ControlCodec.encodeFramed(payload(noise, longer)).size() <= bytes) {
        longest = longer;
      }
    }
    return longest;
  }

  private static ControlPayload payload(byte[] noise, int length) {
    return new ControlPayload(new TrcReply(ByteString.owning(Arrays.copyOf(noise, length))), 1);
  }
}
