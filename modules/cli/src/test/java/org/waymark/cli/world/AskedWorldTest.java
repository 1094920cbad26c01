package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.live.VirtualWorld;

/**
 * Replicas of a world in virtual time answer questions about the past. The only link of 1-13
 * upwards is cut, so that it has no path until the link is restored.
 */
@Timeout(120)
class AskedWorldTest {
  @TempDir private Path root;
  private Path folder;
  private VirtualWorld live;
  private StreamListener listener;

  @BeforeEach
  void runWorld() throws Exception {
    folder = root.resolve("w");
    assertEquals(0, CommandRun.of("world", "create", "" + folder, "--shipped", "tiny").exitCode());
    live = new VirtualWorld(WorldFolder.open(folder));
    listener =
        ControlSocket.listen(
            ControlSocket.path(folder),
            new UnixStreams(FaultHandler.logging(LoggerFactory.getLogger(getClass()))),
            new WorldControl(live, new WatchedPaths(live)));
    advance(30);
  }

  @AfterEach
  void stopWorld() {
    listener.close();
    live.close();
  }

  private void advance(int seconds) {
    world("clock", "advance", Integer.toString(seconds));
  }

  private void world(String... words) {
    CommandRun run = CommandRun.ofWorld(folder, words);
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
  }

  private CommandRun ask(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--world", folder.toString()));
    return CommandRun.of(line.toArray(String[]::new));
  }

  private JsonNode answer(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--format", "json"));
    CommandRun run = ask(line.toArray(String[]::new));
    assertEquals("", run.err());
    return new JsonMapper().readTree(run.out());
  }

  @Test
  void cutIsExplainedByTheRevocationAndFoundByBisection() throws Exception {
    JsonNode worked = answer("explain", "1-11", "1-13");
    long before = worked.path("offset").asLong();
    world("link", "cut", "1-13#86");
    advance(8);
    JsonNode failed = answer("explain", "1-11", "1-13");
    JsonNode then = answer("explain", "1-11", "1-13", "--as-of", "-8s");
    JsonNode change = answer("bisect", "--from", "" + before, "path", "exists", "1-11", "1-13");
    JsonNode all =
        answer(
            "bisect",
            "--from",
            "0",
            "--all",
            "path",
            "exists",
            "1-11",
            "1-13",
            "--replica",
            "1-11");
    JsonNode usable = answer("bisect", "--from", "0", "interface", "usable", "1-11#1");
    CommandRun table = ask("explain", "1-11", "1-13");
    assertAll(
        () -> assertTrue(worked.path("found").asBoolean(), worked::toString),
        () ->
            assertTrue(
                usable.path("source").asText().contains("ps1-11-1"),
                "the interface names the AS to ask: " + usable),
        () ->
            assertEquals(
                "history of the running replica ps1-11-1 of the world",
                worked.path("source").asText()),
        () -> assertEquals("down", failed.path("stage").asText(), failed::toString),
        () -> assertEquals("revoked", failed.path("reason").asText(), failed::toString),
        () -> assertTrue(then.path("found").asBoolean(), then::toString),
        () -> assertEquals(ExitCode.NO, table.exitCode()),
        () -> assertTrue(all.path("flips").asInt() > 1, all::toString),
        () -> assertEquals(all.path("flips").asInt(), all.path("changes").size(), all::toString),
        () ->
            assertEquals(
                change.at("/changes/0"), all.path("changes").get(all.path("changes").size() - 1)),
        () ->
            Refusals.assertOneLine(
                ask("bisect", "--from", "0", "--all", "--last", "path", "exists", "1-11", "1-13"),
                "cannot be combined with --last"),
        () ->
            assertEquals(
                failed.at("/evidence/offset").asLong(),
                change.at("/changes/0/offset").asLong(),
                change::toString));
  }

  /**
   * The log of an AS that is not core has the DOWN segments that its hosts asked for, no others.
   */
  @Test
  void segmentThatNobodyAskedForIsExplainedAsNotFetched() throws Exception {
    JsonNode before = answer("explain", "1-12", "1-13");
    world("probe", "1-12", "1-13");
    JsonNode after = answer("explain", "1-12", "1-13");
    assertAll(
        () -> assertEquals("down", before.path("stage").asText(), before::toString),
        () -> assertEquals("not-fetched", before.path("reason").asText(), before::toString),
        () -> assertTrue(before.path("wouldWorkIf").asText().contains("in a core AS")),
        () -> assertTrue(after.path("found").asBoolean(), after::toString));
  }

  @Test
  void everyCommandAsksTheReplicaThatIsNamed() throws Exception {
    for (String replica : List.of("ps1-12-1", "1-12")) {
      JsonNode answer = answer("segments", "list", "--replica", replica);
      assertAll(
          () -> assertTrue(answer.path("found").asBoolean(), answer::toString),
          () -> assertTrue(answer.path("source").asText().contains("ps1-12-1")));
    }
    assertAll(
        () -> assertEquals(ExitCode.YES, ask("trust", "--replica", "1-12").exitCode()),
        () -> assertEquals(ExitCode.NO, ask("revocations", "--replica", "1-12").exitCode()),
        () -> assertEquals(ExitCode.YES, ask("paths", "1-12", "1-11", "--as-of", "-5s").exitCode()),
        () -> assertEquals(ExitCode.YES, ask("history", "1-12", "--replica", "1-12").exitCode()),
        () ->
            assertEquals(ExitCode.YES, ask("diff", "-5s", "now", "--replica", "1-12").exitCode()));
  }

  /** The logs of a virtual world are in its memory; the time is that of the world. */
  @Test
  void commandsThatReadALogReadACopyOfIt() throws Exception {
    // The advance ends between two ticks, so the replica has applied all records of its log.
    world("clock", "advance", "3605");
    JsonNode segments = answer("segments", "list", "--replica", "1-12");
    CommandRun tail = ask("tail", "--since", "-2h", "--replica", "ps1-12-1", "--format", "jsonl");
    JsonNode first = new JsonMapper().readTree(tail.lines().getFirst());
    JsonNode report = answer("audit", "report", "--from", "-2h", "--replica", "1-12");
    CommandRun replay = ask("replay", "--into", "" + root.resolve("copy"), "--replica", "1-12");
    CommandRun export = ask("log", "export", "" + root.resolve("slice"), "--replica", "1-12");
    CommandRun again =
        CommandRun.of("segments", "list", "--store", "" + root.resolve("copy"), "--format", "json");
    CommandRun checkpoint = ask("audit", "checkpoint", "--replica", "1-12");
    assertAll(
        () -> assertEquals(ExitCode.YES, tail.exitCode(), tail::err),
        () -> assertEquals(0, first.path("offset").asLong()),
        () -> assertEquals(segments.path("offset").asInt(), tail.lines().size()),
        () -> assertTrue(report.at("/totals/added").asInt() > 0, report::toString),
        () -> assertEquals(1, report.at("/totals/started").asInt(), report::toString),
        () -> assertEquals(ExitCode.YES, replay.exitCode(), replay::err),
        () -> assertEquals(ExitCode.YES, export.exitCode(), export::err),
        () ->
            assertEquals(
                segments.path("segments"), new JsonMapper().readTree(again.out()).path("segments")),
        () -> assertEquals(ExitCode.NO, checkpoint.exitCode()),
        () -> assertTrue(checkpoint.err().startsWith("no checkpoint"), checkpoint::err));
  }

  @Test
  void debuggerFoldsTheLogOfAWorld() throws Exception {
    long end = answer("segments", "list", "--replica", "1-12").path("offset").asLong();
    try (WaymarkProcess process =
        new WaymarkProcess(
            root.resolve("errors"), "debug", "--world", "" + folder, "--replica", "1-12")) {
      process.write("goto now\nfind 1-11\n");
      List<String> lines = process.rest();
      assertEquals(ExitCode.YES, process.exitCode(), process::errors);
      assertTrue(lines.getFirst().startsWith("offset " + end + ","), lines::toString);
      assertTrue(lines.contains("/segments/up/1-11/"), lines::toString);
    }
    assertAll(
        () -> Refusals.assertOneLine(ask("debug"), "no replica given"),
        () ->
            Refusals.assertOneLine(
                ask("debug", "--replica", "1-12", "--store", "x"), "--world cannot be combined"));
  }

  @Test
  void questionsThatNoReplicaCanAnswerAreRefused() {
    world("replica", "kill", "ps1-12-1");
    assertAll(
        () -> Refusals.assertOneLine(ask("trust"), "no replica given", "--replica"),
        () ->
            Refusals.assertOneLine(
                ask("trust", "--replica", "ps1-12-1"), "replica ps1-12-1 is not running"),
        () ->
            Refusals.assertOneLine(
                ask("trust", "--replica", "1-12"), "no replica of 1-12 is running"),
        () -> Refusals.assertOneLine(ask("trust", "--replica", "nobody"), "no replica nobody"),
        () -> Refusals.assertOneLine(ask("trust", "--replica", "1-99"), "there is no AS 1-99"),
        () ->
            Refusals.assertOneLine(
                ask("trust", "--replica", "1-11", "--store", "x"), "--world cannot be combined"),
        () ->
            Refusals.assertOneLine(
                ask("trust", "--replica", "1-11", "--as-of", "99999"), "is not in this history"),
        () ->
            Refusals.assertOneLine(
                ask("tail", "--replica", "1-11", "--follow"), "time passes only on request"),
        () -> Refusals.assertOneLine(ask("tail", "--replica", "1-99"), "no replica or AS 1-99"),
        () -> Refusals.assertOneLine(ask("tail"), "no AS of the world given"),
        () ->
            Refusals.assertOneLine(
                CommandRun.of("tail", "--replica", "1-11"), "so it requires --world"),
        () ->
            Refusals.assertOneLine(
                ask("tail", "--replica", "1-11", "--log", "x:1"),
                "--world cannot be combined with --config"));
  }
}
