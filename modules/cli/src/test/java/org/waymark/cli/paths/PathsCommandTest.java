package org.waymark.cli.paths;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.serve.RunningReplica;
import org.waymark.edge.ReplicaConfig;
import org.waymark.edge.ScionUdpClient;
import org.waymark.edge.SocketAddresses;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;

/** Paths from 1-14 by the segments that a real replica serves. */
@ExtendWith(BrokerExtension.class)
class PathsCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path root;
  private static OperatorFolder folder;
  private static RunningReplica running;
  private static String server;

  @BeforeAll
  static void serve(EmbeddedBroker broker) throws Exception {
    folder = new OperatorFolder(root, broker.bootstrapServers(), "paths");
    folder.makeLog();
    running = RunningReplica.start(ReplicaConfig.read(folder.config("r1")));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    server = SocketAddresses.text(running.replica().address());
    List<SegmentRecord> records = new ArrayList<>();
    records.add(
        SegmentRecord.of(SegmentType.UP, folder.network.segments().along("1-11", "1-14").make()));
    records.add(
        SegmentRecord.of(SegmentType.CORE, folder.network.segments().along("2-21", "1-11").make()));
    records.add(
        SegmentRecord.of(SegmentType.DOWN, folder.network.segments().along("2-21", "2-23").make()));
    records.add(
        SegmentRecord.of(SegmentType.CORE, folder.network.segments().along("1-13", "1-11").make()));
    records.add(
        SegmentRecord.of(SegmentType.DOWN, folder.network.segments().along("1-13", "1-15").make()));
    try (ScionUdpClient client = client()) {
      client.send(new SegmentRegistration(SegmentRecords.of(records, List.of())));
      SegmentRequest request =
          new SegmentRequest(OperatorFolder.LOCAL, IsdAs.parse("2-23"), false, false);
      assertTrue(client.ask(request, PATIENCE, Duration.ofMillis(20)).isPresent());
    }
  }

  private static ScionUdpClient client() throws IOException {
    return new ScionUdpClient(
        running.replica().address(), OperatorFolder.LOCAL, OperatorFolder.LOCAL, folder.clock);
  }

  @AfterAll
  static void close() {
    running.close();
  }

  private static CommandRun paths(String... more) {
    List<String> words = new ArrayList<>(List.of("paths", "1-14", "2-23", "--server", server));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  @Test
  void pathIsListedAsPeopleKnowIt() {
    CommandRun run = paths();
    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () -> assertEquals("Available paths to 2-23", run.lines().get(0)),
        () -> assertEquals("4 Hops:", run.lines().get(1)),
        () ->
            assertTrue(
                run.lines()
                    .get(2)
                    .matches(
                        "\\[ 0] Hops: \\[1-14 1>11 1-11 3>1 2-21 11>1 2-23] MTU: 1472"
                            + " Expires: \\S+Z \\(\\dh\\d+m\\) Fingerprint: [0-9a-f]{16}"),
                run::out));
  }

  @Test
  void everyFormatSaysTheSame() throws Exception {
    JsonNode json = new JsonMapper().readTree(paths("--format", "json").out());
    JsonNode yaml =
        new YAMLMapper().readTree(paths("--format", "yaml", "--refresh", "--timeout", "1").out());
    assertEquals(json, yaml);
    JsonNode path = json.path("paths").get(0);
    assertAll(
        () -> assertEquals("1-14", json.path("source").asText()),
        () -> assertEquals(6, path.path("hops").size()),
        () ->
            assertEquals("1-14#0,1 1-11#11,3 2-21#1,11 2-23#1,0", path.path("sequence").asText()));
  }

  @Test
  void sequenceChooses() {
    assertEquals(ExitCode.YES, paths("--sequence", "1-14 0* 2-23").exitCode());
    CommandRun none = paths("--sequence", "1-14 1-12 0*");
    assertAll(
        () -> assertEquals(ExitCode.NO, none.exitCode(), none::err),
        () -> assertEquals("no path from 1-14 to 2-23", none.lines().getFirst()));
    Refusals.assertOneLine(paths("--sequence", "1-14 ("), "--sequence");
  }

  /** The server says so with its answer, as long as that is current: it is told until it does. */
  @Test
  void pathOverARevokedPeerLinkIsNotListed() throws Exception {
    String peerLink = "1-14 21>21 1-15";
    CommandRun before = CommandRun.of("paths", "1-14", "1-15", "--server", server);
    assertTrue(before.out().contains(peerLink), before::out);
    long deadlineNs = folder.clock.monotonicNs() + PATIENCE.toNanos();
    CommandRun run;
    try (ScionUdpClient client = client()) {
      do {
        assertTrue(folder.clock.monotonicNs() < deadlineNs, "the peer link is listed for ever");
        client.send(
            new RevocationNotice(folder.network.revocations().revoke(OperatorFolder.LOCAL, 21)));
        run = CommandRun.of("paths", "1-14", "1-15", "--server", server);
      } while (run.out().contains(peerLink));
    }
    CommandRun after = run;
    assertAll(
        () -> assertEquals(ExitCode.YES, after.exitCode(), after::err),
        () -> assertTrue(after.out().contains("1-14 1>11 1-11 2>2 1-13 11>1 1-15"), after::out));
  }

  @Test
  void insideOneAsThereIsOneEmptyPath() {
    CommandRun run = CommandRun.of("paths", "1-14", "1-14", "--server", server);
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertTrue(run.out().contains("Fingerprint: local"), run::out);
  }

  @Test
  void whatCannotBeAskedIsRefused() throws Exception {
    Refusals.assertOneLine(
        CommandRun.of("paths", "1-14", "2-23", "--topology", root.resolve("no.json").toString()),
        "no.json");
    Path without =
        Files.writeString(
            root.resolve("none.json"), "{\"ISD_AS\": \"1-14\", \"Core\": false, \"MTU\": 1472}");
    Refusals.assertOneLine(
        CommandRun.of("paths", "1-14", "2-23", "--topology", without.toString()), "no path server");
    Refusals.assertOneLine(paths("--timeout", "0"), "--timeout");
  }
}
