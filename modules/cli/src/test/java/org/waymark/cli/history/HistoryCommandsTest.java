package org.waymark.cli.history;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/**
 * A replica stores two segments, and a revocation kills one of them. Every command shows this when
 * it queries the running replica, its store after it has stopped, or Kafka alone.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class HistoryCommandsTest {
  private static final String PREFIX = "history-commands";
  private static final IsdAs CORE = IsdAs.parse("1-11");

  @TempDir static Path root;
  private static String bootstrapServers;
  private static Path config;
  private static Path store;
  private static CapnpSegment killed;
  private static CapnpSegment kept;

  /** The offset before the revocation. */
  private static long before;

  /** The answers of the running replica, by query. */
  private static final Map<List<String>, JsonNode> ofRunning =
      new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

  /** The answers of the same replica over HTTP. */
  private static final Map<List<String>, JsonNode> ofServer =
      new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));

  @BeforeAll
  static void makeHistory(EmbeddedBroker broker) throws Exception {
    bootstrapServers = broker.bootstrapServers();
    OperatorFolder folder = new OperatorFolder(root, bootstrapServers, PREFIX);
    folder.makeLog();
    config = folder.config("r1");
    Files.writeString(config, "[http]\nlisten = \"127.0.0.1:0\"\n", StandardOpenOption.APPEND);
    store = folder.store("r1");
    killed = folder.network.segments().along("1-11", "1-14").make();
    kept = folder.network.segments().along("1-12", "1-14").make();
    try (ServedReplica running = ServedReplica.start(ReplicaConfig.read(config))) {
      running.replica().whenCaughtUp().get(60, TimeUnit.SECONDS);
      try (ScionUdpClient client =
          new ScionUdpClient(
              running.replica().address(),
              OperatorFolder.LOCAL,
              OperatorFolder.LOCAL,
              new SystemClock())) {
        client.send(
            new SegmentRegistration(
                SegmentRecords.of(
                    List.of(
                        SegmentRecord.of(SegmentType.UP, killed),
                        SegmentRecord.of(SegmentType.UP, kept)),
                    List.of())));
        await(running, 2);
        before = running.replica().standing(Topic.EVENTS).nextOffset();
        client.send(new RevocationNotice(folder.network.revocations().revoke(CORE, 11)));
        await(running, 1);
      }
      for (List<String> question : questions()) {
        ofRunning.put(question, answer(question, "--config", config.toString()));
      }
      String server =
          "http://" + SocketAddresses.text(running.replica().httpAddress().orElseThrow());
      for (List<String> question : questions()) {
        ofServer.put(question, answer(question, "--http", server));
      }
    }
  }

  private static void await(ServedReplica running, int segments) throws IOException {
    SegmentQuery all = new SegmentQuery(SegmentType.UP, IsdAs.NONE, IsdAs.NONE);
    SystemClock clock = new SystemClock();
    long endNs = clock.monotonicNs() + Duration.ofSeconds(60).toNanos();
    while (running.replica().segments(all, clock.wallMs(), 10).size() != segments) {
      assertTrue(clock.monotonicNs() < endNs, () -> "not " + segments + " segments in time");
      Thread.onSpinWait();
    }
  }

  private static List<List<String>> questions() {
    String moment = Long.toString(before);
    return List.of(
        List.of("segments", "list", "--as-of", moment),
        List.of("segments", "list", "--as-of", Long.toString(before + 1)),
        List.of("segment", killed.id().toString(), "--as-of", moment),
        List.of("trust", "--as-of", moment),
        List.of("revocations", "--as-of", Long.toString(before + 1), "--ended"),
        List.of("history", kept.id().shortText(), "--as-of", moment),
        List.of("history", killed.id().shortText(), "--as-of", Long.toString(before + 1)),
        List.of("history", "1-11#11", "--as-of", Long.toString(before + 1)),
        List.of("history", "1-11", "--as-of", Long.toString(before + 1)),
        List.of("diff", moment, Long.toString(before + 1)),
        List.of("paths", "1-14", "1-11", "--as-of", moment),
        List.of("explain", "1-14", "1-11", "--as-of", moment),
        List.of("explain", "1-14", "1-11", "--as-of", Long.toString(before + 1)),
        List.of(
            "bisect",
            "--from",
            moment,
            "--to",
            Long.toString(before + 1),
            "path",
            "exists",
            "1-14",
            "1-11"),
        List.of(
            "diff",
            moment,
            Long.toString(before + 1),
            "--paths",
            "--from",
            "1-14",
            "--to",
            "1-11"));
  }

  private static CommandRun run(List<String> words, String... more) {
    List<String> line = new ArrayList<>(words);
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  private static JsonNode answer(List<String> question, String... more) throws IOException {
    List<String> words = new ArrayList<>(question);
    words.addAll(List.of("--format", "json"));
    CommandRun run = run(words, more);
    assertEquals("", run.err(), words::toString);
    return new JsonMapper().readTree(run.out());
  }

  /** The refusals are in the log, which the directory of a store does not name. */
  private static JsonNode withoutRefusals(JsonNode answer) {
    ObjectNode copy = answer.deepCopy();
    copy.remove("refusals");
    return copy;
  }

  /** What is unknown depends on what could be looked at: a folder alone knows of no log. */
  private static JsonNode withoutSource(JsonNode answer) {
    ((ObjectNode) answer).remove(List.of("source", "unknown"));
    return answer;
  }

  @Test
  void serverThatIsNotThereIsToldWithAdvice() {
    CommandRun run = run(List.of("blocks"), "--http", "http://127.0.0.1:1");
    assertEquals(ExitCode.ERROR, run.exitCode());
    assertTrue(run.err().contains("http://127.0.0.1:1 cannot be reached"), run::err);
    assertTrue(run.err().contains("http.listen"), run::err);
    run = run(List.of("blocks"), "--http", "here");
    assertTrue(run.err().contains("not a URL such as http://HOST:PORT"), run::err);
    run = run(List.of("blocks"), "--http", "http://x", "--config", config.toString());
    assertTrue(run.err().contains("--http cannot be combined"), run::err);
  }

  @Test
  void runningReplicaItsStoreAndKafkaGiveTheSameAnswers() throws IOException {
    for (List<String> question : questions()) {
      JsonNode running = ofRunning.get(question);
      JsonNode stopped = answer(question, "--config", config.toString());
      JsonNode folder = answer(question, "--store", store.toString());
      JsonNode kafka = answer(question, "--config", config.toString(), "--log", bootstrapServers);
      assertAll(
          () ->
              assertEquals(
                  "history of the running replica with the store in " + store,
                  running.path("source").asText()),
          () -> assertEquals("history of the store in " + store, stopped.path("source").asText()),
          () ->
              assertTrue(
                  kafka.path("source").asText().startsWith("fold of the log"), kafka::toString));
      JsonNode expected = withoutSource(running.deepCopy());
      assertAll(
          () -> assertEquals(expected, withoutSource(ofServer.get(question).deepCopy())),
          () -> assertEquals(expected, withoutSource(stopped)),
          () -> assertEquals(withoutRefusals(expected), withoutSource(folder)),
          () -> assertEquals(expected, withoutSource(kafka)));
    }
  }

  @Test
  void killedSegmentIsInItsLifeInThatOfTheInterfaceAndInTheDifference() throws IOException {
    String after = Long.toString(before + 1);
    JsonNode life = ofRunning.get(List.of("history", killed.id().shortText(), "--as-of", after));
    JsonNode ofInterface = ofRunning.get(List.of("history", "1-11#11", "--as-of", after));
    JsonNode difference = ofRunning.get(List.of("diff", Long.toString(before), after));
    JsonNode paths =
        ofRunning.get(
            List.of(
                "diff", Long.toString(before), after, "--paths", "--from", "1-14", "--to", "1-11"));
    assertAll(
        () -> assertEquals("registered", life.at("/events/0/event").asText()),
        () -> assertEquals("r1", life.at("/events/0/source/replica").asText()),
        () -> assertEquals("scion-udp", life.at("/events/0/source/transport").asText()),
        () -> assertEquals("1-14", life.at("/events/0/source/isdAs").asText()),
        () -> assertEquals("killed", life.at("/events/1/event").asText()),
        () -> assertEquals("1-11#11", life.at("/events/1/interface").asText()),
        () -> assertEquals(before, life.at("/events/1/revocation").asLong()),
        () -> assertEquals("killed", life.at("/gaps/0/because").asText()),
        () ->
            assertEquals(killed.id().toString(), ofInterface.at("/events/0/killed/0/id").asText()),
        () -> assertEquals("revoked", difference.at("/changes/0/change").asText()),
        () -> assertEquals("1-11#11", difference.at("/changes/0/interface").asText()),
        () -> assertEquals(1, difference.path("same").asInt()),
        () -> assertEquals("removed", paths.at("/changes/0/change").asText()));
  }

  @Test
  void revocationIsFoundAsTheChangeAndWhatIsMissingAfterwardsIsExplained() {
    String after = Long.toString(before + 1);
    JsonNode worked =
        ofRunning.get(List.of("explain", "1-14", "1-11", "--as-of", Long.toString(before)));
    JsonNode failed = ofRunning.get(List.of("explain", "1-14", "1-11", "--as-of", after));
    JsonNode change =
        ofRunning.entrySet().stream()
            .filter(one -> one.getKey().contains("bisect"))
            .findFirst()
            .orElseThrow()
            .getValue();
    assertAll(
        () -> assertEquals(killed.id().toString(), worked.at("/segments/0/id").asText()),
        () -> assertTrue(worked.path("critical").toString().contains("1-11#11"), worked::toString),
        () -> assertFalse(failed.path("found").asBoolean()),
        () -> assertEquals("core", failed.path("stage").asText()),
        () -> assertEquals("not-fetched", failed.path("reason").asText()),
        () -> assertEquals(1, change.path("flips").asInt()),
        () -> assertEquals(before, change.at("/changes/0/offset").asLong()),
        () -> assertEquals("revoked", change.at("/changes/0/effect").asText()),
        () -> assertEquals(ExitCode.YES, exit("explain", "1-14", "1-12", "--as-of", after)),
        () -> assertEquals(ExitCode.NO, exit("explain", "1-14", "1-11", "--as-of", after)),
        () ->
            assertEquals(
                ExitCode.NO,
                exit("bisect", "--from", after, "--to", after, "path", "exists", "1-14", "1-11")));
  }

  @Test
  void tablesAndLinesShowWhatTheJsonHas() throws IOException {
    List<String> question = List.of("segments", "list", "--as-of", Long.toString(before));
    CommandRun table = run(question, "--config", config.toString());
    CommandRun lines = run(question, "--config", config.toString(), "--format", "jsonl");
    CommandRun one = run(question, "--config", config.toString(), "--limit", "1");
    assertAll(
        () -> assertTrue(table.out().startsWith("as of offset " + before), table::out),
        () -> assertTrue(table.out().contains(killed.id().shortText()), table::out),
        () -> assertTrue(table.out().contains("1-12 11>3 1-14"), table::out),
        () -> assertEquals(2, lines.lines().size()),
        () -> assertTrue(lines.err().startsWith("as of offset " + before), lines::err),
        () ->
            assertEquals(
                killed.hops().size(),
                new JsonMapper().readTree(lines.lines().getFirst()).path("hops").size()),
        () -> assertTrue(one.out().contains("stopped at the limit"), one::out));
    for (List<String> other : questions()) {
      CommandRun run = run(other, "--store", store.toString());
      assertEquals("", run.err(), other::toString);
      assertTrue(run.out().startsWith("as of offset "), run::out);
    }
  }

  @Test
  void debuggerFindsTheRevocationInTheStoreAndInKafka() throws Exception {
    for (List<String> place : List.of(List.<String>of(), List.of("--log", bootstrapServers))) {
      List<String> words = new ArrayList<>(List.of("debug", "--config", config.toString()));
      words.addAll(place);
      words.addAll(List.of("--as-of", Long.toString(before)));
      try (WaymarkProcess process =
          new WaymarkProcess(root.resolve("errors"), words.toArray(String[]::new))) {
        process.write("until not path exists 1-14 1-11\nshow\n");
        process.lineWith("offset %d, ".formatted(before + 1));
        String line = process.lineWith("killed");
        assertTrue(line.contains("/segments/up/1-11/1-14/" + killed.id().shortText()), line);
        assertEquals(ExitCode.YES, process.exitCode(), process::errors);
      }
    }
  }

  @Test
  void exitCodesSayWhatWasFound() {
    String moment = Long.toString(before);
    String after = Long.toString(before + 1);
    assertAll(
        () ->
            assertEquals(ExitCode.YES, exit("segment", killed.id().shortText(), "--as-of", moment)),
        () -> assertEquals(ExitCode.NO, exit("segment", killed.id().shortText(), "--as-of", after)),
        () -> assertEquals(ExitCode.NO, exit("segments", "list", "--to", "2-0", "--as-of", after)),
        () -> assertEquals(ExitCode.NO, exit("diff", moment, after)),
        () -> assertEquals(ExitCode.YES, exit("diff", after, after)),
        () -> assertEquals(ExitCode.NO, exit("diff", moment, "-0s")),
        () -> assertEquals(ExitCode.YES, exit("diff", "-0s", "now")),
        () -> assertEquals(ExitCode.ERROR, exit("diff", moment, after, "--nonsense")),
        () -> assertEquals(ExitCode.YES, exit("paths", "1-14", "1-11", "--as-of", moment)),
        () -> assertEquals(ExitCode.NO, exit("paths", "1-14", "1-11", "--as-of", after)));
  }

  private static int exit(String... words) {
    return run(List.of(words), "--config", config.toString()).exitCode();
  }

  @Test
  void questionsWithoutAnAnswerAreRefusedWithWhatIsKnown() {
    String folder = store.toString();
    assertAll(
        () ->
            Refusals.assertOneLine(
                CommandRun.of("trust", "--store", folder, "--as-of", "99999"),
                "offset 99999 is not in this history, which covers offsets 0 to"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("trust", "--store", folder, "--as-of", "2001-01-01T00:00:00Z"),
                "is before the first record of this history"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("trust", "--store", folder, "--as-of", "yesterday"),
                "a moment must be an offset"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("history", "00112233", "--store", folder),
                "contained a segment 00112233"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("history", "xyz", "--store", folder), "is not a segment id"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("bisect", "--from", "0", "--store", folder, "path", "is", "blue"),
                "a condition must be 'path exists SRC DST'"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("segments", "list", "--store", folder, "--limit", "0"),
                "limit must be in 1.."),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("trust", "--store", root.resolve("nothing").toString()),
                "there is no store in"),
        () -> Refusals.assertOneLine(CommandRun.of("trust"), "no source given: specify the store"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("trust", "--log", bootstrapServers), "requires the topic prefix"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("paths", "1-14", "1-11"), "no source given: specify a path server"));
  }

  @Test
  void momentsOutsideOfTheHistoryAreRefusedByEveryCommandAndPlace() {
    Map<String, String> refusals =
        Map.of(
            "99999", "offset 99999 is not in th",
            "2001-01-01T00:00:00Z", "is before the first record of th",
            "2999-01-01T00:00:00Z", "is later than now",
            "-5", "a moment must be an offset");
    for (List<String> question : questions()) {
      refusals.forEach(
          (moment, part) -> {
            List<String> words = new ArrayList<>(question);
            int at = Math.max(words.indexOf("--as-of"), words.indexOf("bisect") + 1);
            words.set(words.contains("diff") ? 1 : at + 1, moment);
            Refusals.assertOneLine(run(words, "--store", store.toString()), part);
            Refusals.assertOneLine(run(words, "--log", bootstrapServers, "--prefix", PREFIX), part);
          });
    }
  }

  @Test
  void kafkaAnswersWithoutAConfiguration() throws IOException {
    List<String> question = List.of("segments", "list", "--as-of", Long.toString(before));
    assertEquals(
        withoutSource(ofRunning.get(question).deepCopy()),
        withoutSource(answer(question, "--log", bootstrapServers, "--prefix", PREFIX)));
  }

  @Test
  void bisectNamesTheFirstOrTheLastChangeAlthoughBothEndsAgree() throws IOException {
    List<String> both =
        List.of("bisect", "--from", "0", "segment", "live", killed.id().shortText());
    JsonNode first = answer(both, "--store", store.toString());
    JsonNode last = answer(both, "--store", store.toString(), "--last");
    assertAll(
        () -> assertEquals(2, first.path("flips").asInt(), first::toString),
        () -> assertEquals(first.path("atFrom"), first.path("atTo")),
        () -> assertTrue(first.at("/changes/0/holds").asBoolean()),
        () -> assertFalse(last.at("/changes/0/holds").asBoolean()),
        () -> assertEquals(before, last.at("/changes/0/offset").asLong()));
  }

  @Test
  void usageOfBisectNamesItsConditionOnce() {
    String usage = CommandRun.of("bisect", "--help").out();
    assertEquals(2, usage.split("CONDITION", -1).length - 1, usage);
  }

  @Test
  void lifeOfAnInterfaceWithoutAnyIsNo() {
    CommandRun run = run(List.of("history", "1-11#99"), "--store", store.toString());
    assertEquals(ExitCode.NO, run.exitCode(), run::err);
    assertFalse(run.out().isEmpty());
  }

  @Test
  void pagesAreWrittenBesideTheUsualOutput() throws IOException {
    int written = 0;
    for (List<String> question : questions()) {
      if (question.getFirst().equals("history") || question.getFirst().equals("diff")) {
        Path file = root.resolve("page-" + written++ + ".html");
        CommandRun usual = run(question, "--store", store.toString());
        CommandRun run = run(question, "--store", store.toString(), "--html", file.toString());
        assertEquals("wrote " + file + "\n", run.err(), question::toString);
        assertEquals(usual.out(), run.out());
        assertEquals(usual.exitCode(), run.exitCode());
        assertTrue(Files.readString(file).contains("<svg"), question::toString);
        assertEquals(ExitCode.ERROR, run(question, "--html", root.toString()).exitCode());
      }
    }
    assertEquals(6, written);
  }
}
