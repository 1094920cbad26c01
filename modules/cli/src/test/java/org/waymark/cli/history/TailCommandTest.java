package org.waymark.cli.history;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
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
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/** The log: a segment at 0, a revocation at 1, a tick at 2, another segment at 3, garbage at 4. */
@ExtendWith(BrokerExtension.class)
@Timeout(120)
class TailCommandTest {
  private static final String PREFIX = "tail-command";

  @TempDir static Path root;
  private static OperatorFolder folder;
  private static EventLog log;
  private static String config;
  private static CapnpSegment first;
  private static CapnpSegment second;

  @BeforeAll
  static void makeLog(EmbeddedBroker broker) throws IOException {
    folder = new OperatorFolder(root, broker.bootstrapServers(), PREFIX);
    folder.makeLog();
    config = folder.config("r1").toString();
    log =
        KafkaEventLog.open(
            KafkaLocation.of(broker.bootstrapServers(), new TopicNames(PREFIX)), folder.clock);
    first = folder.network.segments().along("1-11", "1-14").make();
    second = folder.network.segments().along("1-12", "1-14").make();
    Revocation revocation = folder.network.revocations().revoke(IsdAs.parse("1-11"), 11);
    append(segment(first));
    append(EventCodec.encode(Event.own("r1", EventBody.RevocationEvent.of(revocation))));
    append(tick(1_000));
    append(segment(second));
    append(new byte[] {1, 2, 3});
  }

  @AfterAll
  static void close() {
    log.close();
  }

  private static byte[] segment(CapnpSegment segment) {
    return EventCodec.encode(
        Event.own(
            "r1",
            new EventBody.SegmentEvent(
                segment.format(), SegmentType.UP, segment.bytes(), List.of())));
  }

  private static byte[] tick(long timeMs) {
    return EventCodec.encode(Event.own("r1", new EventBody.TickEvent(timeMs)));
  }

  private static void append(byte[] value) {
    log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "test", value)).join();
  }

  private static CommandRun tail(String... options) {
    List<String> words = new ArrayList<>(List.of("tail", "--config", config));
    words.addAll(List.of(options));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static List<JsonNode> records(String... options) {
    List<String> words = new ArrayList<>(List.of("--format", "jsonl"));
    words.addAll(List.of(options));
    return tail(words.toArray(String[]::new)).lines().stream().map(TailCommandTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return new JsonMapper().readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Long> offsets(String... options) {
    return records(options).stream().map(record -> record.path("offset").asLong()).toList();
  }

  @Test
  void recordsAreDescribedInTheOrderOfTheLog() {
    List<JsonNode> records = records("--since", "0");
    JsonNode segment = records.get(0);
    JsonNode revocation = records.get(1);
    assertAll(
        () ->
            assertEquals(
                List.of("segment", "revocation", "tick", "segment", "unreadable"),
                records.stream().map(record -> record.path("kind").asText()).limit(5).toList()),
        () -> assertEquals(first.id().toString(), segment.path("id").asText()),
        () -> assertEquals("up", segment.path("type").asText()),
        () -> assertEquals("1-11", segment.path("first").asText()),
        () -> assertEquals("r1", segment.path("source").path("replica").asText()),
        () -> assertEquals("1-11#11", revocation.path("interface").asText()),
        () -> assertEquals("1970-01-01T00:00:01Z", records.get(2).path("time").asText()),
        () -> assertTrue(records.get(4).path("reason").asText().length() > 5));
  }

  @Test
  void tokenOfARecordContinuesAfterIt() {
    List<JsonNode> all = records("--since", "0");
    for (int i = 0; i < 5; i++) {
      String token = all.get(i).path("token").asText();
      assertEquals(all.subList(i + 1, all.size()), records("--since", token), token);
    }
  }

  @Test
  void tableEndsWithTheTokenOfTheEnd() {
    List<String> lines = tail("--since", "3").lines();
    String last = lines.getLast();
    assertAll(
        () -> assertTrue(lines.get(0).startsWith("3  "), lines::toString),
        () -> assertTrue(lines.get(0).contains(second.id().toString().substring(0, 12))),
        () -> assertTrue(last.startsWith("continue with --since "), last),
        () -> assertTrue(last.endsWith(":" + (2 + lines.size())), last));
  }

  @Test
  void filtersSelectWhatConcernsAnAsASegmentOrAKind() {
    assertAll(
        () -> assertEquals(List.of(0L, 1L), offsets("--since", "0", "--as", "1-11")),
        () -> assertEquals(List.of(3L), offsets("--since", "0", "--as", "1-12")),
        () -> assertEquals(List.of(0L, 1L, 3L), offsets("--since", "0", "--isd", "1")),
        () -> assertEquals(List.of(), offsets("--since", "0", "--isd", "2")),
        () ->
            assertEquals(
                List.of(3L),
                offsets("--since", "0", "--segment", second.id().toString().substring(0, 10))),
        () -> assertEquals(List.of(1L), offsets("--since", "0", "--kind", "revocation")),
        () ->
            assertEquals(
                ExitCode.NO, tail("--since", "0", "--kind", "block").exitCode(), "none is a no"));
  }

  @Test
  void kindThatDoesNotExistIsRefusedWithThoseThatDo() {
    Refusals.assertOneLine(
        tail("--since", "0", "--kind", "refused"), "'refused'", "registration-refused", "tick");
  }

  @Test
  void otherTopicsAreReadLikewise() {
    List<JsonNode> trust = records("--topic", "trust", "--since", "0");
    List<String> seen =
        trust.stream()
            .map(record -> record.path("kind").asText() + " " + record.path("subject").asText())
            .toList();
    assertAll(
        () -> assertTrue(seen.contains("anchor 1-0"), seen::toString),
        () -> assertTrue(seen.contains("chain 1-14"), seen::toString));
  }

  @Test
  void momentsBesideTheLogAreRefused() {
    assertAll(
        () ->
            Refusals.assertOneLine(
                tail("--since", "999999"), "offset 999999", "covers offsets 0 up to"),
        () -> Refusals.assertOneLine(tail("--since", "2999-01-01T00:00:00Z"), "later than now"),
        () -> Refusals.assertOneLine(tail("--since", "yesterday"), "'yesterday'", "-15m"),
        () -> Refusals.assertOneLine(tail("--since", "AAAA:3"), "'AAAA:3'", "-15m"),
        () ->
            Refusals.assertOneLine(
                tail("--since", "AAAAAAAAAAAAAAAAAAAAAA:3"),
                "AAAAAAAAAAAAAAAAAAAAAA:3",
                "another log"));
  }

  @Test
  void followingSeesLaterRecordsOnceAndEndsWithASignal() throws Exception {
    try (PipedWriter out = new PipedWriter();
        BufferedReader lines = new BufferedReader(new PipedReader(out))) {
      CompletableFuture<Integer> exitCode =
          CompletableFuture.supplyAsync(
              () ->
                  CommandRun.writingTo(
                      out,
                      "tail",
                      "--config",
                      config,
                      "--since",
                      "2",
                      "--kind",
                      "tick",
                      "--follow"));
      assertTrue(lines.readLine().startsWith("2  "));
      append(tick(2_000));
      append(tick(3_000));
      long fifth = Long.parseLong(lines.readLine().split(" ")[0]);
      assertEquals(fifth + 1, Long.parseLong(lines.readLine().split(" ")[0]));
      // The command handles signals, because it has printed records. SIGINT would be ignored in a
      // process that a shell has started in the background.
      new ProcessBuilder("kill", "-TERM", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
      assertTrue(lines.readLine().endsWith(":" + (fifth + 2)));
      assertEquals(ExitCode.YES, exitCode.get(60, TimeUnit.SECONDS));
    }
  }
}
