package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Counter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.udp.FirstHop;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;

/** Packets with paths, extension headers and SCMP that reach a running replica of AS 1-14. */
@Timeout(120)
class PacketsTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final InetSocketAddress SERVER = SocketAddresses.of("127.0.0.9", 30_078);
  private static final InetSocketAddress ROUTER = SocketAddresses.of("127.0.0.21", 30_090);
  private static final InetSocketAddress ELSEWHERE = SocketAddresses.of("127.0.0.99", 1_024);
  private static final HostAddress HOST = new HostAddress.Ipv4(0x7f000005);
  private static final int HOST_PORT = 7_000;

  @TempDir private Path folder;
  private final CapturedDatagrams datagrams = new CapturedDatagrams();
  private ReplicaWorld world;
  private Replica replica;
  private List<CapnpSegment> ups;

  @BeforeEach
  void startReplicaWithSegments() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .borderRouter(1, ROUTER)
        .borderRouter(2, ROUTER)
        .write(world.asFolder());
    replica = world.start(world.config("one", SERVER), datagrams);
    ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
    SegmentRecords records =
        SegmentRecords.of(
            ups.stream().map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(), List.of());
    datagrams.arrive(fromHost(new SegmentRegistration(records)), underlayOfHost());
    awaitStored(ups.size());
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private static Message asking() {
    return new SegmentRequest(ReplicaWorld.LOCAL, CORE, false, false);
  }

  private static InetSocketAddress underlayOfHost() {
    return new InetSocketAddress(HOST.ip().orElseThrow(), HOST_PORT);
  }

  private static UdpDatagram udp(Message message, int destinationPort) {
    ByteString framed = ControlCodec.encodeFramed(new ControlPayload(message, 4_711));
    return new UdpDatagram(HOST_PORT, destinationPort, ByteBuffer.wrap(framed.unsafeBytes()));
  }

  private static ScionAddress server() {
    return new ScionAddress(ReplicaWorld.LOCAL, HostAddress.of(SERVER.getAddress()));
  }

  private static ScionPacket fromHost(Message message) {
    return new ScionPacket(
        server(), new ScionAddress(ReplicaWorld.LOCAL, HOST), udp(message, SERVER.getPort()));
  }

  private static ScionPacket fromCore(
      Message message, ScionPath path, List<ExtensionHeader> extensions) {
    return new ScionPacket(
        new ScionAddress(ReplicaWorld.LOCAL, HostAddress.Service.PATH),
        new ScionAddress(CORE, HOST),
        path,
        extensions,
        udp(message, 0));
  }

  /** {@return the path from the core, at the hop field of the server's AS} */
  private static ScionPath arrived(CapnpSegment segment) {
    return ScionPath.along(segment).at(0, segment.entries().size());
  }

  private static SegmentReply reply(ScionPacket packet) {
    UdpDatagram udp = (UdpDatagram) packet.layer4();
    ControlPayload payload =
        new ControlCodec(DecoderLimits.DEFAULT).decodeFramed(udp.payload()).orElseThrow();
    assertEquals(4_711, payload.requestId());
    return (SegmentReply) payload.message();
  }

  private CapturedDatagrams.Sent awaitSent() throws InterruptedException {
    CapturedDatagrams.Sent sent =
        datagrams.sent.poll(ReplicaWorld.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertTrue(sent != null, "nothing was sent");
    return sent;
  }

  /**
   * Waits without sending requests, because a request that cannot be answered would be forwarded,
   * and answered later.
   */
  private void awaitStored(int segments) {
    Counter stored = replica.registry().get("pathdb_segs_added_total").tag("type", "up").counter();
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (stored.count() < segments) {
      assertTrue(world.clock.monotonicNs() < deadlineNs, stored.count() + " segments are stored");
      Thread.onSpinWait();
    }
  }

  /**
   * Requests segments like a host without a dispatcher, until the answer has the expected number of
   * segments.
   */
  private void askUntil(int segments) throws InterruptedException {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (world.clock.monotonicNs() < deadlineNs) {
      datagrams.arrive(fromHost(asking()), underlayOfHost());
      CapturedDatagrams.Sent sent = datagrams.sent.poll(50, TimeUnit.MILLISECONDS);
      if (sent != null && reply(sent.packet()).records().records().size() == segments) {
        assertEquals(underlayOfHost(), sent.to());
        return;
      }
    }
    throw new AssertionError("no answer with " + segments + " segments");
  }

  private double dropped(String reason) {
    return replica.registry().counter("waymark.messages.dropped", "reason", reason).count();
  }

  @Test
  void requestOverAPathIsAnsweredOverTheReversedOneAtTheBorderRouter() throws Exception {
    ScionPath path = arrived(ups.getFirst());
    ExtensionHeader kept = new ExtensionHeader(ExtensionHeader.END_TO_END, 1, eight());
    ExtensionHeader oneHop =
        new ExtensionHeader(ExtensionHeader.HOP_BY_HOP, ExtensionHeader.ONE_HOP_PATH, eight());
    datagrams.arrive(fromCore(asking(), path, List.of(oneHop, kept)), ELSEWHERE);
    CapturedDatagrams.Sent sent = awaitSent();
    assertEquals(ROUTER, sent.to());
    assertEquals(new ScionAddress(CORE, HOST), sent.packet().destination());
    assertEquals(server(), sent.packet().source());
    assertEquals(path.reversed(), sent.packet().path());
    assertEquals(List.of(kept), sent.packet().extensions());
    assertEquals(HOST_PORT, ((UdpDatagram) sent.packet().layer4()).destinationPort());
    assertEquals(2, reply(sent.packet()).records().records().size());
  }

  @Test
  void packetForAnotherAsIsDropped() {
    datagrams.arrive(
        new ScionPacket(
            new ScionAddress(CORE, HostAddress.of(SERVER.getAddress())),
            new ScionAddress(ReplicaWorld.LOCAL, HOST),
            udp(asking(), SERVER.getPort())),
        underlayOfHost());
    assertEquals(1, dropped("other-as"));
  }

  @Test
  void borderRouterThatMovesGetsTheAnswersOfTheRunningReplica() throws Exception {
    InetSocketAddress moved = SocketAddresses.of("127.0.0.24", 30_091);
    world
        .network
        .filesOf(ReplicaWorld.LOCAL)
        .borderRouter(1, moved)
        .borderRouter(2, moved)
        .write(world.asFolder());
    ScionPacket question = fromCore(asking(), arrived(ups.getFirst()), List.of());
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    InetSocketAddress to = ROUTER;
    while (!to.equals(moved) && world.clock.monotonicNs() < deadlineNs) {
      datagrams.arrive(question, ELSEWHERE);
      // At this rate of requests, the server does not answer every time.
      CapturedDatagrams.Sent sent = datagrams.sent.poll(50, TimeUnit.MILLISECONDS);
      if (sent != null) {
        to = sent.to();
        assertTrue(Set.of(ROUTER, moved).contains(to), to.toString());
      }
    }
    assertEquals(moved, to);
  }

  private static ByteString eight() {
    return ByteString.of(new byte[] {1, 2, 3, 4, 5});
  }

  @Test
  void hostWithADispatcherIsAnsweredThere() throws Exception {
    datagrams.arrive(fromHost(asking()), new InetSocketAddress(underlayOfHost().getAddress(), 9));
    assertEquals(
        new InetSocketAddress(underlayOfHost().getAddress(), FirstHop.DISPATCHER_PORT),
        awaitSent().to());
  }

  @Test
  void datagramFromAnotherHostThanItsSourceIsAnsweredToTheSource() throws Exception {
    datagrams.arrive(fromHost(asking()), new InetSocketAddress(ELSEWHERE.getAddress(), HOST_PORT));
    assertEquals(
        new InetSocketAddress(underlayOfHost().getAddress(), FirstHop.DISPATCHER_PORT),
        awaitSent().to());
  }

  @Test
  void answerOverAnUnknownInterfaceIsCounted() {
    HopField hop = ups.getFirst().entries().getLast().hopEntries().getFirst().hopField();
    HopField unknown =
        new HopField(
            hop.xover(),
            hop.verifyOnly(),
            hop.forwardOnly(),
            hop.recurse(),
            hop.expTime(),
            99,
            hop.egress(),
            hop.mac());
    InfoField info = ups.getFirst().info();
    ScionPath path =
        ScionPath.of(
            List.of(
                new ScionPath.Segment(
                    new InfoField(true, false, false, info.timestampS(), info.isd(), 2),
                    List.of(unknown, unknown))));
    datagrams.arrive(fromCore(asking(), path.reversed(), List.of()), ELSEWHERE);
    assertEquals(1, dropped("no-first-hop"));
    assertEquals(0, datagrams.sent.size());
  }

  @Test
  void revokedInterfaceOfAnScmpMessageIsARevocation() throws Exception {
    ScmpMessage scmp =
        scmp(
            ScmpType.REVOKED_INTERFACE,
            ScmpInfo.RevokedInterface.of(
                new ScmpInfo.PathOffsets(40, 48, 11, false),
                world.network.revocations().revoke(CORE, 11)));
    datagrams.arrive(
        new ScionPacket(
            server(),
            new ScionAddress(CORE, HOST),
            arrived(ups.getFirst()),
            List.of(ExtensionHeader.scmp(true, false)),
            scmp),
        ELSEWHERE);
    askUntil(1);
  }

  private ScmpMessage scmp(ScmpType type, ScmpInfo info) {
    return new ScmpPayload(
            info,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            ByteString.EMPTY,
            0,
            ByteString.EMPTY)
        .message(type, 1);
  }

  @Test
  void otherScmpMessagesAreCountedAndNeverAnswered() {
    ScionAddress source = new ScionAddress(ReplicaWorld.LOCAL, HOST);
    datagrams.arrive(
        new ScionPacket(server(), source, scmp(ScmpType.UNREACHABLE_HOST, new ScmpInfo.None())),
        underlayOfHost());
    assertEquals(1, dropped("unsupported"));
    ScmpMessage garbled = new ScmpMessage(3, 4, 1, ByteBuffer.allocate(3));
    datagrams.arrive(new ScionPacket(server(), source, garbled), underlayOfHost());
    assertEquals(1, dropped("scmp-parts"));
    assertEquals(0, datagrams.sent.size());
  }

  @Test
  void packetOfAWrongLengthIsAnsweredWithAnScmpErrorOverItsPath() throws Exception {
    ScionPath path = arrived(ups.getFirst());
    datagrams.arrive(withWrongLength(fromCore(asking(), path, List.of())), ELSEWHERE);
    assertEquals(1, dropped("packet-total-length"));
    CapturedDatagrams.Sent sent = awaitSent();
    assertEquals(ROUTER, sent.to());
    assertEquals(new ScionAddress(CORE, HOST), sent.packet().destination());
    assertEquals(server(), sent.packet().source());
    assertEquals(path.reversed(), sent.packet().path());
    assertTrue(sent.packet().extensions().getFirst().isScmpError());
    ScmpMessage scmp = (ScmpMessage) sent.packet().layer4();
    assertEquals(ScmpType.BAD_PACKET_LENGTH.scmpClass(), scmp.scmpClass());
    assertEquals(ScmpType.BAD_PACKET_LENGTH.number(), scmp.type());
  }

  private static ByteBuffer withWrongLength(ScionPacket packet) {
    ByteBuffer bytes = CapturedDatagrams.bytes(packet);
    return bytes.putShort(2, (short) (bytes.remaining() + 8));
  }

  @Test
  void scmpErrorIsNotAnsweredWithAnother() {
    ScionPacket error =
        new ScionPacket(
            server(),
            new ScionAddress(CORE, HOST),
            arrived(ups.getFirst()),
            List.of(ExtensionHeader.scmp(true, false)),
            scmp(ScmpType.UNREACHABLE_HOST, new ScmpInfo.None()));
    datagrams.arrive(withWrongLength(error), ELSEWHERE);
    assertEquals(1, dropped("packet-total-length"));
    assertEquals(0, datagrams.sent.size());
  }

  @Test
  void wrongChecksumIsCountedAndNotAnswered() {
    ByteBuffer bytes = CapturedDatagrams.bytes(fromHost(asking()));
    bytes.put(bytes.limit() - 1, (byte) (bytes.get(bytes.limit() - 1) ^ 1));
    datagrams.arrive(bytes, underlayOfHost());
    assertEquals(1, dropped("packet-checksum"));
    assertEquals(0, datagrams.sent.size());
  }

  @Test
  void floodOfWrongPacketsIsAnsweredWithFewErrors() {
    ByteBuffer wrong = withWrongLength(fromCore(asking(), arrived(ups.getFirst()), List.of()));
    long startNs = world.clock.monotonicNs();
    for (int i = 0; i < 2_000; i++) {
      datagrams.arrive(wrong.duplicate(), ELSEWHERE);
    }
    long tookNs = world.clock.monotonicNs() - startNs;
    int sent = datagrams.sent.size();
    assertTrue(sent >= 20, "a burst is answered: " + sent);
    assertTrue(sent <= 20 + 1 + tookNs / 50_000_000, "20 a second after that: " + sent);
    assertEquals(2_000, dropped("packet-total-length"));
  }

  /** The same test on real sockets, as seen by the border router of the interface. */
  @Test
  void borderRouterSeesTheAnswerAndNotTheSenderOfTheDatagram() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (DatagramSocket router = new DatagramSocket(0, loopback);
        DatagramSocket sender = new DatagramSocket(0, loopback)) {
      router.setSoTimeout(50);
      InetSocketAddress address = new InetSocketAddress(loopback, router.getLocalPort());
      world
          .network
          .filesOf(ReplicaWorld.LOCAL)
          .borderRouter(1, address)
          .borderRouter(2, address)
          .write(world.asFolder());
      Replica other = world.start(world.config("two"));
      ScionPath path = arrived(ups.getFirst());
      ByteBuffer question = CapturedDatagrams.bytes(fromCore(asking(), path, List.of()));
      ScionPacket answer = null;
      while (answer == null) {
        sender.send(new DatagramPacket(question.array(), question.limit(), other.address()));
        answer = receive(router);
      }
      assertEquals(path.reversed(), answer.path());
      assertEquals(2, reply(answer).records().records().size());
    }
  }

  private static ScionPacket receive(DatagramSocket socket) throws Exception {
    DatagramPacket received = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(received);
    } catch (java.net.SocketTimeoutException e) {
      return null;
    }
    return PacketCodec.decode(
            ByteBuffer.wrap(received.getData(), received.getOffset(), received.getLength()))
        .orElseThrow();
  }
}
