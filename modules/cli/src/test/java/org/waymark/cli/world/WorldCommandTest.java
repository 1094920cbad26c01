package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.live.VirtualWorld;
import org.waymark.world.site.Site;

/** Tests the commands that create and change a world, in virtual time. */
class WorldCommandTest {
  @TempDir private Path root;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private Path made(String... shape) {
    Path folder = root.resolve("w");
    List<String> words = new ArrayList<>(List.of("world", "create", folder.toString()));
    words.addAll(List.of(shape));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    return folder;
  }

  /** Starts a world as {@code world run --virtual} does. {@return its folder} */
  private Path running(String... shape) throws Exception {
    Path folder = made(shape);
    VirtualWorld live = new VirtualWorld(WorldFolder.open(folder));
    opened.add(live);
    StreamListener listener =
        ControlSocket.listen(
            ControlSocket.path(folder),
            new UnixStreams(FaultHandler.logging(LoggerFactory.getLogger(getClass()))),
            new WorldControl(live, new WatchedPaths(live)));
    opened.add(listener);
    return folder;
  }

  private static String done(Path folder, String... words) {
    CommandRun run = CommandRun.ofWorld(folder, words);
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    return run.out();
  }

  private static JsonNode status(Path folder) throws Exception {
    return new JsonMapper().readTree(done(folder, "status", "--json"));
  }

  @Test
  void linkThatIsCutLeavesThePathsAndComesBack() throws Exception {
    Path folder = running("--shipped", "tiny");
    done(folder, "clock", "advance", "30");
    String direct = "1-12#0,88 1-13#92,0";
    assertTrue(done(folder, "probe", "1-12", "1-13").contains(direct));

    assertEquals("link 1-12#88: cut\n", done(folder, "link", "cut", "1-12#88"));
    done(folder, "clock", "advance", "6");
    CommandRun told = CommandRun.ofWorld(folder, "probe", "1-12", "1-13");
    assertAll(
        () -> assertEquals(ExitCode.YES, told.exitCode(), told::err),
        () -> assertFalse(told.out().contains(direct), told::out),
        () -> assertTrue(told.out().contains("alive"), told::out));
    JsonNode seen = status(folder);
    assertTrue(
        seen.path("links").findParents("cut").stream().anyMatch(l -> l.path("cut").asBoolean()));
    assertEquals("down", seen.path("ases").get(1).path("interfaces").path("88").asText());
    assertTrue(done(folder, "status").contains("CUT, seen down/down"));
    JsonNode second = seen.path("ases").get(1);
    assertAll(
        () -> assertTrue(second.path("registered").path("up").asInt() > 0, second::toString),
        () -> assertTrue(second.path("drops").isObject(), second::toString));

    done(folder, "link", "restore", "1-13#92");
    done(folder, "clock", "advance", "40");
    assertTrue(done(folder, "probe", "1-12", "1-13").contains(direct));
    assertTrue(rows(done(folder, "status")).contains("1-12#88 -- 1-13#92 peer up"));
  }

  /** {@return the rows of a table, regardless of the widths of its columns} */
  private static List<String> rows(String table) {
    return table.lines().map(line -> line.replaceAll(" +", " ")).toList();
  }

  @Test
  void probeListsTheBestPathsAndCountsTheOthersByState() throws Exception {
    Path folder = running("--shipped", "tiny");
    done(folder, "clock", "advance", "30");
    List<String> all = done(folder, "probe", "1-12", "1-13").lines().toList();
    assertEquals(2, all.size(), all.toString());
    List<String> best = done(folder, "probe", "1-12", "1-13", "-m", "1").lines().toList();
    assertAll(
        () -> assertTrue(best.get(0).endsWith("1-12#0,88 1-13#92,0"), best::toString),
        () -> assertEquals("and 1 more: 1 alive; use -m 2 to list all", best.get(1)));
    done(folder, "link", "cut", "1-11#50");
    done(folder, "clock", "advance", "1");
    assertTrue(
        done(folder, "probe", "1-12", "1-13", "-m", "1")
            .contains("and 1 more: 1 timeout; use -m 2"));
    Refusals.assertOneLine(
        CommandRun.ofWorld(folder, "probe", "1-12", "1-13", "-m", "0"), "--max-paths");
  }

  @Test
  void certificatesOfAWorldEndWhenItSays() throws Exception {
    Path folder = running("--shipped", "tiny", "--cert-life", "10m");
    for (Site site : WorldFolder.open(folder).sites().values()) {
      site.certificates().trcs().forEach(trc -> assertEndsInTenMinutes(trc.expirationTimeS()));
      site.certificates()
          .chains()
          .forEach(chain -> assertEndsInTenMinutes(chain.leaf().expirationTimeS()));
    }
    done(folder, "clock", "advance", "60");
    assertTrue(done(folder, "probe", "1-12", "1-13").contains("alive"));
    done(folder, "clock", "advance", "600");
    CommandRun ended = CommandRun.ofWorld(folder, "probe", "1-12", "1-13");
    assertEquals(ExitCode.NO, ended.exitCode(), ended::out);
    assertEquals("no path from 1-12 to 1-13\n", ended.out());

    Path other = root.resolve("other");
    Refusals.assertOneLine(
        CommandRun.of("world", "create", other.toString(), "--cert-life", "5m"),
        "certificate life must be in 338..315360000 s, got 300");
    CommandRun soon = CommandRun.of("world", "create", other.toString(), "--cert-life", "soon");
    assertEquals(ExitCode.ERROR, soon.exitCode());
    assertTrue(
        soon.err().contains("must be a duration such as 600, 30m, 12h or 3d, got 'soon'"),
        soon::err);
  }

  /**
   * Checks that a time is ten minutes after the creation of the folder, which happened within the
   * last two minutes.
   */
  private static void assertEndsInTenMinutes(long endS) {
    long leftS = endS - Instant.now().getEpochSecond();
    assertTrue(leftS > 480 && leftS <= 600, "ends in " + leftS + " s");
  }

  @Test
  void habitsOfAWorldAreInItsFile() throws Exception {
    Path folder = made("--shipped", "tiny", "--habits", "original");
    assertTrue(Files.readString(folder.resolve("world.yml")).contains("\n  habits: original\n"));
  }

  @Test
  void topologyFileOfScionMakesAWorldAndSaysWhatOfItWasSkipped() throws Exception {
    Path file =
        Files.writeString(
            root.resolve("some.topo"),
            """
            ASes:
              "1-ff00:0:b1": {core: true, voting: true, issuing: true}
              "1-ff00:0:b2": {cert_issuer: 1-ff00:0:b1}
            links:
              - {a: "1-ff00:0:b1-A", b: "1-ff00:0:b2#7", linkAtoB: CHILD, bw: 500}
            """);
    Path folder = root.resolve("made");
    CommandRun run =
        CommandRun.of("world", "create", folder.toString(), "--topology", file.toString());
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
    assertEquals(
        file
            + ": ignored keys that a world does not use: of ASes: cert_issuer (1), issuing (1),"
            + " voting (1); of links: bw (1), names of border routers (1)",
        run.lines().getFirst());
    assertTrue(
        Files.readString(folder.resolve("world.yml"))
            .contains("{a: \"1-ff00:0:b1#1\", b: \"1-ff00:0:b2#7\", linkAtoB: CHILD"));
  }

  @Test
  void replicasAreKilledAndAsesStopAndBothStartAgain() throws Exception {
    Path folder = running("--shipped", "tiny", "--replicas", "2");
    done(folder, "clock", "advance", "20");
    long offset = offset(status(folder), 1, 0);
    assertTrue(offset > 0);

    done(folder, "replica", "kill", "ps1-12-1");
    Refusals.assertOneLine(
        CommandRun.ofWorld(folder, "replica", "kill", "ps1-12-1"), "is not running");
    assertEquals("stopped", replica(status(folder), 1, 0).path("state").asText());
    done(folder, "replica", "start", "ps1-12-1");
    done(folder, "clock", "advance", "15");
    JsonNode again = status(folder);
    assertAll(
        () -> assertEquals("READY", replica(again, 1, 0).path("state").asText()),
        () -> assertTrue(offset(again, 1, 0) >= offset),
        () ->
            assertEquals(
                replica(again, 1, 1).path("digest").asText(),
                replica(again, 1, 0).path("digest").asText()));

    done(folder, "as", "stop", "1-13");
    assertFalse(status(folder).path("ases").get(2).path("running").asBoolean());
    done(folder, "as", "start", "1-13");
    assertTrue(status(folder).path("ases").get(2).path("running").asBoolean());
  }

  @Test
  void dispatcherOfAnAsStopsAndStarts() throws Exception {
    Path folder = running("--shipped", "tiny", "--replicas", "2", "--dispatcher", "1-12");
    done(folder, "clock", "advance", "20");
    JsonNode as = status(folder).path("ases").get(1);
    assertEquals("{\"running\":true,\"registered\":2}", as.path("dispatcher").toString());
    assertTrue(done(folder, "status").contains("registered with the dispatcher: 2"));
    assertTrue(done(folder, "probe", "1-12", "1-13").contains("alive"));

    assertEquals("dispatcher 1-12: stop\n", done(folder, "dispatcher", "stop", "1-12"));
    assertTrue(done(folder, "status").contains("dispatcher stopped"));
    assertEquals(ExitCode.NO, CommandRun.ofWorld(folder, "probe", "1-12", "1-13").exitCode());
    done(folder, "dispatcher", "start", "1-12");
    done(folder, "clock", "advance", "7");
    assertTrue(done(folder, "probe", "1-12", "1-13").contains("alive"));
    Refusals.assertOneLine(
        CommandRun.ofWorld(folder, "dispatcher", "stop", "1-11"), "have no dispatcher");
  }

  private static JsonNode replica(JsonNode status, int as, int replica) {
    return status.path("ases").get(as).path("replicas").get(replica);
  }

  private static long offset(JsonNode status, int as, int replica) {
    return replica(status, as, replica).path("nextOffset").asLong();
  }

  @Test
  void whatCannotBeDoneIsRefusedInOneLine() throws Exception {
    Path folder = running("--shipped", "tiny");
    Refusals.assertOneLine(
        CommandRun.ofWorld(folder, "link", "cut", "1-12#5"), "no link at 1-12#5");
    Refusals.assertOneLine(
        CommandRun.ofWorld(folder, "link", "cut", "1-12"), "is not an interface", "1-11#5");
    Refusals.assertOneLine(CommandRun.ofWorld(folder, "link", "restore", "1-12#88"), "is not cut");
    Refusals.assertOneLine(CommandRun.ofWorld(folder, "as", "stop", "9-9"), "no AS 9-9");
    Refusals.assertOneLine(CommandRun.ofWorld(folder, "as", "start", "1-12"), "is already running");
    Refusals.assertOneLine(CommandRun.ofWorld(folder, "replica", "kill", "psX"), "no replica psX");
    for (String seconds : List.of("soon", "0", "-1", "NaN", "0.0004", "86401", "1e10")) {
      Refusals.assertOneLine(
          CommandRun.ofWorld(folder, "clock", "advance", seconds),
          "must be 0.001 to 86400, got '" + seconds);
    }
    Refusals.assertOneLine(CommandRun.ofWorld(root, "status"), "is not the folder of a world");
  }

  @Test
  void pathsOfAWorldThatCannotBeAskedSayWhy() throws Exception {
    Refusals.assertOneLine(
        paths(root.resolve("no"), "1-12"), "is not the folder of a world", "waymark world create");
    Refusals.assertOneLine(
        paths(made("--shipped", "tiny", "--seed", "2"), "1-12"),
        "is not running",
        "start it with: waymark world run");
  }

  @Test
  void pathsOfAVirtualWorldSayHowToFindThem() throws Exception {
    Path folder = running("--shipped", "tiny");
    Refusals.assertOneLine(paths(folder, "1-12"), "is virtual", "use world probe");
    Refusals.assertOneLine(paths(folder, "9-9"), "has no AS 9-9; its ASes are 1-11, 1-12, 1-13");
  }

  private static CommandRun paths(Path folder, String from) {
    return CommandRun.of("paths", from, "1-13", "--world", folder.toString());
  }

  @Test
  void requestWithoutWordsOrMeaningIsRefusedAndTheWorldGoesOn() throws Exception {
    Path folder = running("--shipped", "tiny");
    for (String verb :
        List.of(
            "cut",
            "restore",
            "stop_as",
            "start_as",
            "kill_replica",
            "start_replica",
            "stop_dispatcher",
            "start_dispatcher",
            "advance")) {
      assertEquals(
          "{\"error\":\"'" + verb + "' must have 1 words, got 0\"}",
          said(folder, "{\"verb\":\"" + verb + "\"}"));
    }
    assertEquals(
        "{\"error\":\"'probe' must have 2 words, got 0\"}", said(folder, "{\"verb\":\"probe\"}"));
    assertEquals("{\"error\":\"the request is not JSON\"}", said(folder, "{"));
    assertEquals("{\"error\":\"unknown request to a world: ''\"}", said(folder, ""));
    assertEquals(
        "{\"error\":\"unknown request to a world: 'fly'\"}", said(folder, "{\"verb\":\"fly\"}"));
    assertEquals(3, status(folder).path("ases").size());
  }

  /** Sends a line that no command sends. {@return the response} */
  private static String said(Path folder, String line) throws IOException {
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("control.sock")))) {
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      return new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  @Test
  void timePassesByAsMuchAsWasSaid() throws Exception {
    Path folder = running("--shipped", "tiny");
    Instant before = Instant.parse(status(folder).path("time").asText());
    done(folder, "clock", "advance", "0.001");
    done(folder, "clock", "advance", "2.5");
    Instant after = Instant.parse(status(folder).path("time").asText());
    assertEquals(Duration.ofMillis(2_501), Duration.between(before, after));
  }

  @Test
  void worldIsMadeOfTheFileOfAnotherOneWithWhatTheOptionsSay() throws Exception {
    Path folder = made("--shipped", "tiny", "--seed", "5", "--loopback", "77");
    String first = Files.readString(folder.resolve("world.yml"));
    Path edited = Files.writeString(root.resolve("edited.yml"), first);
    Path same = root.resolve("same");
    Path other = root.resolve("other");
    for (CommandRun run :
        List.of(
            CommandRun.of("world", "create", same.toString(), "--topology", edited.toString()),
            CommandRun.of(
                "world",
                "create",
                other.toString(),
                "--topology",
                edited.toString(),
                "--replicas",
                "2",
                "--dispatcher",
                "1-12"))) {
      assertEquals(ExitCode.YES, run.exitCode(), run::err);
    }
    assertEquals(first, Files.readString(same.resolve("world.yml")));
    assertEquals(
        first
            .replace("replicasPerAs: 1", "replicasPerAs: 2")
            .replace("behindDispatcher: []", "behindDispatcher: [\"1-12\"]"),
        Files.readString(other.resolve("world.yml")));
  }

  @Test
  void worldIsMadeOnlyOfWhatMakesOne() throws Exception {
    Path folder = made("--ases", "6", "--seed", "3");
    Refusals.assertOneLine(CommandRun.of("world", "create", folder.toString()), folder.toString());
    Path other = root.resolve("other");
    Refusals.assertOneLine(
        CommandRun.of("world", "create", other.toString(), "--shipped", "no"), "tiny or two-isds");
    Path wrong =
        Files.writeString(
            root.resolve("wrong.yml"),
            "ASes:\n  \"1-11\": {core: true}\nlinks:\n  - {a: \"1-11#1\", b: \"1-12#1\","
                + " linkAtoB: CHILD}\n");
    Refusals.assertOneLine(
        CommandRun.of("world", "create", other.toString(), "--topology", wrong.toString()),
        "wrong.yml",
        "1-12");
    Refusals.assertOneLine(
        CommandRun.of("world", "create", other.toString(), "--dispatcher", "9-9"), "no AS 9-9");
    assertFalse(Files.exists(other));
  }
}
