package org.waymark.log.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.assertOneLine;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.readAll;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.EventLogContract;
import org.waymark.log.KafkaExtension;
import org.waymark.log.KafkaWorld;
import org.waymark.log.Lease;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.LogIdentity;
import org.waymark.log.SwitchedResolver;
import org.waymark.log.TestKafka;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.World;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;

@ExtendWith(KafkaExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaEventLogTest extends EventLogContract {
  private TestKafka kafka;
  private int worlds;

  @BeforeAll
  void takeBroker(TestKafka shared) {
    kafka = shared;
  }

  @Override
  protected World newWorld() {
    worlds++;
    return new KafkaWorld(kafka, "contract." + worlds);
  }

  @Test
  void kindIsAHeaderForOtherConsumers() throws Exception {
    EventLog log = world.open();
    append(log, Topic.EVENTS, 1);
    KafkaWorld here = (KafkaWorld) world;
    TopicPartition partition = new TopicPartition(here.name(Topic.EVENTS), 0);
    try (var consumer = new KafkaClients(here.settings()).consumer(new MetadataUpdates())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
      while (records.isEmpty()) {
        records = consumer.poll(Duration.ofSeconds(1));
      }
      assertArrayEquals(
          "test".getBytes(StandardCharsets.US_ASCII),
          records.iterator().next().headers().lastHeader("kind").value());
    }
  }

  @Test
  void entryThatIsTooLargeIsRefusedAndTheNextIsNot() throws Exception {
    EventLog log = world.open();
    Entry tooLarge = new Entry(ByteString.EMPTY, "test", new byte[2_000_000]);
    assertFails(LogException.AppendRefused.class, log.append(Topic.EVENTS, tooLarge));
    Entry large = new Entry(ByteString.EMPTY, "test", new byte[1_000_000]);
    assertEquals(0, log.append(Topic.EVENTS, large).get(20, SECONDS).offset());
  }

  @Test
  void appendToADeletedTopicNamesTheTopic() throws Exception {
    KafkaWorld here = (KafkaWorld) world;
    EventLog log = here.openImpatient();
    append(log, Topic.AUDIT, 1);
    here.delete(Topic.AUDIT);
    // The producer still knows the partition, and learns only while it tries that it is gone.
    assertFails(LogException.AppendTimedOut.class, log.append(Topic.AUDIT, entry(1)));

    ExecutionException failed =
        assertThrows(
            ExecutionException.class, () -> log.append(Topic.AUDIT, entry(1)).get(40, SECONDS));

    String message = failed.getCause().getMessage();
    assertInstanceOf(LogException.Unreachable.class, failed.getCause());
    assertTrue(
        message.contains("topic " + here.name(Topic.AUDIT) + " does not exist there; restore"),
        message);
  }

  @Test
  void appendToAClosedLogIsRefused() {
    EventLog log = world.open();
    log.close();
    assertFails(LogException.AppendRefused.class, log.append(Topic.EVENTS, entry(0)));
  }

  @Test
  void clockThatIsOffShowsInTheSkew() throws Exception {
    for (long offMs : List.of(5_000L, -5_000L)) {
      Clock off = new OffClock(offMs);
      EventLog log = ((KafkaWorld) world).open(off);
      append(log, Topic.EVENTS, 1);
      long skewMs = log.clockSkewMs();
      // The duration of the append itself does not count as skew.
      assertTrue(Math.abs(skewMs) <= 5_000 && Math.abs(skewMs) > 1_000, "skew " + skewMs);
      assertEquals(Long.signum(-offMs), Long.signum(skewMs));
    }
  }

  @Test
  void newcomerDoesNotTakeTheLeaseAndNothingIsCommitted() throws Exception {
    KafkaWorld here = (KafkaWorld) world;
    String group = here.settings().names().lease();
    append(world.open(), Topic.EVENTS, 3);
    try (Lease first = world.open().lease();
        Lease second = world.open().lease()) {
      first.compete();
      await(first::isHeld);
      second.compete();
      await(() -> settledMembers(here.admin(), group) == 2);
      await(first::isHeld);
      assertFalse(second.isHeld());
      second.giveBack();
      await(() -> settledMembers(here.admin(), group) == 1);
      assertTrue(first.isHeld());
      first.giveBack();
      await(() -> settledMembers(here.admin(), group) == 0);
    }
    assertEquals(
        Map.of(),
        here.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
  }

  /** {@return the number of members of a group, or -1 while it rebalances} */
  private static int settledMembers(Admin admin, String group) throws Exception {
    var described = admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
    return switch (described.groupState()) {
      case STABLE, EMPTY -> described.members().size();
      default -> -1;
    };
  }

  @Test
  void leasesOfTwoLogsAreTwo() throws Exception {
    try (World other = newWorld();
        Lease here = world.open().lease();
        Lease there = other.open().lease()) {
      here.compete();
      there.compete();
      await(() -> here.isHeld() && there.isHeld());
    }
  }

  @Test
  void kafkaThatIsNotThereIsToldInOneLine() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (String where : List.of("127.0.0.1:" + port, "nowhere.invalid:9092")) {
      KafkaLocation settings = KafkaLocation.of(where, new TopicNames("x")).withTimeoutMs(500);
      var told =
          assertThrows(
              LogException.Unreachable.class,
              () -> KafkaEventLog.open(settings, new SystemClock()));
      assertOneLine(told, where);
      assertOneLine(told, "start Kafka there");
    }
  }

  @Test
  void appendToALogThatIsExpectedAndHasNotAnsweredYetFailsWithoutWaiting() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    KafkaLocation settings =
        KafkaLocation.of("127.0.0.1:" + port, new TopicNames("x")).withTimeoutMs(500);
    LogIdentity ofStore = new LogIdentity("c", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t"));
    try (EventLog log = KafkaEventLog.openLater(settings, new SystemClock(), ofStore)) {
      CompletableFuture<Appended> append = log.append(Topic.AUDIT, entry(1));
      var failure = assertThrows(ExecutionException.class, () -> append.get(20, SECONDS));
      assertInstanceOf(LogException.Unreachable.class, failure.getCause());
      assertTrue(
          failure.getCause().getMessage().contains("has not answered yet"),
          failure.getCause().getMessage());
    }
  }

  /**
   * The number of appends to try: if each of so many blocked, the delay would be many times longer
   * than a slow machine may take.
   */
  private static final int REFUSALS = 20;

  /**
   * The time for which an append blocks its caller must depend neither on the timeout of the log,
   * here one minute, nor on the reason why the partition is unknown.
   */
  private static void awaitRefusalsThatDoNotWait(EventLog log, Topic topic) throws Exception {
    AtomicLong longestNs = new AtomicLong();
    await(
        () -> {
          long calledNs = System.nanoTime();
          CompletableFuture<Appended> append = log.append(topic, entry(1));
          longestNs.accumulateAndGet(System.nanoTime() - calledNs, Math::max);
          assertTrue(longestNs.get() < SECONDS.toNanos(5), "held up for " + longestNs + " ns");
          // The client accepts entries until it has discarded its metadata.
          return append.isDone()
              && append.handle((_, failure) -> failure).join() instanceof LogException.Unreachable;
        });
    long calledNs = System.nanoTime();
    for (int i = 0; i < REFUSALS; i++) {
      log.append(topic, entry(1));
    }
    long tookNs = System.nanoTime() - calledNs;
    assertTrue(tookNs < SECONDS.toNanos(REFUSALS / 2), "held up for " + tookNs + " ns");
  }

  @Test
  void appendDoesNotHoldItsCallerUpWhenTheBrokerIsStopped() throws Exception {
    assumeTrue(world.reachesBroker());
    EventLog log = ((KafkaWorld) world).openPatient();
    append(log, Topic.AUDIT, 1);
    world.takeAway();
    awaitRefusalsThatDoNotWait(log, Topic.AUDIT);
    world.bringBack();
    await(() -> isAppended(log));
  }

  private static boolean isAppended(EventLog log) throws Exception {
    try {
      log.append(Topic.EVENTS, entry(2)).get(20, SECONDS);
      return true;
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  @Test
  void appendDoesNotHoldItsCallerUpWhenTheTopicIsGone() throws Exception {
    EventLog log = ((KafkaWorld) world).openPatient();
    append(log, Topic.AUDIT, 1);
    world.delete(Topic.AUDIT);
    awaitRefusalsThatDoNotWait(log, Topic.AUDIT);
    append(log, Topic.EVENTS, 1);
  }

  /**
   * The broker drops the duplicates of a producer only if it knows the producer. A Kafka client
   * that identifies itself always waits for all in-sync replicas.
   */
  @Test
  void brokerKnowsTheProducer() throws Exception {
    KafkaWorld here = (KafkaWorld) world;
    append(here.open(), Topic.EVENTS, 1);
    TopicPartition events = new TopicPartition(here.name(Topic.EVENTS), 0);
    var known =
        here.admin().describeProducers(List.of(events)).partitionResult(events).get(20, SECONDS);
    assertEquals(1, known.activeProducers().size());
  }

  @Test
  void logWhoseNameDoesNotResolveIsOpenedLaterAndItsNameIsTriedAgain() throws Exception {
    LogIdentity whole = world.open().identity();
    String port = kafka.bootstrapServers().replaceFirst(".*:", "");
    assumeTrue(kafka.bootstrapServers().equals("127.0.0.1:" + port), "the broker is on loopback");
    KafkaLocation settings =
        KafkaLocation.of(
            SwitchedResolver.NAME + ":" + port, ((KafkaWorld) world).settings().names());
    SwitchedResolver.resolves(false);
    assertOneLine(
        assertThrows(
            LogException.Unreachable.class, () -> KafkaEventLog.open(settings, new SystemClock())),
        "none of its names resolves");
    try (EventLog log =
        KafkaEventLog.openLater(
            settings.withTimeoutMs(1_000), new SystemClock(), withoutAudit(whole))) {
      assertEquals(settings.bootstrapServers(), log.where());
      assertFails(LogException.Unreachable.class, log.append(Topic.EVENTS, entry(0)));
      var failure = assertThrows(ExecutionException.class, () -> log.survey().get(20, SECONDS));
      assertOneLine((LogException) failure.getCause(), "none of its names resolves");
      SwitchedResolver.resolves(true);
      await(() -> isThere(log));
      assertEquals(whole, log.identity());
      append(log, Topic.EVENTS, 1);
      assertEquals(1, readAll(log, Topic.EVENTS).size());
    }
  }

  private static boolean isThere(EventLog log) throws Exception {
    try {
      log.survey().get(20, SECONDS);
      return true;
    } catch (ExecutionException notYet) {
      return false;
    }
  }

  @Test
  void addressThatCanNeverBeOneIsRefusedAtOnce() {
    LogIdentity ofStore = new LogIdentity("c", Map.of(Topic.EVENTS, "e", Topic.TRUST, "t"));
    for (String where : List.of("127.0.0.1:99999", "kafka", "a.invalid:1,b.invalid:65536", "")) {
      KafkaLocation settings = KafkaLocation.of(where, new TopicNames("x"));
      assertThrows(
          LogException.Unreachable.class,
          () -> KafkaEventLog.openLater(settings, new SystemClock(), ofStore),
          where);
    }
  }

  @Test
  void logThatWasNeverMadeIsToldWithTheCommandThatMakesIt() {
    KafkaLocation settings =
        KafkaLocation.of(kafka.bootstrapServers(), new TopicNames("never.made"));
    var told =
        assertThrows(
            LogException.Missing.class, () -> KafkaEventLog.open(settings, new SystemClock()));
    assertOneLine(told, "topic never.made.events does not exist");
    assertOneLine(told, "waymark log init --config FILE --certs DIR");
    assertThrows(LogException.Missing.class, () -> KafkaEventLog.open(settings, new SystemClock()));
  }

  /** A store has no position in {@code .audit}, so the log must learn that topic's id later. */
  @Test
  void logThatIsOpenedLaterLearnsWhatTheStoreCouldNotTell() throws Exception {
    LogIdentity whole = world.open().identity();
    EventLog later = world.openLater(withoutAudit(whole));
    assertThrows(LogException.Unreachable.class, () -> later.identity().at(Topic.AUDIT, 0));
    later.survey().get(20, SECONDS);
    assertEquals(whole, later.identity());
    append(later, Topic.AUDIT, 1);
    assertEquals(1, readAll(later, Topic.AUDIT).size());
  }

  @Test
  void logThatIsOpenedLaterAndIsAnotherOneIsNotTakenForTheExpectedOne() throws Exception {
    LogIdentity expected = withoutAudit(world.open().identity());
    world.makeAgain(Topic.EVENTS);
    EventLog later = world.openLater(expected);
    later.survey().get(20, SECONDS);
    assertEquals(expected, later.identity());
    assertThrows(LogException.Replaced.class, () -> LogCheck.verify(later, expected.starts()));
  }

  private static LogIdentity withoutAudit(LogIdentity whole) {
    return new LogIdentity(
        whole.clusterId(),
        Map.of(
            Topic.EVENTS, whole.topicIds().get(Topic.EVENTS),
            Topic.TRUST, whole.topicIds().get(Topic.TRUST)));
  }

  private static void assertFails(
      Class<? extends LogException> kind, CompletableFuture<Appended> append) {
    var failure = assertThrows(ExecutionException.class, () -> append.get(20, SECONDS));
    assertInstanceOf(kind, failure.getCause());
  }

  /** A machine clock that is wrong. */
  private record OffClock(long offMs) implements Clock {
    @Override
    public long wallMs() {
      return System.currentTimeMillis() + offMs;
    }

    @Override
    public long monotonicNs() {
      return System.nanoTime();
    }
  }
}
