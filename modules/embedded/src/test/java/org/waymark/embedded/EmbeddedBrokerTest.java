package org.waymark.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.embedded.EmbeddedBroker.Config;
import org.waymark.embedded.EmbeddedBrokerException.Reason;

@Timeout(60)
class EmbeddedBrokerTest {
  private static final String TOPIC = "things";

  @TempDir private Path dir;

  @Test
  void restartOnSameDirectoryAndPortKeepsRecordsAndClusterId() throws Exception {
    String clusterId;
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(Config.of(dir, 0))) {
      clusterId = broker.clusterId();
      port = broker.port();
      assertEquals("127.0.0.1:" + port, broker.bootstrapServers());
      createTopic(broker);
      produce(broker, "one");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(Config.of(dir, port))) {
      assertEquals(clusterId, broker.clusterId());
      assertEquals(port, broker.port());
      produce(broker, "two");
      assertEquals(List.of("one", "two"), consume(broker, 2));
      assertTrue(broker.fatalFault().isEmpty());
    }
  }

  @Test
  void recordTimesComeFromTheGivenClock() throws Exception {
    long aheadMs = Duration.ofDays(400).toMillis();
    Time time = new TimeAhead(aheadMs);
    try (EmbeddedBroker broker = EmbeddedBroker.start(Config.of(dir, 0).with(time))) {
      createTopic(broker);
      long recordTimeMs = produce(broker, "later");
      assertTrue(
          recordTimeMs - System.currentTimeMillis() > aheadMs - 60_000,
          "record time " + recordTimeMs + " is not ahead");
    }
  }

  @Test
  void refusesPortInUseAndLeavesDirectoryFree() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Config config = Config.of(dir, other.getLocalPort());
      assertRefused(Reason.PORT_IN_USE, "127.0.0.1:" + other.getLocalPort(), config);
      BrokerDirectory.open(dir, "CONTROLLER").close();
    }
  }

  @Test
  void refusesDirectoryThatIsAFile() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));
    assertRefused(Reason.DIRECTORY_UNUSABLE, file.toString(), Config.of(file, 0));
    assertRefused(Reason.DIRECTORY_UNUSABLE, file.toString(), Config.of(file.resolve("in"), 0));
  }

  @Test
  void refusesDirectoryOfAnotherBroker() throws IOException {
    Files.writeString(
        dir.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=abcdefgh\n");
    assertRefused(Reason.DIRECTORY_FOREIGN, "node 7", Config.of(dir, 0));
  }

  @Test
  void refusesDirectoryWithOtherThingsAndTouchesNothing() throws IOException {
    Files.createFile(dir.resolve("letters.txt"));
    assertRefused(Reason.DIRECTORY_FOREIGN, "letters.txt", Config.of(dir, 0));
    try (var entries = Files.list(dir)) {
      assertEquals(List.of(dir.resolve("letters.txt")), entries.toList());
    }
  }

  @Test
  void refusesDirectoryInUse() {
    try (BrokerDirectory first = BrokerDirectory.open(dir, "CONTROLLER")) {
      assertRefused(Reason.DIRECTORY_IN_USE, first.path().toString(), Config.of(dir, 0));
    }
  }

  @Test
  void formatInterruptedBeforeItsLastFileIsDoneAgain() throws IOException {
    BrokerDirectory.open(dir, "CONTROLLER").close();
    Files.delete(dir.resolve("meta.properties"));
    BrokerDirectory.open(dir, "CONTROLLER").close();
    assertTrue(Files.exists(dir.resolve("meta.properties")));
  }

  @Test
  void refusesBrokerWhoseOwnershipFileIsLost() throws IOException {
    BrokerDirectory.open(dir, "CONTROLLER").close();
    Files.delete(dir.resolve("meta.properties"));
    Files.createFile(dir.resolve("__cluster_metadata-0").resolve("00000000000000000000.log"));
    assertRefused(Reason.DIRECTORY_FOREIGN, "__cluster_metadata-0", Config.of(dir, 0));
  }

  @Test
  void startThatFailsHalfWayLeavesNoThreadNoLockAndNoPort() throws Exception {
    BrokerDirectory.open(dir, "CONTROLLER").close();
    Path broken = Files.createDirectory(dir.resolve("no-topic"));
    Set<Thread> before = nonDaemonThreads();
    int port = freePort();
    List<String> faults = new CopyOnWriteArrayList<>();
    Config config = Config.of(dir, port).with((what, fatal, cause) -> faults.add(what));
    assertRefused(Reason.START_FAILED, "no-topic", config);
    assertEquals(1, faults.size(), faults.toString());
    joinNewThreads(before);

    Files.delete(broken);
    try (EmbeddedBroker broker = EmbeddedBroker.start(Config.of(dir, port))) {
      assertEquals(port, broker.port());
    }
    joinNewThreads(before);
  }

  @Test
  void fatalFaultIsToldAndDoesNotEndTheJvm() {
    List<String> told = new ArrayList<>();
    BrokerFaults faults = new BrokerFaults((what, fatal, cause) -> told.add(what + " " + fatal));
    boolean[] acted = new boolean[1];
    faults.build("part", false, () -> {}).handleFault("small", new IOException("x"));
    assertTrue(faults.firstFatal().isEmpty());
    faults.build("part", true, () -> acted[0] = true).handleFault("big", new IOException("y"));
    assertEquals(List.of("part: small false", "part: big true"), told);
    assertTrue(acted[0]);
    assertEquals("y", faults.firstFatal().orElseThrow().getCause().getMessage());
  }

  @Test
  void requestToHaltTheJvmIsAFatalFaultOfTheBrokersThatRun() {
    List<String> told = new CopyOnWriteArrayList<>();
    Config config = Config.of(dir, 0).with((what, fatal, cause) -> told.add(what + " " + fatal));
    EmbeddedBroker broker = EmbeddedBroker.start(config);
    assertThrows(EmbeddedBrokerException.class, () -> Exit.halt(1, "all log dirs failed"));
    String halt =
        "the embedded broker tried to end the JVM with status 1: all log dirs failed true";
    assertEquals(List.of(halt), told);
    assertTrue(broker.fatalFault().isPresent());
    broker.close();
    assertThrows(EmbeddedBrokerException.class, () -> Exit.halt(1, "again"));
    assertEquals(List.of(halt), told, "it does not run any more");
  }

  private static void assertRefused(Reason reason, String named, Config config) {
    var refusal =
        assertThrows(EmbeddedBrokerException.class, () -> EmbeddedBroker.start(config).close());
    assertEquals(reason, refusal.reason(), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    assertFalse(refusal.getMessage().contains("\n"), refusal.getMessage());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Set<Thread> nonDaemonThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  private static void joinNewThreads(Set<Thread> before) throws InterruptedException {
    Set<Thread> left = new HashSet<>(nonDaemonThreads());
    left.removeAll(before);
    for (Thread thread : left) {
      assertTrue(thread.join(Duration.ofSeconds(10)), "still running: " + thread);
    }
  }

  private static void createTopic(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Map<String, String> settings = Map.of("message.timestamp.type", "LogAppendTime");
      admin
          .createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1).configs(settings)))
          .all()
          .get(20, SECONDS);
    }
  }

  private static long produce(EmbeddedBroker broker, String value) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      return producer
          .send(new ProducerRecord<>(TOPIC, 0, "key", value))
          .get(20, SECONDS)
          .timestamp();
    }
  }

  private static List<String> consume(EmbeddedBroker broker, int count) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "none");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      List<String> values = new ArrayList<>();
      while (values.size() < count) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
