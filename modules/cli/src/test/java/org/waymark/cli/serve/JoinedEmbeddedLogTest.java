package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.FreePort;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.Replica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * Tests three replicas that share the broker of the first one, which {@code serve --embedded} runs
 * in a process of its own. The configurations of all three name the address of that broker.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JoinedEmbeddedLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> IDS = List.of("r1", "r2", "r3");

  @TempDir private Path root;
  private OperatorFolder folder;

  /** The broker's address is not the one on which a broker listens unless it is told otherwise. */
  @BeforeEach
  void writeConfigs() throws IOException {
    folder = new OperatorFolder(root, "127.0.0.2:" + FreePort.unused(), "joined");
    for (String id : IDS) {
      folder.config(id);
    }
  }

  private Path config(String id) {
    return root.resolve(id + ".toml");
  }

  private WaymarkProcess startFirst() throws IOException {
    WaymarkProcess first =
        new WaymarkProcess(
            root.resolve("errors"), "serve", "--embedded", "--config", config("r1").toString());
    first.lineWith("r1 is ready");
    return first;
  }

  private ServedReplica join(String id) throws Exception {
    ServedReplica running = ServedReplica.start(ReplicaConfig.read(config(id)));
    running.replica().whenCaughtUp().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return running;
  }

  private static void await(String what, BooleanSupplier isSo) throws InterruptedException {
    assertTrue(Waiting.until(isSo, Duration.ofMillis(5), PATIENCE, new SystemClock()), what);
  }

  private static void awaitState(Readiness.State state, ServedReplica... replicas)
      throws InterruptedException {
    for (ServedReplica one : replicas) {
      await(one.replica().id() + " is " + state, () -> one.replica().state() == state);
    }
  }

  private void register(Replica replica, String from) throws IOException {
    CapnpSegment segment = folder.network.segments().along(from, "1-14").make();
    try (ScionUdpClient client =
        new ScionUdpClient(
            replica.address(), OperatorFolder.LOCAL, OperatorFolder.LOCAL, new SystemClock())) {
      client.send(
          new SegmentRegistration(
              SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of())));
    }
  }

  private JsonNode status(String id) {
    CommandRun run = CommandRun.of("status", "--json", "--config", config(id).toString());
    try {
      return new JsonMapper().readTree(run.out());
    } catch (IOException e) {
      throw new AssertionError(run.err(), e);
    }
  }

  /** Waits until {@code waymark status} shows all replicas with this many segments and no doubt. */
  private void awaitEqual(long segments) throws InterruptedException {
    await(
        "all are ready with " + segments + " segments and equal digests",
        () -> {
          List<JsonNode> all = IDS.stream().map(this::status).toList();
          Set<JsonNode> digests =
              all.stream().map(one -> one.at("/topics/events/digest")).collect(Collectors.toSet());
          return digests.size() == 1
              && all.stream()
                  .allMatch(
                      one ->
                          one.path("ready").asBoolean()
                              && one.at("/rows/segment").asLong() == segments);
        });
  }

  @Test
  void replicasJoinTheLogOfTheFirstAndFollowItAgainAfterEachOutage() throws Exception {
    Refusals.assertOneLine(
        CommandRun.of("serve", "--config", config("r2").toString()), "cannot reach the log");

    WaymarkProcess first = startFirst();
    try (ServedReplica second = join("r2");
        ServedReplica third = join("r3")) {
      register(second.replica(), "1-11");
      awaitEqual(1);

      first.kill();
      awaitState(Readiness.State.STALE, second, third);
      register(third.replica(), "1-12");
      await("the registration is held", () -> held(third.replica()) == 1);
      first = startFirst();
      awaitEqual(2);

      assertEquals(ExitCode.YES, first.terminate(), first::errors);
      awaitState(Readiness.State.STALE, second, third);
      first = startFirst();
      awaitEqual(2);
    } finally {
      first.close();
    }
  }

  private static double held(Replica replica) {
    return replica
        .registry()
        .counter("waymark.registrations", "outcome", "held", "reason", "")
        .count();
  }
}
