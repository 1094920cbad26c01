package org.waymark.cli.segments;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/** Tests that segments are exported, shown, and registered with the replica of another operator. */
@ExtendWith(BrokerExtension.class)
class SegmentsCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration AGAIN = Duration.ofMillis(20);

  @TempDir static Path root;
  private static EmbeddedBroker broker;
  private static Path certificates;
  private static Path config;
  private static CapnpSegment near;
  private static CapnpSegment far;
  private static Path json;
  private static Path wire;

  @BeforeAll
  static void export(EmbeddedBroker shared) throws Exception {
    broker = shared;
    OperatorFolder folder =
        new OperatorFolder(root.resolve("from"), broker.bootstrapServers(), "segments-from");
    certificates = folder.certificates();
    folder.makeLog();
    config = folder.config("r1");
    near = folder.network.segments().along("1-11", "1-14").make();
    far = folder.network.segments().along("1-12", "1-14").make();
    try (RunningReplica running = start(config);
        ScionUdpClient client = client(running)) {
      for (CapnpSegment segment : List.of(near, far)) {
        client.send(registration(segment));
        assertEquals(1, ask(client, segment.firstIa()).size());
      }
      while (running.replica().standing(Topic.EVENTS).nextOffset() < 2) {
        Thread.onSpinWait();
      }
    }
    json = export("all.json", "json");
    wire = export("all.bin", "wire");
  }

  private static Path export(String name, String form) {
    Path file = root.resolve(name);
    CommandRun run =
        CommandRun.of(
            "segments",
            "export",
            "--config",
            config.toString(),
            "--form",
            form,
            "--out",
            file.toString());
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("Wrote 2 segments, 1 TRCs and 3 chains to "), run::out);
    return file;
  }

  private static RunningReplica start(Path config) throws Exception {
    RunningReplica running = RunningReplica.start(ReplicaConfig.read(config));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    return running;
  }

  private static ScionUdpClient client(RunningReplica running) throws IOException {
    return new ScionUdpClient(
        running.replica().address(), OperatorFolder.LOCAL, OperatorFolder.LOCAL, new SystemClock());
  }

  private static SegmentRegistration registration(CapnpSegment segment) {
    return new SegmentRegistration(
        SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of()));
  }

  private static List<SegmentRecord> ask(ScionUdpClient client, IsdAs dst) throws IOException {
    return client
        .ask(new SegmentRequest(OperatorFolder.LOCAL, dst, false, false), PATIENCE, AGAIN)
        .map(SegmentReply::records)
        .map(SegmentRecords::records)
        .orElse(List.of());
  }

  @Test
  void eachFormShowsTheSame() throws Exception {
    CommandRun ofJson = CommandRun.of("segments", "show", json.toString());
    CommandRun ofWire = CommandRun.of("segments", "show", wire.toString());
    CommandRun asJson = CommandRun.of("segments", "show", "--json", wire.toString());

    assertAll(
        () -> assertEquals('{', Files.readAllBytes(json)[0]),
        () -> assertEquals(0, Files.readAllBytes(wire)[0], "the length of a message"),
        () -> assertEquals(ExitCode.YES, ofJson.exitCode(), ofJson::err),
        () -> assertEquals(ofJson.out(), ofWire.out()),
        () -> assertTrue(ofJson.out().contains(near.id().shortText()), ofJson::out),
        () -> assertTrue(ofJson.out().contains(far.id().shortText()), ofJson::out),
        () -> assertEquals(tree(Files.readString(json)), tree(asJson.out())));
  }

  private static JsonNode tree(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }

  @Test
  void endsChooseWhatIsExported() {
    Path file = root.resolve("near.json");
    CommandRun run =
        CommandRun.of(
            "segments",
            "export",
            "--config",
            config.toString(),
            "--first",
            "1-11",
            "--out",
            file.toString());
    Path none = root.resolve("none.json");
    CommandRun nothing =
        CommandRun.of(
            "segments",
            "export",
            "--config",
            config.toString(),
            "--last",
            "2-21",
            "--out",
            none.toString());

    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () -> assertTrue(run.out().startsWith("Wrote 1 segments, 1 TRCs and 2 chains"), run::out),
        () -> assertEquals(ExitCode.NO, nothing.exitCode(), nothing::err),
        () -> assertTrue(nothing.out().startsWith("Wrote 0 segments"), nothing::out));
  }

  /** The other operator has the same TRC but none of the chains, which come with the file. */
  @Test
  void importedSegmentsAreServed() throws Exception {
    for (Path file : List.of(json, wire)) {
      String name = file.getFileName().toString().replace('.', '-');
      OperatorFolder to =
          new OperatorFolder(root.resolve(name), broker.bootstrapServers(), "segments-" + name);
      takeOnlyTrcs(to.certificates());
      to.makeLog();
      try (RunningReplica running = start(to.config("r1"));
          ScionUdpClient client = client(running)) {
        CommandRun run =
            CommandRun.of(
                "segments",
                "import",
                file.toString(),
                "--server",
                SocketAddresses.text(running.replica().address()),
                "--as",
                "1-14");
        assertEquals(ExitCode.YES, run.exitCode(), run::err);
        assertEquals("Sent 2 segments, 1 TRCs and 3 chains in 5 messages\n", run.out());
        for (CapnpSegment segment : List.of(near, far)) {
          List<SegmentRecord> answer = ask(client, segment.firstIa());
          assertEquals(segment.bytes(), answer.getFirst().segment().orElseThrow().bytes());
        }
      }
    }
  }

  @Test
  void importToWhereNobodyListensSaysWhy() throws Exception {
    int port;
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String server = "127.0.0.1:" + port;
    CommandRun run =
        CommandRun.of("segments", "import", json.toString(), "--server", server, "--as", "1-14");
    assertEquals(ExitCode.ERROR, run.exitCode(), run::out);
    assertTrue(run.err().contains("cannot send to " + server), run::err);
    assertFalse(run.err().contains("null"), run::err);
    assertTrue(run.err().contains("port unreachable"), run::err);
  }

  private static void takeOnlyTrcs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path one : files.toList()) {
        Files.delete(one);
      }
    }
    try (Stream<Path> files = Files.list(certificates)) {
      for (Path one : files.filter(f -> f.toString().endsWith(".trc")).toList()) {
        Files.copy(one, folder.resolve(one.getFileName()));
      }
    }
  }

  @Test
  void jsonIsKnownAlsoBehindAByteOrderMarkAndBlanks() throws Exception {
    String text = Files.readString(json);
    Path marked = Files.writeString(root.resolve("marked.json"), "\uFEFF\r\n " + text);
    assertEquals(
        CommandRun.of("segments", "show", json.toString()),
        CommandRun.of("segments", "show", marked.toString()));
    Path one = Files.write(root.resolve("one-byte"), new byte[] {(byte) 0xef});
    assertRefused("is truncated", one);
  }

  @Test
  void fileThatIsNoneIsRefusedWithThePlace() throws Exception {
    assertRefused(
        "is truncated", Files.write(root.resolve("empty-length"), new byte[] {0, 0, 0, 9}));
    byte[] whole = Files.readAllBytes(wire);
    assertRefused(
        "is truncated", Files.write(root.resolve("cut"), Arrays.copyOf(whole, whole.length - 1)));
    assertRefused("line 2", Files.writeString(root.resolve("no.json"), "{\n nothing"));
    assertRefused(
        "segments is missing", Files.writeString(root.resolve("other.json"), "{\"a\": 1}"));
    assertRefused("there is no such file", root.resolve("not-there"));
    assertRefused("segments[1].id", edited("id", "00"));
    assertRefused("segments[1].type", edited("type", "sideways"));
    assertRefused("segments[1].bytes", edited("bytes", "%"));
    assertRefused("segments[1]: ", edited("bytes", "AAAA"));
  }

  private static Path edited(String field, String value) throws IOException {
    ObjectNode file = (ObjectNode) tree(Files.readString(json));
    ((ObjectNode) file.at("/segments/1")).put(field, value);
    return Files.writeString(root.resolve("edited-" + field + value.length()), file.toString());
  }

  private static void assertRefused(String part, Path file) {
    Refusals.assertOneLine(
        CommandRun.of("segments", "show", file.toString()), file.toString(), part);
  }

  @Test
  void fileThatIsThereIsNotOverwritten() {
    Refusals.assertOneLine(
        CommandRun.of(
            "segments", "export", "--config", config.toString(), "--out", json.toString()),
        "already exists");
  }

  @Test
  void exportChangesNothingInACopyOfAStore() throws Exception {
    ReplicaConfig original = ReplicaConfig.read(config);
    Path copy = root.resolve("copy");
    copyTree(original.storeFolder(), copy);
    Map<Path, Long> before = writtenMs(copy);
    Path elsewhere = root.resolve("from").resolve("copy.toml");
    Files.writeString(
        elsewhere,
        Files.readString(config).replace(original.storeFolder().toString(), copy.toString()));
    Path file = root.resolve("copy.json");

    CommandRun run =
        CommandRun.of(
            "segments", "export", "--config", elsewhere.toString(), "--out", file.toString());

    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(Files.readString(json), Files.readString(file));
    assertEquals(before, writtenMs(copy));
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Path target = to.resolve(from.relativize(one).toString());
        if (Files.isDirectory(one)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(one) && !one.endsWith("lock")) {
          Files.copy(one, target);
        }
      }
    }
  }

  /** {@return the modification times of all files and folders in a tree} */
  private static Map<Path, Long> writtenMs(Path tree) throws IOException {
    Map<Path, Long> times = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path one : all.toList()) {
        times.put(one, Files.getLastModifiedTime(one).toMillis());
      }
    }
    return times;
  }
}
