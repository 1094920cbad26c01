package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Entry;
import org.waymark.log.LogException;
import org.waymark.log.LogOwner;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.LogConnection;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

@Timeout(120)
class ReplicaTest {
  @TempDir private Path folder;
  private ReplicaWorld world;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder);
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
  }

  private List<CapnpSegment> ups() {
    return world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
  }

  private static void register(ScionUdpClient client, List<CapnpSegment> segments)
      throws Exception {
    client.send(
        new SegmentRegistration(
            SegmentRecords.of(
                segments.stream().map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(),
                List.of())));
  }

  @Test
  void whatOneReplicaAcceptsAllServeAndWhatOneIsToldOfAllRevoke() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    Replica second = world.start(world.config("two"));
    register(world.client(first), ups());
    ScionUdpClient atSecond = world.client(second);
    world.askUntil(atSecond, "1-11", 2);
    atSecond.send(
        new RevocationNotice(world.network.revocations().revoke(IsdAs.parse("1-11"), 11)));
    world.askUntil(world.client(first), "1-11", 1);
    world.askUntil(atSecond, "1-11", 1);
    world.awaitApplied(first, Topic.EVENTS, ups().size() + 1);
    world.awaitApplied(second, Topic.EVENTS, ups().size() + 1);
    assertEquals(first.standing(Topic.EVENTS), second.standing(Topic.EVENTS));
    assertEquals(List.of(), world.faults.faults());
  }

  @Test
  void restartedReplicaGoesOnWhereItWas() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.awaitApplied(first, Topic.EVENTS, ups().size());
    Replica.Standing before = first.standing(Topic.EVENTS);
    first.close();
    Replica again = world.start(world.config("one"));
    assertEquals(before, again.standing(Topic.EVENTS));
    world.askUntil(world.client(again), "1-11", 2);
  }

  @Test
  void hostileDatagramsAreCountedAndDoNotStopTheServer() throws Exception {
    world.withTrust();
    Replica replica = world.start(world.config("one"));
    ScionUdpClient client = world.client(replica);
    register(client, ups());
    world.askUntil(client, "1-11", 2);
    byte[] good =
        ControlCodec.encodeFramed(
                new ControlPayload(
                    new SegmentRegistration(
                        SegmentRecords.of(
                            List.of(SegmentRecord.of(SegmentType.UP, ups().getFirst())),
                            List.of())),
                    1))
            .toBytes();
    Random random = new Random(11);
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 2_000; i++) {
        byte[] payload = hostile(random, good, i);
        send(socket, replica.address(), i % 5 == 0 ? payload : packet(replica, payload));
      }
    }
    world.askUntil(client, "1-11", 2);
    double dropped =
        replica.registry().find("waymark.messages.dropped").counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum();
    assertTrue(dropped > 0, "some were counted");
    assertEquals(List.of(), world.faults.faults());
  }

  private static byte[] hostile(Random random, byte[] good, int i) {
    return switch (i % 4) {
      case 0 -> new byte[0];
      case 1 -> {
        byte[] noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        yield noise;
      }
      case 2 -> java.util.Arrays.copyOf(good, random.nextInt(good.length));
      default -> {
        byte[] altered = good.clone();
        altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
        yield altered;
      }
    };
  }

  /**
   * Creates a valid packet with a correct checksum, so that the error in its payload reaches the
   * message decoder.
   */
  private static byte[] packet(Replica replica, byte[] payload) {
    ScionAddress server =
        new ScionAddress(ReplicaWorld.LOCAL, HostAddress.of(replica.address().getAddress()));
    ScionPacket packet =
        new ScionPacket(
            server,
            server,
            new UdpDatagram(1_000, replica.address().getPort(), ByteBuffer.wrap(payload)));
    ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
    PacketCodec.encode(packet, bytes);
    return bytes.array();
  }

  private static void send(DatagramSocket socket, InetSocketAddress to, byte[] payload)
      throws Exception {
    socket.send(new DatagramPacket(payload, payload.length, to));
  }

  @Test
  void replicaWhoseLogIsAwaySaysStaleAndGoesOnAnswering() throws Exception {
    world.withTrust();
    Replica replica = world.start(world.config("one"));
    ScionUdpClient client = world.client(replica);
    register(client, ups());
    world.askUntil(client, "1-11", 2);
    world.awaitApplied(replica, Topic.EVENTS, ups().size());
    world.log.faults().goAway();
    await(replica, Readiness.State.STALE);
    world.askUntil(client, "1-11", 2);
    world.log.faults().comeBack();
    await(replica, Readiness.State.READY);
  }

  @Test
  void storeOfATruncatedLogIsReplacedByOneThatIsBuiltBesideIt() throws Exception {
    world.withTrust();
    Replica replica = world.start(world.config("one"));
    ScionUdpClient client = world.client(replica);
    register(client, ups());
    world.askUntil(client, "1-11", 2);
    world.awaitApplied(replica, Topic.EVENTS, ups().size());
    world.log.faults().truncate(Topic.EVENTS, 1);
    world.askUntil(client, "1-11", 1);
    await(replica, Readiness.State.READY);
    Replica.Standing rebuilt = replica.standing(Topic.EVENTS);
    assertEquals(1, rebuilt.nextOffset());
    assertEquals(rebuilt, world.start(world.config("two")).standing(Topic.EVENTS));
    register(client, ups());
    world.awaitApplied(replica, Topic.EVENTS, ups().size());
    Replica.Standing before = replica.standing(Topic.EVENTS);
    replica.close();
    Replica again = world.start(world.config("one"));
    assertEquals(before, again.standing(Topic.EVENTS));
    assertEquals(List.of(), world.faults.faults());
  }

  @Test
  void replicaThatStartsWhileTheLogIsAwayAnswersAsStaleAndFollowsWhenItIsBack() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.awaitApplied(first, Topic.EVENTS, ups().size());
    first.close();
    world.log.faults().goAway();
    Replica again = world.startOnly(world.config("one"));
    assertEquals(Readiness.State.STALE, again.state());
    world.askUntil(world.client(again), "1-11", 2);
    world.log.faults().comeBack();
    await(again, Readiness.State.READY);
    world
        .client(again)
        .send(
            new RevocationNotice(
                world.network.revocations().revoke(org.waymark.segment.IsdAs.parse("1-11"), 11)));
    world.askUntil(world.client(again), "1-11", 1);
    assertEquals(List.of(), world.faults.faults());
  }

  @Test
  void replicaKeepsItsStoreForALogThatWasPurgedWhileItWasDown() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.awaitApplied(first, Topic.EVENTS, ups().size());
    Replica.Standing before = first.standing(Topic.EVENTS);
    first.close();
    world.log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[0]));
    world.log.faults().trim(Topic.EVENTS, world.log.end(Topic.EVENTS).nextOffset());
    for (int start = 0; start < 2; start++) {
      Replica again = world.startOnly(world.config("one"));
      await(again, Readiness.State.STALE);
      world.askUntil(world.client(again), "1-11", 2);
      assertEquals(before, again.standing(Topic.EVENTS));
      String why = again.status().notReady().orElseThrow();
      assertTrue(why.contains("waymark log reseed"), why);
      again.close();
    }
    assertEquals(List.of(), world.faults.faults());
  }

  @Test
  void coldReplicaOfALogThatWasPurgedSaysWhenItIsReady() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", new byte[0]));
    world.awaitApplied(first, Topic.EVENTS, ups().size() + 1);
    world.log.faults().trim(Topic.EVENTS, ups().size());
    Replica cold = world.startOnly(world.config("two"));
    await(cold, Readiness.State.CATCHING_UP);
    world.awaitApplied(cold, Topic.EVENTS, ups().size() + 1);
    String why = cold.status().notReady().orElseThrow();
    assertTrue(why.contains("the store will be complete once a tick for "), why);
    assertFalse(cold.whenCaughtUp().isDone());
  }

  @Test
  void replicaOfAnotherAsLeavesTheLogAndItsOwnStoreAlone() throws Exception {
    world.withTrust();
    LogOwner.claim(world.log, IsdAs.parse("1-11"), "test");
    long audit = world.log.end(Topic.AUDIT).nextOffset();
    LogException refused =
        assertThrows(LogException.OtherOwner.class, () -> world.startOnly(world.config("one")));
    assertTrue(refused.getMessage().contains("belongs to AS 1-11, but this is AS 1-14"));
    assertEquals(audit, world.log.end(Topic.AUDIT).nextOffset());
    ReplicaConfig config = world.config("one");
    try (Store store =
        Store.openRocks(config.storeFolder(), config.applySettings(), world.faults)) {
      assertTrue(store.position(Topic.TRUST).isEmpty(), "nothing was applied");
    }
  }

  @Test
  void storeOfALogOfAnotherAsIsRefusedWhileTheLogIsAway() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.awaitApplied(first, Topic.EVENTS, ups().size());
    first.close();
    ReplicaConfig config = world.config("one");
    try (Store store =
        Store.openRocks(config.storeFolder(), config.applySettings(), world.faults)) {
      byte[] value =
          EventCodec.encode(Event.own("test", new EventBody.LogOwner(IsdAs.parse("1-11"))));
      long next = store.position(Topic.TRUST).orElseThrow().nextOffset();
      store.apply(Topic.TRUST, List.of(new LogRecord(next, 0, 0, ByteString.EMPTY, value)));
    }
    world.log.faults().goAway();
    StartupException refused =
        assertThrows(StartupException.class, () -> world.startOnly(world.config("one")));
    assertTrue(
        refused.getMessage().contains("the log of AS 1-11, but this replica serves AS 1-14"));
  }

  @Test
  void replicaWithoutAStoreDoesNotStartWhileTheLogIsAway() throws Exception {
    world.withTrust();
    world.log.faults().goAway();
    LogException refused =
        assertThrows(LogException.Unreachable.class, () -> world.startOnly(world.config("one")));
    assertTrue(refused.getMessage().contains("start Kafka there"), refused.getMessage());
  }

  @Test
  void replicaWhoseLogCameBackAsAnotherOneStaysStaleWithItsStore() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    register(world.client(first), ups());
    world.awaitApplied(first, Topic.EVENTS, ups().size());
    Replica.Standing before = first.standing(Topic.EVENTS);
    first.close();
    world.log.faults().goAway();
    Replica again = world.startOnly(world.config("one"));
    world.log.faults().makeAgain(Topic.EVENTS);
    world.log.faults().comeBack();
    world.askUntil(world.client(again), "1-11", 2);
    assertEquals(Readiness.State.STALE, again.state());
    assertEquals(before, again.standing(Topic.EVENTS));
  }

  private void await(Replica replica, Readiness.State state) {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (replica.state() != state) {
      if (world.clock.monotonicNs() > deadlineNs) {
        throw new AssertionError("still " + replica.state() + ", expected " + state);
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void logWithoutTrustIsRefusedWithTheCommandThatMakesIt() {
    StartupException refused =
        assertThrows(StartupException.class, () -> world.start(world.config("one")));
    assertTrue(
        refused.getMessage().contains("waymark log init --config FILE --certs"),
        refused.getMessage());
  }

  @Test
  void otherTrcOfTheSameVersionIsRefused() throws Exception {
    world.withTrust();
    Network other = Network.of(NetworkTopology.twoIsds(), 99, world.clock);
    other.filesOf(ReplicaWorld.LOCAL).write(folder.resolve("as"));
    StartupException refused =
        assertThrows(StartupException.class, () -> world.start(world.config("one")));
    assertTrue(
        refused.getMessage().contains("differs from the one in the log"), refused.getMessage());
  }

  @Test
  void malformedTrcIsRefusedWithItsFile() throws Exception {
    world.withTrust();
    Path trc = world.certificates().resolve("ISD1-V1.trc");
    Files.writeString(trc, "{\"ISD\": 1}");
    StartupException refused =
        assertThrows(StartupException.class, () -> world.start(world.config("one")));
    assertTrue(refused.getMessage().startsWith(trc.toString()), refused.getMessage());
  }

  @Test
  void portInUseIsRefusedAndNothingIsLeftOpen() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    ReplicaConfig two = world.config("two");
    ReplicaConfig samePort = world.config("two", first.address());
    StartupException refused = assertThrows(StartupException.class, () -> world.start(samePort));
    assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
    world.start(two);
  }

  @Test
  void storeOfAnotherLogIsRefused() throws Exception {
    world.withTrust();
    Replica replica = world.start(world.config("one"));
    register(world.client(replica), ups());
    world.awaitApplied(replica, Topic.EVENTS, ups().size());
    replica.close();
    world.log.faults().makeAgain(Topic.EVENTS);
    LogException refused =
        assertThrows(
            LogException.Replaced.class,
            () -> world.startOnly(world.config("one"), LogConnection.open(world.log)));
    assertTrue(
        refused.getMessage().contains("waymark log adopt --config FILE"), refused.getMessage());
  }

  @Test
  void storeThatIsAFileIsRefused() throws Exception {
    world.withTrust();
    Files.writeString(world.config("one").storeFolder(), "not a folder", StandardCharsets.UTF_8);
    StoreException refused =
        assertThrows(StoreException.class, () -> world.start(world.config("one")));
    assertTrue(refused.getMessage().contains("store-one"), refused.getMessage());
  }

  @Test
  void storeInUseIsRefused() throws Exception {
    world.withTrust();
    world.start(world.config("one"));
    assertThrows(StoreException.class, () -> world.start(world.config("one")));
  }

  @Test
  void wrongSettingsOfATopicAreRefusedWithTheFix() throws Exception {
    world.withTrust();
    world.log.faults().set(Topic.EVENTS, "cleanup.policy", "compact");
    LogException refused = assertThrows(LogException.class, () -> world.start(world.config("one")));
    assertTrue(refused.getMessage().contains("kafka-configs"), refused.getMessage());
  }

  @Test
  void closedReplicaLeavesItsFolderToTheNextOne() throws Exception {
    world.withTrust();
    Replica first = world.start(world.config("one"));
    first.close();
    first.close();
    world.start(world.config("one"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          1,
          files
              .filter(file -> file.toString().contains("store-one"))
              .filter(Files::isDirectory)
              .count());
    }
  }
}
