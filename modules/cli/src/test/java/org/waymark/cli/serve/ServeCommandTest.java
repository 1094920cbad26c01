package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.FreePort;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.LogRecord;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.runtime.SystemClock;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

@ExtendWith(BrokerExtension.class)
class ServeCommandTest {
  private static final long PATIENCE_S = 20;

  private static final List<String> THREADS_OF_A_REPLICA =
      List.of("waymark-", "udp-", "kafka-admin-client-thread", "kafka-producer-network-thread");

  @TempDir Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  private OperatorFolder folder(String prefix) throws IOException {
    return new OperatorFolder(root, broker.bootstrapServers(), prefix);
  }

  @Test
  void replicaServesUntilSigtermAndThenEndsInOrder() throws Exception {
    OperatorFolder folder = folder("serve-good");
    folder.makeLog();
    try (WaymarkProcess process =
        new WaymarkProcess(
            root.resolve("errors"),
            "serve",
            "--json",
            "--config",
            folder.config("r1").toString())) {
      JsonNode ready = new JsonMapper().readTree(process.line());
      assertEquals("r1", ready.get("ready").textValue());
      assertEquals(0, ready.get("nextOffset").longValue());
      CommandRun ask =
          CommandRun.of(
              "ask",
              "1-14",
              "1-11",
              "--server",
              ready.get("address").textValue(),
              "--timeout",
              "1");
      assertEquals(ExitCode.NO, ask.exitCode(), ask::err);

      assertEquals(0, process.terminate(), process::errors);
    }
    assertInstanceOf(EventBody.ReplicaStarted.class, audited("serve-good").getFirst());
    assertInstanceOf(EventBody.ReplicaStopped.class, audited("serve-good").getLast());
    assertTrue(Files.exists(folder.store("r1").resolve("db.seal")));
  }

  @Test
  void replicaWhoseTerminalClosesEndsInOrder() throws Exception {
    assumeFalse(ignoresHangUp(), "these tests, and so the replica, run under nohup");
    OperatorFolder folder = folder("serve-hang-up");
    folder.makeLog();
    try (WaymarkProcess process =
        new WaymarkProcess(
            root.resolve("errors"),
            "serve",
            "--json",
            "--config",
            folder.config("r1").toString())) {
      process.line();
      assertEquals(0, process.hangUp(), process::errors);
    }
    assertInstanceOf(EventBody.ReplicaStopped.class, audited("serve-hang-up").getLast());
  }

  @Test
  void replicaThatWaitsForTheLogAtItsStartStopsWithoutAnError() throws Exception {
    OperatorFolder folder = folder("serve-away");
    folder.makeLog();
    startAndStop(folder.config("r1"));
    Path away = folder.configElsewhere("r1", "127.0.0.1:" + FreePort.unused(), "serve-away");
    try (WaymarkProcess process =
        new WaymarkProcess(root.resolve("errors"), "serve", "--config", away.toString())) {
      while (!process.errors().contains("Starting replica r1")) {
        assertTrue(process.isRunning(), process::errors);
        Thread.onSpinWait();
      }
      assertEquals(ExitCode.YES, process.terminate(), process::errors);
    }
    startAndStop(folder.config("r1"));
  }

  /**
   * A process ignores the signals that its parent ignored, such as SIGHUP under nohup. {@return
   * whether this process ignores SIGHUP, signal 1}
   */
  private static boolean ignoresHangUp() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 1) != 0);
  }

  /** {@return the records of {@code .audit}} */
  private List<EventBody> audited(String prefix) {
    KafkaLocation settings = KafkaLocation.of(broker.bootstrapServers(), new TopicNames(prefix));
    List<EventBody> bodies = new ArrayList<>();
    try (KafkaEventLog log = KafkaEventLog.open(settings, new SystemClock());
        Tail tail = log.tail(Topic.AUDIT, log.identity().at(Topic.AUDIT, 0))) {
      long end = log.end(Topic.AUDIT).nextOffset();
      while (tail.nextOffset() < end) {
        for (LogRecord record : tail.poll(Duration.ofSeconds(1))) {
          Event event =
              new EventCodec(DecoderLimits.DEFAULT)
                  .decode(record.value())
                  .asOptional()
                  .orElseThrow();
          bodies.add(event.body());
        }
      }
    }
    return bodies;
  }

  @Test
  void logThatWasNeverMadeIsRefusedWithTheCommandThatMakesIt() throws Exception {
    assertRefused(
        folder("serve-no-log").config("r1"),
        "topic serve-no-log.events does not exist",
        "create the topics of a new log once with: waymark log init --config FILE --certs DIR");
  }

  @Test
  void topicWithWrongSettingsIsRefusedWithTheCommandThatCorrectsThem() throws Exception {
    OperatorFolder folder = folder("serve-retention");
    folder.makeLog();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      ConfigResource topic =
          new ConfigResource(ConfigResource.Type.TOPIC, "serve-retention.events");
      AlterConfigOp oneSecond =
          new AlterConfigOp(new ConfigEntry("retention.ms", "1000"), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(Map.of(topic, List.of(oneSecond)))
          .all()
          .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    assertRefused(
        folder.config("r1"),
        "topic serve-retention.events has wrong settings: retention.ms=1000",
        "correct them with: kafka-configs.sh --bootstrap-server " + broker.bootstrapServers(),
        "--add-config retention.ms=-1");
  }

  @Test
  void storeOfAnotherClusterIsRefusedAndKept() throws Exception {
    OperatorFolder folder = folder("serve-cluster");
    folder.makeLog();
    startAndStop(folder.config("r1"));
    try (EmbeddedBroker other =
        EmbeddedBroker.start(EmbeddedBroker.Config.of(root.resolve("kafka"), 0))) {
      Path config = folder.configElsewhere("r1", other.bootstrapServers(), "serve-cluster");
      assertEquals(ExitCode.YES, folder.initLog(config).exitCode());

      assertRefused(
          config,
          "its cluster id was " + broker.clusterId() + " and is now " + other.clusterId(),
          "correct the address or the prefix of the log, or append the rows of this store to that"
              + " log with: waymark log reseed --config FILE, and then abandon the store with:"
              + " waymark log adopt --config FILE");
    }
    startAndStop(folder.config("r1"));
  }

  @Test
  void storeOfAnotherLogIsRefused() throws Exception {
    OperatorFolder folder = folder("serve-one-log");
    folder.makeLog();
    startAndStop(folder.config("r1"));
    Path config = folder.configElsewhere("r1", broker.bootstrapServers(), "serve-other-log");
    assertEquals(ExitCode.YES, folder.initLog(config).exitCode());

    assertRefused(
        config, "topic serve-other-log.", "its topic id was ", "waymark log adopt --config FILE");
  }

  private static void startAndStop(Path config) throws Exception {
    try (RunningReplica running = RunningReplica.start(ReplicaConfig.read(config))) {
      running.replica().whenCaughtUp().get(PATIENCE_S, TimeUnit.SECONDS);
    }
  }

  @Test
  void nameOfKafkaThatDoesNotResolveIsAKafkaThatIsAway() throws Exception {
    OperatorFolder folder = folder("serve-name");
    folder.makeLog();
    startAndStop(folder.config("r1"));
    String nowhere = "kafka-nowhere.invalid:9092";

    Path config = folder.configElsewhere("r1", nowhere, "serve-name");
    try (RunningReplica running = RunningReplica.start(ReplicaConfig.read(config))) {
      assertEquals(Readiness.State.STALE, running.replica().state());
      assertTrue(
          running.replica().view().trust().newestTrc(1).isPresent(), "it has the store it had");
    }
    startAndStop(folder.config("r1"));

    assertRefused(
        folder.configElsewhere("r2", nowhere, "serve-name"),
        "cannot reach the log at " + nowhere,
        "none of its names resolves to an address");
    assertRefused(
        folder.configElsewhere("r1", "127.0.0.1:99999", "serve-name"),
        "'127.0.0.1:99999' is not a host and port",
        "correct the address of the log");
  }

  @Test
  void unreadableFoldersAreRefusedByName() throws Exception {
    OperatorFolder folder = folder("serve-folders");
    folder.makeLog();
    Path config = folder.config("r1");
    Files.writeString(folder.store("r1"), "a file where the folder should be");
    assertRefused(
        config,
        "the store directory " + folder.store("r1") + " cannot be used",
        "Make it readable");

    Files.move(folder.certificates(), root.resolve("certs"));
    assertRefused(
        config,
        folder.certificates() + ": the certificate folder cannot be read",
        "configure the folder");

    Files.move(root.resolve("as"), root.resolve("elsewhere"));
    assertRefused(config, root.resolve("as/topology.json") + ": there is no such file");

    assertRefused(root.resolve("none.toml"), root + "/none.toml: there is no such file");
  }

  @Test
  void portInUseIsRefused() throws Exception {
    OperatorFolder folder = folder("serve-port");
    folder.makeLog();
    try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      assertRefused(
          folder.config("r1", address),
          "cannot bind UDP " + address,
          "stop it or configure another address");
    }
    assertEquals(List.of(), audited("serve-port"));
  }

  @Test
  void portOfTheEmbeddedBrokerInUseIsRefused() throws Exception {
    Path config = folder("serve-embedded").config("r1");

    CommandRun run = CommandRun.of("serve", "--embedded", "--config", config.toString());

    Refusals.assertOneLine(
        run,
        "the embedded broker cannot listen on " + broker.bootstrapServers(),
        "stop the program that uses it, or choose another port");
  }

  /** The broker can no longer write, as on a full disk, so the replica has lost its log. */
  @Test
  void replicaWhoseEmbeddedBrokerLosesItsDiskEndsWithAnErrorThatSaysWhatToDo() throws Exception {
    String bootstrap = "127.0.0.1:" + FreePort.unused();
    OperatorFolder folder = new OperatorFolder(root, bootstrap, "serve-disk");
    Path disk = root.resolve(folder.store("r1") + "-kafka");
    try (WaymarkProcess process =
        new WaymarkProcess(
            root.resolve("errors"),
            "serve",
            "--embedded",
            "--config",
            folder.config("r1").toString())) {
      process.lineWith("r1 is ready");
      Files.move(disk, root.resolve("moved"));
      Files.writeString(disk, "no folder");
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
        // The outcome is known when the process ends.
        admin.createTopics(List.of(new NewTopic("needs-a-folder", 1, (short) 1)));
        assertEquals(ExitCode.ERROR, process.exitCode(), process::errors);
      }
      String errors = process.errors();
      assertTrue(errors.contains("the embedded Kafka broker has stopped: "), errors);
      assertTrue(errors.contains("check the disk of " + disk + " and restart the replica"), errors);
    }
  }

  @Test
  void otherTrcOfTheSameVersionIsRefused() throws Exception {
    OperatorFolder folder = folder("serve-trc");
    folder.makeLog();
    Path trc = folder.certificates().resolve("ISD1-V1.trc");
    Files.copy(
        folder.ofStranger().certificates().resolve("ISD1-V1.trc"),
        trc,
        StandardCopyOption.REPLACE_EXISTING);

    assertRefused(
        folder.config("r1"),
        "the TRC of ISD 1 version 1 in "
            + folder.certificates()
            + " differs from the one in the log",
        "replace the file with the correct one, or use the log that has this TRC");
    assertEquals(List.of(), audited("serve-trc"));
  }

  /**
   * Runs the command twice. If the first run left anything open, the second would end differently.
   */
  private static void assertRefused(Path config, String... parts) throws InterruptedException {
    CommandRun first = CommandRun.of("serve", "--config", config.toString());
    Refusals.assertOneLine(first, parts);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (THREADS_OF_A_REPLICA.stream().anyMatch(thread.getName()::startsWith)) {
        assertTrue(thread.join(Duration.ofSeconds(PATIENCE_S)), thread::toString);
      }
    }
    assertEquals(first, CommandRun.of("serve", "--config", config.toString()));
  }
}
