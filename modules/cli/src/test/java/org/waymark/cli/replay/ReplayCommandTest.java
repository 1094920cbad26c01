package org.waymark.cli.replay;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaEventLog;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * The log: two UP segments at 0 and 1, a revocation at 2 that kills the first, and ticks of a
 * replica.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class ReplayCommandTest {
  private static final String PREFIX = "replay-command";
  private static final long REVOKED_AT = 2;

  @TempDir static Path root;
  private static String config;
  private static Path store;
  private static CapnpSegment killed;
  private static CapnpSegment kept;

  @BeforeAll
  static void makeLog(EmbeddedBroker broker) throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), PREFIX);
    folder.makeLog();
    config = folder.config("r1").toString();
    store = folder.store("r1");
    killed = folder.network.segments().along("1-11", "1-14").make();
    kept = folder.network.segments().along("1-12", "1-14").make();
    try (EventLog log =
        KafkaEventLog.open(
            KafkaLocation.of(broker.bootstrapServers(), new TopicNames(PREFIX)), folder.clock)) {
      append(log, segment(killed));
      append(log, segment(kept));
      append(
          log,
          EventBody.RevocationEvent.of(
              folder.network.revocations().revoke(IsdAs.parse("1-11"), 11)));
    }
    try (ServedReplica running = ServedReplica.start(ReplicaConfig.read(Path.of(config)))) {
      running.replica().whenCaughtUp().get(60, TimeUnit.SECONDS);
    }
  }

  private static EventBody segment(CapnpSegment segment) {
    return new EventBody.SegmentEvent(segment.format(), SegmentType.UP, segment.bytes(), List.of());
  }

  private static void append(EventLog log, EventBody body) {
    log.append(
            Topic.EVENTS,
            new Entry(ByteString.EMPTY, "test", EventCodec.encode(Event.own("r1", body))))
        .join();
  }

  private static CommandRun replay(Path into, String... options) {
    List<String> words =
        new ArrayList<>(List.of("replay", "--config", config, "--into", into.toString()));
    words.addAll(List.of(options));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static JsonNode answer(Path store, String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--store", store.toString(), "--format", "json"));
    CommandRun run = CommandRun.of(line.toArray(String[]::new));
    assertEquals("", run.err(), line::toString);
    return new JsonMapper().readTree(run.out());
  }

  /** The debugger begins where the range of the replay does, and knows what was left out. */
  @Test
  void stepOpensTheDebuggerOnTheReplay() throws Exception {
    try (WaymarkProcess process =
        new WaymarkProcess(
            root.resolve("errors"),
            "replay",
            "--step",
            "--from",
            "1",
            "--to",
            "3",
            "--without",
            Long.toString(REVOKED_AT),
            "--config",
            config,
            "--into",
            root.resolve("stepped").toString())) {
      process.write("next\nnext\nshow\nls segments/up/1-11/1-14\n");
      List<String> lines = process.rest();
      assertEquals(ExitCode.YES, process.exitCode(), process::errors);
      String text = String.join("\n", lines);
      assertTrue(text.contains("record 2: left out"), text);
      assertTrue(text.contains("11>1 1-14"), text);
    }
  }

  @Test
  void replayHasTheDigestOfTheReplicaAtTheSameOffset() {
    long next;
    String digest;
    try (Store stopped =
        Store.openExisting(
                store,
                (what, cause) -> {
                  throw new AssertionError(what, cause);
                })
            .orElseThrow()) {
      next = stopped.position(Topic.EVENTS).orElseThrow().nextOffset();
      digest = stopped.digest(Topic.EVENTS).sum().hex();
    }
    CommandRun run = replay(root.resolve("same"), "--to", Long.toString(next));
    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () -> assertTrue(run.out().startsWith("replay of offsets 0 to " + next), run::out),
        () -> assertTrue(run.out().contains("digest " + digest), run::out));
  }

  @Test
  void pathWorksInAReplayWithoutTheRevocationThatEndedIt() throws IOException {
    Path asItWas = root.resolve("as-it-was");
    Path whatIf = root.resolve("what-if");
    assertEquals(ExitCode.YES, replay(asItWas).exitCode());
    assertEquals(ExitCode.YES, replay(whatIf, "--without", "2").exitCode());

    JsonNode failed = answer(asItWas, "explain", "1-14", "1-11");
    JsonNode works = answer(whatIf, "explain", "1-14", "1-11");
    JsonNode life = answer(whatIf, "history", killed.id().toString());
    assertAll(
        () -> assertFalse(failed.path("found").asBoolean(), failed::toString),
        () -> assertTrue(works.path("found").asBoolean(), works::toString),
        () -> assertEquals(killed.id().toString(), works.at("/segments/0/id").asText()),
        () -> assertEquals(1, life.path("events").size(), life::toString),
        () -> assertEquals("[2]", works.at("/replay/without").toString()),
        () ->
            assertTrue(
                works.path("source").asText().endsWith(" without offset 2, in " + whatIf),
                works::toString),
        () -> assertTrue(failed.path("source").asText().startsWith("replay of offsets 0 to")));
  }

  @Test
  void differenceOfTwoReplaysShowsWhatTheRecordLeftOutHadChanged() throws IOException {
    Path asItWas = root.resolve("first");
    Path whatIf = root.resolve("second");
    assertEquals(ExitCode.YES, replay(asItWas, "--to", "3").exitCode());
    assertEquals(ExitCode.YES, replay(whatIf, "--to", "3", "--without", "2").exitCode());
    String other = whatIf.toString();

    JsonNode with = answer(asItWas, "diff", "now", "now", "--with-store", other);
    JsonNode without = answer(whatIf, "diff", "now", "now", "--with-store", asItWas.toString());
    JsonNode before = answer(asItWas, "diff", "2", "2", "--with-store", other);
    JsonNode paths =
        answer(
            asItWas,
            "diff",
            "now",
            "now",
            "--with-store",
            other,
            "--paths",
            "--from",
            "1-14",
            "--to",
            "1-11");
    JsonNode never = answer(whatIf, "diff", "now", "1", "--with-store", asItWas.toString());
    CommandRun table =
        CommandRun.of("diff", "now", "now", "--store", asItWas.toString(), "--with-store", other);
    assertAll(
        () -> assertEquals("added", with.at("/changes/0/change").asText(), with::toString),
        () -> assertEquals(killed.id().toString(), with.at("/changes/0/id").asText()),
        () -> assertEquals(1, with.path("changes").size()),
        () -> assertEquals(1, with.path("same").asInt()),
        () -> assertEquals(2, with.at("/missingRevocations/0/offset").asInt()),
        () -> assertEquals("[2]", with.at("/secondReplay/without").toString()),
        () -> assertEquals("revoked", without.at("/changes/0/change").asText()),
        () -> assertEquals("1-11#11", without.at("/changes/0/interface").asText()),
        () ->
            assertEquals(killed.id().toString(), without.at("/revocations/0/killed/0/id").asText()),
        () -> assertFalse(before.path("found").asBoolean(), before::toString),
        () -> assertEquals("added", paths.at("/changes/0/change").asText(), paths::toString),
        () -> assertEquals("missing", never.at("/changes/0/change").asText(), never::toString),
        () -> assertEquals(ExitCode.NO, table.exitCode(), table::err),
        () -> assertTrue(table.out().contains("revoked only in the first store, at offset 2")),
        () -> assertTrue(table.out().contains("; second store: replay of offsets 0 to 3 of")),
        () ->
            Refusals.assertOneLine(
                CommandRun.of(
                    "diff",
                    "now",
                    "now",
                    "--config",
                    config,
                    "--log",
                    "x:1",
                    "--with-store",
                    other),
                "--log cannot be combined with a second store"));
  }

  @Test
  void everyCommandSaysThatItAnswersFromAReplay() {
    Path whatIf = root.resolve("said");
    assertEquals(ExitCode.YES, replay(whatIf, "--without", "2", "--to", "3").exitCode());
    for (List<String> words :
        List.of(
            List.of("segments", "list"),
            List.of("segment", kept.id().toString()),
            List.of("revocations"),
            List.of("trust"),
            List.of("paths", "1-14", "1-11"),
            List.of("history", "1-11#11"),
            List.of("diff", "1", "3"),
            List.of("explain", "1-14", "1-11"),
            List.of("bisect", "--from", "0", "path", "exists", "1-14", "1-11"))) {
      List<String> line = new ArrayList<>(words);
      line.addAll(List.of("--store", whatIf.toString()));
      CommandRun run = CommandRun.of(line.toArray(String[]::new));
      assertEquals("", run.err(), words::toString);
      assertTrue(
          run.out().contains("(replay of offsets 0 to 3 of the log " + PREFIX + " at "), run::out);
      assertTrue(run.out().contains(" without offset 2, in " + whatIf), run::out);
    }
    Refusals.assertOneLine(
        CommandRun.of("trust", "--store", whatIf.toString(), "--as-of", "99"),
        "covers offsets 0 to 3",
        "(this is the replay of offsets 0 to 3",
        "where \"now\" means");
  }

  @Test
  void replicaRefusesADirectoryOfAReplay() throws IOException {
    Path into = root.resolve("refused");
    assertEquals(ExitCode.YES, replay(into, "--without", "2").exitCode());
    Path file = root.resolve("refused.toml");
    Files.writeString(
        file, Files.readString(Path.of(config)).replace(store.toString(), into.toString()));
    String[] parts = {"the directory " + into + " contains a replay", "give the replica another"};
    assertAll(
        () -> Refusals.assertOneLine(CommandRun.of("serve", "--config", file.toString()), parts),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("log", "reseed", "--config", file.toString()), parts),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("log", "adopt", "--config", file.toString()), parts),
        () ->
            Refusals.assertOneLine(
                CommandRun.of(
                    "segments",
                    "export",
                    "--config",
                    file.toString(),
                    "--out",
                    root.resolve("segments.json").toString()),
                parts));
  }

  @Test
  void wrongRequestsAreRefusedBeforeAnythingIsWritten() throws IOException {
    Path full = Files.createDirectory(root.resolve("full"));
    Files.createFile(full.resolve("mine"));
    Path none = root.resolve("none");
    assertAll(
        () -> Refusals.assertOneLine(replay(full), full + " is not an empty directory"),
        () ->
            Refusals.assertOneLine(
                replay(none, "--without", "999999"), "offset 999999, but the replay reads"),
        () -> Refusals.assertOneLine(replay(none, "--speed", "fast"), "a speed must be max"),
        () ->
            Refusals.assertOneLine(
                replay(none, "--from", "3", "--to", "1"), "swap the two moments"),
        () -> assertFalse(Files.exists(none)));
  }
}
