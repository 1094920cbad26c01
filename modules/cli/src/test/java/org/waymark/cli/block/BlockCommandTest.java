package org.waymark.cli.block;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.log.LogPlace;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.cli.world.OpenedLog;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.event.BlockSubject;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;
import picocli.CommandLine;

/** A replica with one segment from 1-14 to 1-11, which an operator blocks and unblocks. */
@ExtendWith(BrokerExtension.class)
@Timeout(120)
class BlockCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern OFFSET = Pattern.compile("locked at offset (\\d+): ");

  @TempDir static Path root;
  private static OperatorFolder folder;
  private static String config;
  private static ServedReplica running;
  private static CapnpSegment segment;

  @BeforeAll
  static void serve(EmbeddedBroker broker) throws Exception {
    folder = new OperatorFolder(root, broker.bootstrapServers(), "block");
    folder.makeLog();
    config = folder.config("r1").toString();
    running = ServedReplica.start(ReplicaConfig.read(Path.of(config)));
    running.replica().whenCaughtUp().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    segment = folder.network.segments().along("1-11", "1-14").make();
    try (ScionUdpClient client =
        new ScionUdpClient(
            running.replica().address(),
            OperatorFolder.LOCAL,
            OperatorFolder.LOCAL,
            folder.clock)) {
      client.send(
          new SegmentRegistration(
              SegmentRecords.of(List.of(SegmentRecord.of(SegmentType.UP, segment)), List.of())));
      SegmentRequest request =
          new SegmentRequest(OperatorFolder.LOCAL, IsdAs.parse("1-11"), false, false);
      assertTrue(client.ask(request, PATIENCE, Duration.ofMillis(20)).isPresent());
    }
  }

  @AfterAll
  static void close() {
    running.close();
  }

  private static CommandRun run(String command, String subject, String... options) {
    List<String> line =
        new ArrayList<>(List.of(command, subject, "--config", config, "--reason", "ticket 812"));
    line.addAll(List.of(options));
    return CommandRun.of(line.toArray(String[]::new));
  }

  /** Blocks or unblocks, and waits until the replica has applied it. {@return the offset} */
  private static long apply(String command, String subject, String... options) {
    CommandRun run = run(command, subject, options);
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    Matcher offset = OFFSET.matcher(run.out());
    assertTrue(offset.find(), run::out);
    long appended = Long.parseLong(offset.group(1));
    long endNs = folder.clock.monotonicNs() + PATIENCE.toNanos();
    while (running.replica().standing(Topic.EVENTS).nextOffset() <= appended) {
      assertTrue(folder.clock.monotonicNs() < endNs, "not applied in time");
      Thread.onSpinWait();
    }
    return appended;
  }

  private static int ask() {
    String server = SocketAddresses.text(running.replica().address());
    return CommandRun.of("ask", "1-14", "1-11", "--server", server, "--timeout", "0.3").exitCode();
  }

  private static JsonNode blocks(String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of("blocks", "--config", config, "--format", "json"));
    line.addAll(List.of(options));
    return new JsonMapper().readTree(CommandRun.of(line.toArray(String[]::new)).out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-11", "1-11#11", "segment"})
  void blockHidesTheSegmentUntilItIsRemoved(String named) throws IOException {
    String subject = named.equals("segment") ? segment.id().toString() : named;
    assertEquals(ExitCode.YES, ask());

    long blocked = apply("block", subject, "--for", "6h");
    int hidden = ask();
    JsonNode listed = blocks();
    long unblocked = apply("unblock", subject);

    assertAll(
        () -> assertEquals(ExitCode.NO, hidden),
        () -> assertEquals(1, listed.path("blocks").size(), listed::toString),
        () -> assertEquals(subject, listed.at("/blocks/0/subject").asText()),
        () -> assertEquals(blocked, listed.at("/blocks/0/offset").asLong()),
        () -> assertEquals("ticket 812", listed.at("/blocks/0/reason").asText()),
        () -> assertEquals(ExitCode.YES, ask()),
        () -> assertEquals(0, blocks().path("blocks").size()),
        () -> assertEquals(0, blocks("--as-of", "" + blocked).path("blocks").size()),
        () -> assertEquals(1, blocks("--as-of", "" + unblocked).path("blocks").size()));
  }

  @Test
  void laterBlockReplacesTheEarlierOne() throws IOException {
    apply("block", "1-12", "--for", "6h");
    long later = apply("block", "1-12", "--for", "30m");
    JsonNode listed = blocks();
    apply("unblock", "1-12");

    assertEquals(1, listed.path("blocks").size(), listed::toString);
    assertEquals(later, listed.at("/blocks/0/offset").asLong());
  }

  @Test
  void recordNamesTheOperatorAndTheReason() {
    long blocked = apply("block", "1-13", "--for", "1h");

    CommandRun tail =
        CommandRun.of("tail", "--config", config, "--since", "" + blocked, "--format", "jsonl");
    // The other tests of this class count the blocks in force.
    apply("unblock", "1-13");

    assertTrue(tail.out().contains(operator()), tail::toString);
    assertTrue(tail.out().contains("ticket 812"), tail::out);
  }

  @Test
  void longBlockLastsAsLongAsItWasSetThoughItsRecordEndsSooner() throws IOException {
    long nowMs = folder.clock.wallMs();
    apply("block", "1-14", "--for", "30d");
    JsonNode block = blocks().at("/blocks/0");
    apply("unblock", "1-14");

    assertEquals(nowMs + Duration.ofDays(30).toMillis(), ms(block.path("until")), 60_000);
    assertEquals(nowMs + Duration.ofDays(1).toMillis(), ms(block.path("end")), 60_000);
    assertEquals(operator(), block.path("operator").asText());
    assertTrue(block.path("renewedBy").isMissingNode(), block::toString);
  }

  @Test
  void renewedBlockNamesTheOperatorAndTheReplicaThatRenewedIt() throws IOException {
    BlockSubject subject = new BlockSubject.OfAs(IsdAs.parse("1-11"));
    long nowMs = folder.clock.wallMs();
    long untilMs = nowMs + Duration.ofDays(30).toMillis();
    long blocked =
        append(new EventBody.BlockEvent(subject, nowMs + 3_600_000, "ticket 813", untilMs, ""));
    long endNs = folder.clock.monotonicNs() + PATIENCE.toNanos();
    JsonNode block = blocks().at("/blocks/0");
    while (!block.has("renewedBy")) {
      assertTrue(folder.clock.monotonicNs() < endNs, "not renewed in time");
      block = blocks().at("/blocks/0");
    }
    CommandRun list = CommandRun.of("blocks", "--config", config);
    CommandRun explained = CommandRun.of("explain", "1-14", "1-11", "--config", config);
    CommandRun tail =
        CommandRun.of("tail", "--config", config, "--since", "" + blocked, "--format", "jsonl");
    apply("unblock", "1-11");

    assertEquals("r1", block.path("renewedBy").asText());
    assertEquals("operator ann", block.path("operator").asText());
    assertEquals("ticket 813", block.path("reason").asText());
    assertEquals(untilMs, ms(block.path("until")));
    assertTrue(list.out().contains("renewed by"), list::out);
    assertTrue(explained.out().contains("by operator ann until "), explained::out);
    assertTrue(explained.out().contains(", renewed by r1"), explained::out);
    assertTrue(tail.out().contains("\"operator\":\"operator ann\""), tail::out);
  }

  private static long ms(JsonNode time) {
    return Instant.parse(time.asText()).toEpochMilli();
  }

  private static String operator() {
    return "operator " + System.getProperty("user.name");
  }

  /** Appends a block of another operator. {@return the offset} */
  private static long append(EventBody.BlockEvent block) {
    LogPlace place = CommandLine.populateCommand(new LogPlace(), "--config", config);
    Entry entry =
        new Entry(
            RecordKeys.block(block.subject()),
            block.kind(),
            EventCodec.encode(Event.own("operator ann", block)));
    try (OpenedLog log = place.openForAppends(folder.clock)) {
      return log.eventLog().append(Topic.EVENTS, entry).join().offset();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"everywhere", "1-0", "0-11", "1-11#0", "1-11#", "0a0a", ""})
  void subjectThatIsNoneIsAnError(String subject) {
    CommandRun run = run("block", subject, "--for", "6h");

    assertEquals(ExitCode.ERROR, run.exitCode());
    assertTrue(run.err().contains("must be an AS such as 1-11, an interface"), run::err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "366d", "8761h"})
  void durationThatNoBlockMayHaveIsAnError(String duration) {
    Refusals.assertOneLine(run("block", "1-11", "--for", duration), "at most 365d");
  }

  @Test
  void reasonThatIsNoLineIsAnError() {
    for (String reason : List.of(" ", "two\nlines", "x".repeat(201))) {
      CommandRun run =
          CommandRun.of("block", "1-11", "--config", config, "--for", "1h", "--reason", reason);

      Refusals.assertOneLine(run, "the reason must be one line of 1 to 200 characters");
    }
  }

  @Test
  void logOfAnotherAsIsRefused() throws IOException {
    String other = folder.configElsewhere("r9", "127.0.0.1:1", "block").toString();

    CommandRun run =
        CommandRun.of("block", "1-11", "--config", other, "--for", "1h", "--reason", "x");

    Refusals.assertOneLine(run, "127.0.0.1:1");
  }
}
