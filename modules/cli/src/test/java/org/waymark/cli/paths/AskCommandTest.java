package org.waymark.cli.paths;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.FreePort;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;

@ExtendWith(BrokerExtension.class)
class AskCommandTest {
  private static final IsdAs NEAR_CORE = IsdAs.parse("1-11");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path root;
  private static RunningReplica running;
  private static CapnpSegment registered;
  private static String server;

  /** Runs a replica that serves one segment, from 1-14 to 1-11. */
  @BeforeAll
  static void serve(EmbeddedBroker broker) throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "ask");
    folder.makeLog();
    running = RunningReplica.start(ReplicaConfig.read(folder.config("r1")));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    InetSocketAddress address = running.replica().address();
    server = SocketAddresses.text(address);
    registered = folder.network.segments().along("1-11", "1-14").make();
    try (ScionUdpClient client =
        new ScionUdpClient(address, OperatorFolder.LOCAL, OperatorFolder.LOCAL, folder.clock)) {
      client.send(
          new SegmentRegistration(
              SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, registered)), List.of())));
      SegmentRequest request = new SegmentRequest(OperatorFolder.LOCAL, NEAR_CORE, false, false);
      assertTrue(client.ask(request, PATIENCE, Duration.ofMillis(20)).isPresent());
    }
  }

  @AfterAll
  static void close() {
    running.close();
  }

  @Test
  void answerIsATable() {
    CommandRun run = CommandRun.of("ask", "1-14", "1-11", "--server", server);

    assertAll(
        () -> assertEquals(0, run.exitCode(), run::err),
        () -> assertEquals(2, run.lines().size(), run::out),
        () -> assertTrue(run.lines().getFirst().startsWith("type"), run::out),
        () -> assertTrue(run.lines().getLast().startsWith("up "), run::out),
        () -> assertTrue(run.out().contains(registered.id().shortText()), run::out),
        () -> assertTrue(run.out().matches("(?s).* 1-11 \\d+>\\d+ 1-14\\R"), run::out));
  }

  @Test
  void answerIsJson() throws Exception {
    CommandRun run = CommandRun.of("ask", "1-14", "1-11", "--server", server, "--json");

    JsonNode document = new JsonMapper().readTree(run.out());
    JsonNode segment = document.at("/segments/0");
    assertAll(
        () -> assertEquals(0, run.exitCode(), run::err),
        () -> assertTrue(document.get("found").booleanValue(), run::out),
        () -> assertEquals(1, document.get("segments").size(), run::out),
        () -> assertEquals("up", segment.get("type").textValue()),
        () -> assertEquals(registered.id().toString(), segment.get("id").textValue()),
        () -> assertEquals(registered.expiryS(), segment.get("expiry").longValue()),
        () -> assertEquals("1-11", segment.at("/hops/0/isdAs").textValue()),
        () -> assertEquals("1-14", segment.at("/hops/1/isdAs").textValue()),
        () -> assertEquals(0, document.get("revocations").size(), run::out));
  }

  @Test
  void nothingFoundIsNo() throws Exception {
    CommandRun table = CommandRun.of("ask", "1-14", "1-17", "--server", server, "--timeout", "0.2");
    CommandRun json =
        CommandRun.of("ask", "1-14", "1-17", "--server", server, "--timeout", "0.2", "--json");

    assertEquals(new CommandRun(1, "no segments found\n", ""), table);
    assertEquals(1, json.exitCode(), json::err);
    assertEquals(false, new JsonMapper().readTree(json.out()).get("found").booleanValue());
  }

  @Test
  void nobodyThereIsAnError() throws Exception {
    String nobody = "127.0.0.1:" + FreePort.unused();

    CommandRun run = CommandRun.of("ask", "1-14", "1-11", "--server", nobody);

    Refusals.assertOneLine(run, nobody, "is a path server listening there?");
    assertFalse(run.err().contains("null"), run::err);
  }

  @Test
  void timeThatNobodyCanWaitIsAnError() {
    for (String none : List.of("0", "-1", "NaN", "Infinity", "1e300", "3600.1")) {
      CommandRun run = CommandRun.of("ask", "1-14", "1-11", "--server", server, "--timeout", none);

      Refusals.assertOneLine(run, "--timeout must be more than 0 and at most 3600 seconds, got ");
    }
  }

  @Test
  void malformedQuestionIsAnError() {
    CommandRun wrongAs = CommandRun.of("ask", "1-14", "everywhere", "--server", server);
    CommandRun wrongServer = CommandRun.of("ask", "1-14", "1-11", "--server", "somewhere");

    assertEquals(2, wrongAs.exitCode());
    assertTrue(wrongAs.err().contains("everywhere"), wrongAs::err);
    assertFalse(wrongAs.err().contains("Exception"), wrongAs::err);
    assertEquals(2, wrongServer.exitCode());
    assertTrue(wrongServer.err().contains("somewhere"), wrongServer::err);
  }
}
