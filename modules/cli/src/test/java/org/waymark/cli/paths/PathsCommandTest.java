package org.waymark.cli.paths;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
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
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

/** Tests paths from 1-14 over the segments that a real replica serves. */
@ExtendWith(BrokerExtension.class)
class PathsCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_DATAGRAM = 65_535;

  @TempDir static Path root;
  private static OperatorFolder folder;
  private static RunningReplica running;
  private static String server;
  private static List<SegmentRecord> records;

  @BeforeAll
  static void serve(EmbeddedBroker broker) throws Exception {
    folder = new OperatorFolder(root, broker.bootstrapServers(), "paths");
    folder.makeLog();
    running = RunningReplica.start(ReplicaConfig.read(folder.config("r1")));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    server = SocketAddresses.text(running.replica().address());
    records = new ArrayList<>();
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

  /**
   * The server includes current revocations in its replies. The test resends this revocation until
   * it does.
   */
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

  /** {@return a topology file of 1-14 with path servers on ports of this machine, in order} */
  private static Path topology(int... ports) throws IOException {
    ObjectNode file =
        new JsonMapper().createObjectNode().put("ISD_AS", "1-14").put("Core", false).put("MTU", 1);
    ObjectNode servers = file.putObject("PathService");
    for (int i = 0; i < ports.length; i++) {
      servers
          .putObject("ps1-14-" + i)
          .putArray("Public")
          .addObject()
          .put("Addr", "127.0.0.1")
          .put("L4Port", ports[i]);
    }
    return Files.writeString(Files.createTempFile(root, "topology", ".json"), file.toString());
  }

  private static CommandRun pathsBy(Path topology, String... more) {
    List<String> words =
        new ArrayList<>(List.of("paths", "1-14", "2-23", "--topology", topology.toString()));
    words.addAll(List.of(more));
    return CommandRun.of(words.toArray(String[]::new));
  }

  @Test
  void deadServerIsPassedOverForOneThatLives() throws Exception {
    CommandRun run = pathsBy(topology(FreePort.unused(), running.replica().address().getPort()));
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(paths().lines().size(), run.lines().size(), run::out);
  }

  @Test
  void silentServerIsPassedOverForOneThatLives() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          pathsBy(topology(silent.getLocalPort(), running.replica().address().getPort()));
      assertEquals(ExitCode.YES, run.exitCode(), run::err);
      assertTrue(run.out().contains("1-14 1>11 1-11"), run::out);
    }
  }

  @Test
  void serversThatAreAllDeadAreAnError() throws Exception {
    int first = FreePort.unused();
    int second = FreePort.unused();
    Refusals.assertOneLine(
        pathsBy(topology(first, second)),
        "cannot reach any of the path servers 127.0.0.1:" + first + ", 127.0.0.1:" + second,
        "is a path server listening there?");
  }

  /** While a server may still be alive, a missing reply is not an error. */
  @Test
  void serverThatIsSilentBesideADeadOneSaysThatThereIsNothing() throws Exception {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          pathsBy(topology(FreePort.unused(), silent.getLocalPort()), "--timeout", "0.7");
      assertEquals(new CommandRun(ExitCode.NO, "no path from 1-14 to 2-23\n", ""), run);
    }
  }

  /** The server stops after its first reply. */
  @Test
  void deathOfTheServerTakesNothingFromWhatItAnswered() throws Exception {
    try (DatagramSocket dying = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      FutureTask<Void> life = new FutureTask<>(() -> answerOnce(dying, records), null);
      Thread.ofVirtual().start(life);
      CommandRun run = pathsBy(topology(dying.getLocalPort()), "--refresh", "--timeout", "1.6");
      assertEquals(ExitCode.YES, run.exitCode(), run::err);
      assertTrue(run.out().contains("1-14 1>11 1-11 3>1 2-21 11>1 2-23"), run::out);
      life.get();
    }
  }

  /** {@return segments for a path over 1-12, in addition to the path over the common parent} */
  private static List<SegmentRecord> twoWays() throws Exception {
    List<SegmentRecord> more = new ArrayList<>(records);
    more.add(
        SegmentRecord.of(SegmentType.UP, folder.network.segments().along("1-12", "1-14").make()));
    more.add(
        SegmentRecord.of(
            SegmentType.CORE, folder.network.segments().along("2-21", "1-11", "1-12").make()));
    return more;
  }

  @Test
  void pathsThatAreLeftOutAreCounted() throws Exception {
    assertFalse(paths("-m", "1").out().contains("more"), "there is one path");
    for (String format : List.of("table", "json", "yaml")) {
      try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        List<SegmentRecord> ways = twoWays();
        FutureTask<Void> life = new FutureTask<>(() -> answerOnce(server, ways), null);
        Thread.ofVirtual().start(life);
        CommandRun run = pathsBy(topology(server.getLocalPort()), "-m", "1", "--format", format);
        life.get();
        assertEquals(ExitCode.YES, run.exitCode(), run::err);
        switch (format) {
          case "table" -> assertEquals("and 1 more; use -m 2 to list all", run.lines().getLast());
          case "json" ->
              assertEquals(1, new JsonMapper().readTree(run.out()).path("left_out").asInt());
          default -> assertEquals(1, new YAMLMapper().readTree(run.out()).path("left_out").asInt());
        }
      }
    }
  }

  private static void answerOnce(DatagramSocket socket, List<SegmentRecord> records) {
    try (socket) {
      DatagramPacket received = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
      socket.receive(received);
      ScionPacket packet =
          PacketCodec.decode(ByteBuffer.wrap(received.getData(), 0, received.getLength()))
              .asOptional()
              .orElseThrow();
      UdpDatagram asked = (UdpDatagram) packet.layer4();
      ControlPayload payload =
          new ControlCodec(DecoderLimits.DEFAULT)
              .decodeFramed(asked.payload())
              .asOptional()
              .orElseThrow();
      SegmentReply reply =
          new SegmentReply(
              (SegmentRequest) payload.message(), SegmentRecords.of(records, List.of()));
      ByteBuffer answer =
          PacketCodec.encode(
              new ScionPacket(
                  packet.source(),
                  packet.destination(),
                  new UdpDatagram(
                      asked.destinationPort(),
                      asked.sourcePort(),
                      ByteBuffer.wrap(
                          ControlCodec.encodeFramed(new ControlPayload(reply, payload.requestId()))
                              .toBytes()))));
      byte[] bytes = new byte[answer.remaining()];
      answer.get(bytes);
      socket.send(new DatagramPacket(bytes, bytes.length, received.getSocketAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void timeThatNobodyCanWaitIsRefused() {
    for (String none : List.of("0", "-1", "NaN", "Infinity", "1e300", "3600.1")) {
      Refusals.assertOneLine(
          paths("--timeout", none), "--timeout must be more than 0 and at most 3600 seconds, got ");
    }
    assertEquals(ExitCode.YES, paths("--timeout", "3600").exitCode());
    Refusals.assertOneLine(paths("--max-paths", "0"), "--max-paths");
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
  }

  @Test
  void wildcardIsNoEndOfAPath() {
    CommandRun run = CommandRun.of("paths", "1-14", "2-0", "--server", server);

    Refusals.assertOneLine(run, "SRC and DST must each be one AS, got 2-0", "any core AS of ISD 2");
  }
}
