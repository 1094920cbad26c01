package org.waymark.cli.history;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Purge;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * Explanations whose reason is not in the store of a replica: what {@code .audit} says, what the
 * log has beyond the store, and what a replica holds in memory. A broker of its own ends half-way.
 */
@Timeout(180)
class ExplainedCircumstancesTest {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);

  @TempDir private Path root;
  private EmbeddedBroker broker;
  private OperatorFolder folder;

  @BeforeEach
  void makeLog() throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Config.of(root.resolve("kafka"), 0));
    folder = new OperatorFolder(root, broker.bootstrapServers(), "explained");
    folder.makeLog();
  }

  @AfterEach
  void endBroker() {
    broker.close();
  }

  private ServedReplica started(String id) throws Exception {
    ServedReplica running = ServedReplica.start(ReplicaConfig.read(folder.config(id)));
    running.replica().whenCaughtUp().get(60, TimeUnit.SECONDS);
    return running;
  }

  private static void register(ServedReplica at, SegmentType type, CapnpSegment segment)
      throws IOException {
    try (ScionUdpClient client =
        new ScionUdpClient(
            at.replica().address(),
            OperatorFolder.LOCAL,
            OperatorFolder.LOCAL,
            new SystemClock())) {
      client.send(
          new SegmentRegistration(
              SegmentRecords.of(List.of(SegmentRecord.of(type, segment)), List.of())));
    }
  }

  private static JsonNode explain(String destination, String... more) throws IOException {
    List<String> line = new ArrayList<>(List.of("explain", "1-14", destination));
    line.addAll(List.of("--format", "json"));
    line.addAll(List.of(more));
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals("", run.err());
    return new JsonMapper().readTree(run.out());
  }

  /** Asks until the reason is another one; {@code found} stands for a path. */
  private static JsonNode await(String reason, String destination, String... more)
      throws IOException {
    // Each question reads the log, so without a pause the replica would get no processor time.
    JsonNode answer = explain(destination, more);
    while (!reason(answer).equals(reason)) {
      LockSupport.parkNanos(PAUSE_NS);
      answer = explain(destination, more);
    }
    return answer;
  }

  private static String reason(JsonNode answer) {
    return answer.path("found").asBoolean() ? "found" : answer.path("reason").asText();
  }

  @Test
  void reasonsThatNoStoreHoldsAreFound() throws Exception {
    String r1 = folder.config("r1").toString();
    String r2 = folder.config("r2").toString();
    long refusedOffset = refusedAndStopped(r1);
    recordedByAnother(r1, r2, refusedOffset);
    heldWhileTheLogIsAway(r1);
  }

  private long refusedAndStopped(String r1) throws Exception {
    long offset;
    try (ServedReplica running = started("r1")) {
      assertEquals("never-registered", reason(explain("1-11", "--config", r1)));
      CapnpSegment forged = folder.ofStranger().network.segments().along("1-11", "1-14").make();
      register(running, SegmentType.UP, forged);
      JsonNode refused = await("refused", "1-11", "--config", r1);
      assertAll(
          () -> assertEquals("audit", refused.at("/evidence/topic").asText(), refused::toString),
          () ->
              assertTrue(
                  refused.at("/evidence/text").asText().startsWith("a registration by 1-14"),
                  refused::toString),
          () -> assertTrue(refused.path("unknown").isEmpty(), refused::toString));
      offset = refused.path("offset").asLong();
      register(running, SegmentType.UP, folder.network.segments().along("1-11", "1-14").make());
      await("found", "1-11", "--config", r1);
      refusedRevocation(running, r1);
    }
    JsonNode stopped = explain("1-11", "--config", r1);
    assertAll(
        () -> assertEquals("not-running", reason(stopped), stopped::toString),
        () -> assertEquals("replica", stopped.path("stage").asText()),
        () -> assertEquals("r1", stopped.at("/evidence/source/replica").asText()));
    return offset;
  }

  /** A path whose link is down, as its AS says in a revocation that this replica cannot accept. */
  private void refusedRevocation(ServedReplica running, String r1) throws Exception {
    Revocation one = folder.network.revocations().revoke(IsdAs.parse("1-11"), 11);
    try (ScionUdpClient client =
        new ScionUdpClient(
            running.replica().address(),
            OperatorFolder.LOCAL,
            IsdAs.parse("2-21"),
            new SystemClock())) {
      client.send(new RevocationNotice(one));
    }
    JsonNode answer = explain("1-11", "--config", r1);
    while (answer.at("/segments/0/refusedRevocations").isMissingNode()) {
      Thread.onSpinWait();
      answer = explain("1-11", "--config", r1);
    }
    JsonNode refused = answer.at("/segments/0/refusedRevocations/0");
    CommandRun table = CommandRun.of("explain", "1-14", "1-11", "--config", r1);
    assertAll(
        () -> assertEquals("audit", refused.path("topic").asText(), refused::toString),
        () -> assertEquals("1-11#11", refused.path("interface").asText()),
        () ->
            assertEquals(
                "a revocation of 1-11#11 by 2-21 was rejected: other-isd",
                refused.path("text").asText()),
        () -> assertTrue(table.out().contains("possibly broken nevertheless: 20"), table::out));
  }

  private void recordedByAnother(String r1, String r2, long refusedOffset) throws Exception {
    String store = folder.store("r1").toString();
    try (ServedReplica running = started("r2")) {
      register(running, SegmentType.UP, folder.network.segments().along("1-12", "1-14").make());
      await("found", "1-12", "--config", r2);
      JsonNode lacking = explain("1-12", "--store", store, "--config", r2);
      JsonNode alone = explain("1-12", "--store", store);
      JsonNode then =
          explain("1-11", "--store", store, "--config", r2, "--as-of", "" + refusedOffset);
      assertAll(
          () -> assertEquals("not-applied", reason(lacking), lacking::toString),
          () ->
              assertEquals(
                  lacking.path("offset").asLong(),
                  lacking.at("/evidence/offset").asLong(),
                  "it is the next record of the store"),
          () -> assertEquals("not-fetched", reason(alone), alone::toString),
          () ->
              assertTrue(
                  alone.path("unknown").toString().contains("The log was not read"),
                  alone::toString),
          () -> assertEquals("refused", reason(then), then::toString));
    }
  }

  private void heldWhileTheLogIsAway(String r1) throws Exception {
    try (ServedReplica running = started("r1")) {
      await("found", "1-12", "--config", r1);
      assertEquals("not-fetched", reason(explain("1-13", "--config", r1)));
      broker.close();
      while (running.replica().state() != Readiness.State.STALE) {
        Thread.onSpinWait();
      }
      JsonNode stale = explain("1-13", "--config", r1);
      register(running, SegmentType.CORE, folder.network.segments().along("1-13", "1-11").make());
      JsonNode held = await("held", "1-13", "--config", r1);
      assertAll(
          () -> assertEquals("stale", reason(stale), stale::toString),
          () -> assertEquals("core", stale.path("stage").asText()),
          () ->
              assertTrue(
                  stale.path("wouldWorkIf").asText().endsWith("because its log cannot be reached."),
                  stale::toString),
          () ->
              assertTrue(
                  stale.path("unknown").toString().contains("cannot be reached"), stale::toString),
          () -> assertEquals("core", held.path("stage").asText()),
          () -> assertTrue(held.at("/evidence/offset").isMissingNode(), held::toString));
    }
  }

  @Test
  void replicaThatHasNotCaughtUpSinceItsStartGivesNoAnswers() throws Exception {
    String config = folder.config("r1").toString();
    // Without the records of the last 26 h, a new store is not complete for that long.
    Purge.everything(broker.bootstrapServers(), "explained.events");
    try (ServedReplica running = ServedReplica.start(ReplicaConfig.read(folder.config("r1")))) {
      while (running.replica().state() != Readiness.State.CATCHING_UP) {
        Thread.onSpinWait();
      }
      JsonNode silent = explain("1-11", "--config", config);
      assertAll(
          () -> assertEquals("not-ready", reason(silent), silent::toString),
          () -> assertEquals("replica", silent.path("stage").asText()),
          () -> assertEquals("audit", silent.at("/evidence/topic").asText(), silent::toString),
          () -> assertEquals("r1", silent.at("/evidence/source/replica").asText()),
          () ->
              assertEquals(
                  "It would work at a replica that is ready: this one is still catching up with the"
                      + " log.",
                  silent.path("wouldWorkIf").asText()));
    }
  }

  @Test
  void storeThatNoLongerFollowsItsLogMayLackSegments() throws Exception {
    broker.close();
    Path backup = root.resolve("backup");
    copy(root.resolve("kafka"), backup);
    broker = restarted(root.resolve("kafka"));
    String config = folder.config("r1").toString();
    try (ServedReplica running = started("r1")) {
      register(running, SegmentType.UP, folder.network.segments().along("1-11", "1-14").make());
      await("found", "1-11", "--config", config);
      // Another store cannot be built while this file is where its folder would be.
      Path obstacle = Files.createFile(folder.store("r1").resolve("rebuilt"));
      broker.close();
      broker = restarted(backup);
      JsonNode diverged = await("diverged", "1-12", "--config", config);
      assertAll(
          () -> assertEquals("core", diverged.path("stage").asText(), diverged::toString),
          () ->
              assertTrue(
                  diverged
                      .path("wouldWorkIf")
                      .asText()
                      .contains("This replica would not receive it"),
                  diverged::toString),
          () -> assertEquals("found", reason(explain("1-11", "--config", config))));
      Files.delete(obstacle);
      await("never-registered", "1-12", "--config", config);
    }
  }

  private EmbeddedBroker restarted(Path data) {
    return EmbeddedBroker.start(EmbeddedBroker.Config.of(data, broker.port()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : (Iterable<Path>) all::iterator) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
  }
}
