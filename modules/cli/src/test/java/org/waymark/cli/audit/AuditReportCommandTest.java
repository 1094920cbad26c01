package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.audit.LoadGenerator.Kind;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.serve.ServedReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.segment.IsdAs;

/** Reports on what a real replica recorded while a load generator sent it messages of all kinds. */
@ExtendWith(BrokerExtension.class)
@Timeout(180)
class AuditReportCommandTest {
  private static final String PREFIX = "audit-report";
  private static final int MESSAGES = 400;
  private static final long SEED = 7;

  @TempDir static Path root;
  private static OperatorFolder folder;
  private static String servers;
  private static String config;
  private static LoadGenerator load;
  private static JsonNode report;

  @BeforeAll
  static void sendToAReplica(EmbeddedBroker broker) throws Exception {
    folder = new OperatorFolder(root, broker.bootstrapServers(), PREFIX);
    servers = broker.bootstrapServers();
    folder.makeLog();
    Path file = folder.config("r1");
    // So few that some refusals are in summaries.
    Files.writeString(file, "limits = { refusal-events-per-s = 2 }\n", StandardOpenOption.APPEND);
    config = file.toString();
    try (ServedReplica running = ServedReplica.start(ReplicaConfig.read(file))) {
      running.replica().whenCaughtUp().get(60, TimeUnit.SECONDS);
      load = new LoadGenerator(folder, running.replica(), SEED);
      System.out.println("seed " + SEED);
      load.send(MESSAGES);
    }
    report = json("--from", "-1h");
  }

  private static CommandRun report(String... options) {
    List<String> words = new ArrayList<>(List.of("audit", "report", "--config", config));
    words.addAll(List.of(options));
    return CommandRun.of(words.toArray(String[]::new));
  }

  private static JsonNode json(String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--format", "json"));
    CommandRun run = report(words.toArray(String[]::new));
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    return new JsonMapper().readTree(run.out());
  }

  private static long total(String... counts) {
    return Arrays.stream(counts)
        .mapToLong(count -> report.path("totals").path(count).asLong())
        .sum();
  }

  /** {@return the sum of a count over the rows of a list that match} */
  private static long sum(String list, String count, Predicate<JsonNode> which) {
    return StreamSupport.stream(report.path(list).spliterator(), false)
        .filter(which)
        .mapToLong(row -> row.path("counts").path(count).asLong())
        .sum();
  }

  private static double counted(String outcome) {
    return load.counted("waymark.registrations", "outcome", outcome);
  }

  @Test
  void everyRegistrationIsAnEventPartOfASummaryOrInACounter() {
    assertAll(
        () ->
            assertEquals(
                load.sentRegistrations(),
                total("added", "replaced", "ignored", "killedOnArrival", "registrationRefused")
                    + counted("known")
                    + counted("superseded")
                    + counted("killed"),
                report::toPrettyString),
        () -> assertEquals(load.sum(Kind::isRefusedRegistration), total("registrationRefused")),
        () -> assertEquals(counted("added"), total("added")),
        () -> assertEquals(counted("updated"), total("replaced")),
        () -> assertEquals(load.sent(Kind.GARBAGE), load.counted("waymark.messages.dropped")));
  }

  @Test
  void everyRevocationIsAnEventPartOfASummaryOrInACounter() {
    assertAll(
        () ->
            assertEquals(
                load.sentRevocations(),
                total("revoked", "revocationKnown", "revocationRefused")
                    + load.counted("waymark.revocations", "outcome", "known"),
                report::toPrettyString),
        () -> assertEquals(load.sum(Kind::isRefusedRevocation), total("revocationRefused")),
        () -> assertEquals(1, total("killed")),
        () ->
            assertEquals(
                total("revoked"),
                sum(
                    "interfaces",
                    "revoked",
                    row -> row.path("interface").asText().equals("1-12#11"))));
  }

  @Test
  void refusalsAreCountedByReasonAndBySummary() {
    Map<String, Long> byReason =
        StreamSupport.stream(report.path("refusals").spliterator(), false)
            .collect(
                Collectors.groupingBy(
                    row -> row.path("reason").asText(),
                    Collectors.summingLong(
                        row ->
                            row.path("counts").path("registrationRefused").asLong()
                                + row.path("counts").path("revocationRefused").asLong())));
    assertAll(
        () ->
            assertEquals(
                Map.of(
                    "expired", load.sent(Kind.EXPIRED),
                    "signature", load.sent(Kind.WRONGLY_SIGNED),
                    "wrong-type", load.sent(Kind.WRONG_TYPE),
                    "tree-ttl", load.sent(Kind.WRONG_TREE_TTL),
                    "other-isd", load.sent(Kind.FROM_ABROAD)),
                byReason),
        () ->
            assertEquals(
                load.counted("waymark.refusals.summed.up"),
                sum("refusals", "registrationRefused", row -> row.path("summary").asBoolean())
                    + sum("refusals", "revocationRefused", row -> row.path("summary").asBoolean())),
        () -> assertTrue(load.counted("waymark.refusals.summed.up") > 0, "there are summaries"));
  }

  @Test
  void refusalsNameWhatWasRefusedWithTheirOffsetsInAudit() {
    CommandRun table = report("--from", "-1h");
    CommandRun csv = report("--from", "-1h", "--format", "csv");
    long auditEnd = report.at("/topics/audit/to").asLong();
    for (JsonNode row : report.path("refusals")) {
      long first = row.path("firstOffset").asLong();
      long last = row.path("lastOffset").asLong();
      assertTrue(0 <= first && first <= last && last < auditEnd, row::toString);
      String offsets = first == last ? "" + first : first + ".." + last;
      JsonNode message = row.at("/messages/0");
      boolean isNamed = message.has("id") || message.has("interface");
      assertEquals(!row.path("summary").asBoolean(), isNamed, row::toString);
      String id = message.path("id").asText();
      String name = id.isEmpty() ? message.path("interface").asText() : id.substring(0, 12);
      assertTrue(
          table.lines().stream()
              .anyMatch(line -> line.contains(" " + offsets + " ") && line.contains(name)),
          () -> name + " at " + offsets + " in " + table.out());
      assertTrue(
          csv.lines().stream()
              .anyMatch(
                  line ->
                      line.startsWith("refusals,")
                          && line.contains("," + first + "," + row.path("reason").asText() + ",")
                          && line.endsWith("," + last)),
          () -> row + " in " + csv.out());
    }
    assertTrue(report.path("refusals").size() > 0, report::toString);
  }

  @Test
  void everySenderHasWhatItSent() {
    for (IsdAs sender : List.of(OperatorFolder.LOCAL, IsdAs.parse("1-11"))) {
      Predicate<JsonNode> own =
          row ->
              row.path("registrant").asText().equals(sender.toString())
                  && row.path("first").asText().equals("1-11");
      assertEquals(
          load.sentBy(sender, Kind.NEW_PATH) + load.sentBy(sender, Kind.LATER_VERSION),
          sum("paths", "added", own) + sum("paths", "replaced", own),
          () -> "by " + sender);
    }
    for (String count : List.of("added", "registrationRefused", "revocationRefused", "revoked")) {
      assertEquals(total(count), sum("ases", count, row -> true), count);
      assertEquals(total(count), sum("sources", count, row -> true), count);
    }
  }

  @Test
  void pageIsWrittenBesideTheUsualOutput() throws IOException {
    Path file = root.resolve("report.html");
    CommandRun run = report("--from", "-1h", "--html", file.toString());
    assertEquals(ExitCode.YES, run.exitCode());
    assertEquals("wrote " + file + "\n", run.err());
    assertTrue(run.out().contains("by source"), run::out);
    assertTrue(Files.readString(file).contains("Rejections by reason"));
    assertEquals(ExitCode.ERROR, report("--from", "-1h", "--html", root.toString()).exitCode());
  }

  @Test
  void startsStopsAndTrustAreListed() {
    List<String> events = report.path("replicas").findValuesAsText("event");
    List<String> subjects = report.path("trust").findValuesAsText("subject");
    assertAll(
        () -> assertEquals(List.of("started", "stopped"), events),
        () -> assertTrue(subjects.contains("1-14"), subjects::toString),
        () -> assertEquals(total("trustAccepted"), subjects.size()));
  }

  private static List<List<String>> csv(String... options) {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("--format", "csv"));
    return report(words.toArray(String[]::new))
        .out()
        .lines()
        .map(line -> List.of(line.split(",", -1)))
        .toList();
  }

  @Test
  void csvHasOneLineForEachCount() {
    List<List<String>> lines = csv("--from", "-1h");
    List<String> header = lines.getFirst();
    int counted = header.indexOf("counted");
    int count = header.indexOf("count");
    assertEquals(
        "list,subject,type,first,last,isdAs,address,transport,replica,counted,count,firstAt,lastAt,"
            + "offset,text,lastOffset",
        String.join(",", header));
    for (String list : List.of("totals", "sources", "ases", "refusals")) {
      assertEquals(
          total("registrationRefused"),
          lines.stream()
              .filter(
                  line ->
                      line.get(0).equals(list) && line.get(counted).equals("registrationRefused"))
              .mapToLong(line -> Long.parseLong(line.get(count)))
              .sum(),
          list);
    }
    lines.forEach(line -> assertEquals(header.size(), line.size(), line::toString));
    assertEquals(
        List.of("started", "stopped"),
        lines.stream()
            .filter(line -> line.get(0).equals("replicas"))
            .map(line -> line.get(counted))
            .toList());
  }

  @Test
  void linesAndTablesShowTheSameRows() throws IOException {
    List<String> lists = new ArrayList<>();
    for (String line : report("--from", "-1h", "--format", "jsonl").lines()) {
      lists.add(new JsonMapper().readTree(line).path("list").asText());
    }
    String table = report("--from", "-1h").out();
    for (String list : AuditReportTable.LISTS) {
      assertEquals(report.path(list).size(), lists.stream().filter(list::equals).count(), list);
    }
    assertAll(
        () -> assertTrue(table.contains("total: added "), table),
        () -> assertTrue(table.contains("1-11 127.0.0.1 by scion-udp at r1 "), table),
        () -> assertTrue(table.contains(" tree-ttl "), table));
  }

  @Test
  void spansThatFollowEachOtherShareNoRecord() throws IOException {
    JsonNode all = json("--from", "0");
    JsonNode earlier = json("--from", "0", "--to", "20");
    JsonNode later = json("--from", "20");
    assertEquals(20, earlier.at("/topics/events/to").asLong());
    assertEquals(20, later.at("/topics/events/from").asLong());
    for (String count : List.of("added", "replaced", "registrationRefused", "trustAccepted")) {
      assertEquals(
          all.path("totals").path(count).asLong(),
          earlier.path("totals").path(count).asLong() + later.path("totals").path(count).asLong(),
          count);
    }
    assertEquals(report.path("totals"), all.path("totals"));
  }

  @Test
  void logIsEnoughWithoutAConfiguration() throws IOException {
    CommandRun run =
        CommandRun.of(
            "audit",
            "report",
            "--log",
            servers,
            "--prefix",
            PREFIX,
            "--from",
            "0",
            "--format",
            "json");
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(report.path("totals"), new JsonMapper().readTree(run.out()).path("totals"));
    Refusals.assertOneLine(CommandRun.of("audit", "report", "--from", "0"), "no log given");
  }

  @Test
  void rowsBeyondTheLimitAreSaidToShareOne() {
    CommandRun run = report("--from", "-1h", "--limit", "2");
    assertAll(
        () -> assertEquals(ExitCode.YES, run.exitCode(), run::err),
        () -> assertTrue(run.out().contains("note: Each list has at most 2 rows"), run::out),
        () -> assertTrue(run.out().endsWith("raise --limit" + System.lineSeparator()), run::out),
        () ->
            assertTrue(
                csv("--from", "-1h", "--limit", "2")
                    .getLast()
                    .toString()
                    .contains("at most 2 rows"),
                "programs are told as well"),
        () -> assertTrue(run.out().contains("\nothers "), run::out));
  }

  @Test
  void spanWithoutRecordsIsNo() {
    CommandRun run = report("--from", "now");
    assertAll(
        () -> assertEquals(ExitCode.NO, run.exitCode(), run::err),
        () -> assertTrue(run.out().contains("nothing was recorded"), run::out));
  }

  @Test
  void beginningOfTheLogIsNoted() {
    JsonNode notes = report.path("notes");
    assertEquals(1, notes.size(), report::toPrettyString);
    assertTrue(notes.path(0).asText().startsWith("The log began at 20"), notes::toString);
  }

  @Test
  void spansBesideTheLogAreRefused() {
    assertAll(
        () ->
            Refusals.assertOneLine(
                report("--from", "-2d", "--to", "-1d"), "no record", "The log began at"),
        () ->
            Refusals.assertOneLine(
                report("--from", "999999"), "offset 999999", "covers offsets 0 up to"),
        () -> Refusals.assertOneLine(report("--from", "20", "--to", "10"), "is before its"),
        () ->
            Refusals.assertOneLine(
                report("--from", "-1h", "--to", "2999-01-01T00:00:00Z"), "later than now"),
        () -> Refusals.assertOneLine(report("--from", "yesterday"), "'yesterday'", "-15m"),
        () -> Refusals.assertOneLine(report("--from", "-1h", "--limit", "0"), "--limit", "got 0"));
  }
}
