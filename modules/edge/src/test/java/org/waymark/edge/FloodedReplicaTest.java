package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.Waiting;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.wire.trust.Lz4Text;

/**
 * An honest sender registers paths while another sender floods, on the real verification threads.
 *
 * <p>The flood has the volume of 1 Mbit/s for a minute, but is sent at once, so that the queue
 * overflows on a machine of any speed. Only one message in a few hundred comes from the honest
 * sender.
 */
@Timeout(120)
class FloodedReplicaTest {
  private static final int FLOOD_BYTES = 60 * 125_000;
  private static final int HONEST = 40;
  private static final int DISTINCT = 64;
  private static final int LOST_PERCENT = 5;
  private static final int UNDER_WAY = 8;

  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = ReplicaWorld.LOCAL;
  private static final InetSocketAddress SERVER = SocketAddresses.of("127.0.0.9", 30_078);
  private static final int BEACON_SERVER = 0x7f000005;
  private static final int OTHER = 0x7f000007;
  private static final int STRANGER = 0x7f000008;

  /** The number of verification threads. */
  private static final int THREADS = 2;

  @TempDir private Path folder;
  private final CapturedDatagrams datagrams = new CapturedDatagrams();
  private final CountDownLatch appending = new CountDownLatch(THREADS);
  private final CountDownLatch appendingGoesOn = new CountDownLatch(1);
  private ReplicaWorld world;
  private Replica replica;

  private enum Flood {
    EXPIRED,
    WRONGLY_SIGNED,
    UNPACKING,
    REVOCATIONS,
    TRCS,
    REQUESTS
  }

  /** Called before an honest registration is sent, with its number. */
  private interface BeforeHonest {
    void number(int number) throws InterruptedException;
  }

  @BeforeEach
  void startReplica() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    replica = world.start(world.config("one", SERVER), heldUp(), datagrams);
  }

  @AfterEach
  void closeWorld() throws Exception {
    appendingGoesOn.countDown();
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  /** Creates a log in which appending segments and revocations can be blocked. {@return the log} */
  private EventLog heldUp() {
    return (EventLog)
        Proxy.newProxyInstance(
            EventLog.class.getClassLoader(),
            new Class<?>[] {EventLog.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("append") && arguments[0] == Topic.EVENTS) {
                appending.countDown();
                appendingGoesOn.await();
              }
              try {
                return method.invoke(world.log, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /**
   * The verification threads are blocked until all messages have arrived, so that the queue
   * overflows on a machine of any speed. The queue must drop only messages of the flood.
   */
  @ParameterizedTest
  @EnumSource(
      value = Flood.class,
      names = {"EXPIRED", "WRONGLY_SIGNED", "UNPACKING", "REVOCATIONS"})
  void floodThatOverflowsTheQueueDisplacesNothingOfAnHonestSender(Flood kind) throws Exception {
    for (int thread = 0; thread < THREADS; thread++) {
      send(OTHER, registration(by(500 + thread).make()));
    }
    appending.await();
    sendHonestBesideFlood(kind, 1, number -> {});
    assertTrue(
        replica.registry().counter("waymark.messages.dropped", "reason", "overload").count() > 0,
        "it overflows");
    appendingGoesOn.countDown();
    assertTrue(
        Waiting.until(
            () -> added() == THREADS + HONEST,
            Duration.ofMillis(20),
            Duration.ofSeconds(60),
            world.clock),
        () -> added() + " of " + (THREADS + HONEST) + " beside " + kind);
  }

  /**
   * The honest sender never has more than a few registrations under way, so that on a slow machine
   * too it is not the one with the most messages in the queue.
   */
  @ParameterizedTest
  @CsvSource({
    "EXPIRED, 1",
    "WRONGLY_SIGNED, 1",
    "UNPACKING, 1",
    "REVOCATIONS, 1",
    "TRCS, 1",
    "REQUESTS, 1",
    "TRCS, 1000",
    "REVOCATIONS, 1000"
  })
  void honestSenderIsServedBesideAFlood(Flood kind, int sources) throws Exception {
    appendingGoesOn.countDown();
    sendHonestBesideFlood(kind, sources, number -> awaitAdded(number - UNDER_WAY, kind));
    awaitAdded(HONEST, kind);
  }

  private void awaitAdded(int sent, Flood kind) throws InterruptedException {
    int least = sent - HONEST * LOST_PERCENT / 100;
    assertTrue(
        Waiting.until(
            () -> added() >= least, Duration.ofMillis(20), Duration.ofSeconds(60), world.clock),
        () -> added() + " of " + sent + " beside " + kind + ", " + waiting() + " wait");
  }

  private void sendHonestBesideFlood(Flood kind, int sources, BeforeHonest before)
      throws InterruptedException {
    List<Message> honest = IntStream.range(0, HONEST).mapToObj(this::honest).toList();
    List<Message> flood = IntStream.range(0, DISTINCT).mapToObj(messages(kind)::apply).toList();
    int sentBytes = 0;
    int sent = 0;
    for (int i = 0; i < HONEST; i++) {
      while (sentBytes < (i + 1) * (FLOOD_BYTES / HONEST)) {
        sentBytes += send(STRANGER + sent % sources, flood.get(sent % DISTINCT));
        sent++;
      }
      before.number(i);
      send(BEACON_SERVER, honest.get(i));
    }
  }

  private double added() {
    return replica
        .registry()
        .counter("waymark.registrations", "outcome", "added", "reason", "")
        .count();
  }

  private double waiting() {
    return replica.registry().get("se_pkt_buf_total").gauge().value();
  }

  private IntFunction<Message> messages(Flood kind) {
    return switch (kind) {
      case EXPIRED -> i -> registration(other(i).timestampS(nowS() - 100_000 - i).make());
      case WRONGLY_SIGNED -> i -> registration(other(i).brokenSignature(0).make());
      case UNPACKING -> i -> registration(unpacking(i));
      case REVOCATIONS -> this::revocations;
      case TRCS -> i -> new TrcReply(Lz4Text.pack(trc(i)));
      case REQUESTS -> i -> new SegmentRequest(LEAF, IsdAs.of(2, 1_000 + i), false, false);
    };
  }

  private long nowS() {
    return world.clock.wallMs() / 1_000;
  }

  /** A path that is distinguished by its ingress interface. */
  private SegmentDraft by(int ingress) {
    return world
        .network
        .segments()
        .along(new Route(List.of(new Route.Step(CORE, 0, 12), new Route.Step(LEAF, ingress, 0))));
  }

  private Message honest(int number) {
    return registration(by(1 + number).make());
  }

  private SegmentDraft other(int number) {
    return by(1_000 + number).withArbitraryRoots();
  }

  /** Creates a badly signed segment of a few hundred bytes that unpacks to about ten thousand. */
  private CapnpSegment unpacking(int number) {
    return other(number).changing(1, FloodedReplicaTest::withZeros).brokenSignature(0).make();
  }

  private static AsEntryFields withZeros(AsEntryFields fields) {
    return new AsEntryFields(
        fields.ia(),
        fields.trcVersion(),
        fields.certVersion(),
        fields.ifIdSize(),
        fields.hops(),
        fields.hashTreeRoot(),
        fields.mtu(),
        fields.routingPolicy(),
        new CapnpAsEntry.Sibra(
            ByteString.owning(new byte[60_000]), ByteString.EMPTY, false, List.of()));
  }

  /**
   * Creates a message with as many revocations as fit into a datagram, all from the deepest
   * possible tree.
   */
  private Message revocations(int number) {
    Revocation one = world.network.revocations().revoke(CORE, 12);
    Revocation.Sibling empty = new Revocation.Sibling(false, ByteString.owning(new byte[32]));
    List<Revocation> many = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      many.add(
          new Revocation(
              one.ia(),
              1_000L * (number + 1) + i,
              one.epoch(),
              one.nonce(),
              Collections.nCopies(60, empty),
              one.prevRoot(),
              one.nextRoot(),
              one.hashType(),
              one.treeTtlS()));
    }
    return new SegmentRegistration(SegmentRecords.of(List.of(), many));
  }

  /** Creates a text of a megabyte of empty lists, packed into a few kilobytes. */
  private static ByteString trc(int number) {
    StringBuilder text = new StringBuilder("{\"a" + number + "\":[[]");
    while (text.length() < (1 << 20) - 20) {
      text.append(",[]");
    }
    return ByteString.owning(text.append("]}").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Message registration(CapnpSegment segment) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of()));
  }

  /** Sends a message. {@return its size in bytes} */
  private int send(int host, Message message) {
    ByteString framed = ControlCodec.encodeFramed(new ControlPayload(message, 1));
    HostAddress from = new HostAddress.Ipv4(host);
    datagrams.arrive(
        new ScionPacket(
            new ScionAddress(LEAF, HostAddress.of(SERVER.getAddress())),
            new ScionAddress(LEAF, from),
            new UdpDatagram(7_000, SERVER.getPort(), ByteBuffer.wrap(framed.unsafeBytes()))),
        new InetSocketAddress(from.ip().orElseThrow(), 7_000));
    return framed.size();
  }
}
