package org.waymark.faults.upgrade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.process.ProcessWorld;
import org.waymark.faults.process.ReplicaProcess;
import org.waymark.log.Topic;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.runtime.Waiting;
import org.waymark.store.row.ApplyVersion;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** Processes of two builds side by side on one Kafka broker. */
class UpgradeTest {
  private static final int NEXT_SCHEMA = Event.NEWEST_SCHEMA + 1;
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final int EVENTS_OF_BOTH = 50;

  @TempDir private Path directory;

  @Test
  @Timeout(400)
  void replicasAreUpgradedOneByOneAndTakenBackUnderLoad() throws Exception {
    Path newer = NewerBuild.compile(directory.resolve("newer"));
    Map<String, Long> counts;
    try (ProcessWorld world =
        ProcessWorld.start(
            Files.createDirectory(directory.resolve("world")), ProcessWorld.Brokers.ONE)) {
      List<ReplicaProcess> replicas =
          List.of(world.replica("a"), world.replica("b"), world.replica("c"));
      ProcessWorld.Moment started = world.moment();
      for (ReplicaProcess replica : replicas) {
        replica.start(List.of());
      }
      for (ReplicaProcess replica : replicas) {
        replica.awaitReady(started, 0);
      }
      world.load(1);
      for (ReplicaProcess replica : replicas) {
        replace(world, replica, Optional.of(newer), ApplyVersion.CURRENT_NUMBER + 1);
      }
      for (ReplicaProcess replica : replicas) {
        replace(world, replica, Optional.empty(), ApplyVersion.CURRENT_NUMBER);
      }
      assertEquals(Set.of(Event.OLDEST_SCHEMA), schemas(world));
      world.verify();
      counts = world.counts();
    }
    assertTrue(counts.get("acknowledged") > 6 * EVENTS_OF_BOTH, counts.toString());
    assertTrue(counts.get("digests-compared") >= 9, counts.toString());
  }

  /** Stops a replica, and starts it with another build, which rebuilds its store. */
  private static void replace(
      ProcessWorld world, ReplicaProcess replica, Optional<Path> build, int applyNumber)
      throws Exception {
    replica.stop();
    replica.use(build);
    ProcessWorld.Moment started = world.moment();
    replica.start(List.of());
    replica.mayRebuild();
    replica.awaitReady(started, world.events());
    assertTrue(
        Files.readString(replica.log()).contains("but this replica uses version " + applyNumber),
        () -> replica.log() + " does not name the apply version");
    long enough = world.events() + EVENTS_OF_BOTH;
    while (world.events() < enough) {
      Waiting.pause(LOOK_EVERY);
    }
  }

  private static Set<Integer> schemas(ProcessWorld world) {
    EventCodec codec = new EventCodec(DecoderLimits.DEFAULT, NEXT_SCHEMA);
    Set<Integer> schemas = new TreeSet<>();
    try (KafkaEventLog log = world.openLog()) {
      for (Topic topic : Topic.values()) {
        log.readToEnd(
            topic,
            log.identity().at(topic, 0),
            records ->
                records.forEach(
                    record ->
                        schemas.add(codec.decode(record.value()).orElseThrow().schemaVersion())));
      }
    }
    return schemas;
  }

  @Test
  void commandsOfTheNextBuildWriteWhatThisBuildReads() throws Exception {
    Path newer = NewerBuild.compile(directory.resolve("newer"));
    Process command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                newer + File.pathSeparator + System.getProperty("java.class.path"),
                CommandMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] printed =
        new String(command.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .strip()
            .split(" ");
    assertEquals(0, command.waitFor());
    assertEquals(NEXT_SCHEMA, Integer.parseInt(printed[0]));
    Event read =
        new EventCodec(DecoderLimits.DEFAULT)
            .decode(HexFormat.of().parseHex(printed[1]))
            .orElseThrow();
    assertTrue(read.body() instanceof EventBody.BlockEvent);
  }
}
