package org.waymark.cli.log;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
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
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * The log: an UP segment at 0, a revocation at 1 that kills it, another segment at 2, and a record
 * that cannot be decoded at 3.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class LogExportCommandTest {
  private static final String PREFIX = "log-export";

  @TempDir static Path root;
  private static String config;
  private static CapnpSegment killed;

  @BeforeAll
  static void makeLog(EmbeddedBroker broker) throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), PREFIX);
    folder.makeLog();
    config = folder.config("r1").toString();
    killed = folder.network.segments().along("1-11", "1-14").make();
    CapnpSegment other = folder.network.segments().along("1-12", "1-14").make();
    try (EventLog log =
        KafkaEventLog.open(
            KafkaLocation.of(broker.bootstrapServers(), new TopicNames(PREFIX)), folder.clock)) {
      append(log, encoded(segment(killed)));
      append(
          log,
          encoded(
              EventBody.RevocationEvent.of(
                  folder.network.revocations().revoke(IsdAs.parse("1-11"), 11))));
      append(log, encoded(segment(other)));
      append(log, new byte[] {1, 2, 3});
    }
  }

  private static EventBody segment(CapnpSegment segment) {
    return new EventBody.SegmentEvent(segment.format(), SegmentType.UP, segment.bytes(), List.of());
  }

  private static byte[] encoded(EventBody body) {
    return EventCodec.encode(Event.own("r1", body));
  }

  private static void append(EventLog log, byte[] value) {
    log.append(Topic.EVENTS, new Entry(ByteString.owning(new byte[] {7}), "test", value)).join();
  }

  private static CommandRun run(String... words) {
    return CommandRun.of(words);
  }

  private static CommandRun export(Path file, String... options) {
    List<String> words =
        new ArrayList<>(List.of("log", "export", "--config", config, file.toString()));
    words.addAll(List.of(options));
    return run(words.toArray(String[]::new));
  }

  private static Path exported(String name, String... options) {
    Path file = root.resolve(name);
    CommandRun run = export(file, options);
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    return file;
  }

  private static Path imported(Path slice, String name) {
    Path into = root.resolve(name);
    CommandRun run = run("log", "import", slice.toString(), "--into", into.toString());
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    return into;
  }

  private static JsonNode answer(Path store, String... words) throws IOException {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--store", store.toString(), "--format", "json"));
    CommandRun run = run(line.toArray(String[]::new));
    assertEquals("", run.err(), line::toString);
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void sliceThatWasImportedIsExportedByteByByte() throws IOException {
    Path first = exported("first.jsonl");
    Path into = imported(first, "imported");
    Path second = root.resolve("second.jsonl");
    CommandRun again = run("log", "export", "--slice", into.toString(), second.toString());
    CommandRun printed = run("log", "export", "--slice", first.toString());
    assertAll(
        () -> assertEquals(ExitCode.YES, again.exitCode(), again::err),
        () -> assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second)),
        () -> assertEquals(Files.readString(first), printed.out()),
        () -> assertEquals(1, printed.err().lines().count(), printed::err));
  }

  @Test
  void importedSliceAnswersLikeAReplayOfTheLogAndCanBeReplayedWithoutARecord() throws IOException {
    Path into = imported(exported("incident.jsonl", "--to", "3"), "incident");
    Path ofLog = root.resolve("of-log");
    Path whatIf = root.resolve("what-if");
    CommandRun fromLog = run("replay", "--config", config, "--to", "3", "--into", ofLog.toString());
    CommandRun fromSlice =
        run("replay", "--slice", into.toString(), "--without", "1", "--into", whatIf.toString());
    JsonNode failed = answer(into, "explain", "1-14", "1-11");
    JsonNode works = answer(whatIf, "explain", "1-14", "1-11");
    JsonNode segments = answer(into, "segments", "list");
    JsonNode expected = answer(ofLog, "segments", "list");
    assertAll(
        () -> assertEquals(ExitCode.YES, fromLog.exitCode(), fromLog::err),
        () -> assertEquals(ExitCode.YES, fromSlice.exitCode(), fromSlice::err),
        () -> assertEquals(expected.path("segments"), segments.path("segments")),
        () -> assertEquals(1, segments.path("segments").size()),
        () -> assertFalse(failed.path("found").asBoolean(), failed::toString),
        () -> assertTrue(works.path("found").asBoolean(), works::toString),
        () ->
            assertTrue(
                failed
                    .path("source")
                    .asText()
                    .startsWith("replay of offsets 0 to 3 of the log " + PREFIX + " in the slice"),
                failed::toString));
  }

  @Test
  void recordsOfASliceReplaceAndFollowThoseOfAReplay() throws IOException {
    Path more = exported("more.jsonl", "--from", "1", "--to", "3", "--only");
    Path into = root.resolve("with");
    CommandRun run =
        run(
            "replay",
            "--config",
            config,
            "--to",
            "2",
            "--with",
            more.toString(),
            "--into",
            into.toString());
    JsonNode segments = answer(into, "segments", "list");
    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () ->
            assertTrue(
                run.out().startsWith("replay of offsets 0 to 3 of the log log-export at "),
                run::out),
        () -> assertTrue(run.out().contains(" with offsets 1, 2 from " + more), run::out),
        () -> assertEquals(1, segments.path("segments").size(), segments::toString));
  }

  @Test
  void wrongFileIsRefusedWithItsLineAndNothingIsWritten() throws IOException {
    Path whole = exported("whole.jsonl");
    List<String> lines = Files.readAllLines(whole);
    Path cut = root.resolve("cut.jsonl");
    Files.write(cut, lines.subList(0, lines.size() - 1));
    Path edited = root.resolve("edited.jsonl");
    Files.writeString(
        edited,
        Files.readString(whole).replace("\"key\":\"Bw==\"", "\"key\":\"CA==\""),
        StandardCharsets.UTF_8);
    Path into = root.resolve("never");
    for (String[] words :
        List.of(
            new String[] {"log", "import"},
            new String[] {"replay", "--slice"},
            new String[] {"replay", "--config", config, "--with"},
            new String[] {"log", "export", "--slice"})) {
      List<String> line = new ArrayList<>(List.of(words));
      line.add(cut.toString());
      if (!List.of(words).contains("export")) {
        line.addAll(List.of("--into", into.toString()));
      }
      Refusals.assertOneLine(
          run(line.toArray(String[]::new)),
          cut + ", line " + lines.size() + ": the file ends after",
          "the file is truncated");
      assertFalse(Files.exists(into), line::toString);
    }
    Refusals.assertOneLine(
        run("log", "import", edited.toString(), "--into", into.toString()),
        edited + ", line " + lines.size() + ": the hash differs from that of the preceding lines");
    Refusals.assertOneLine(export(whole), whole + ": it already exists");
    assertFalse(Files.exists(into));
  }
}
