package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.embedded.EmbeddedBrokerException;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.OwnLoopback;
import org.waymark.runtime.SystemClock;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.folder.WorldSettings;

/** Tests worlds with real sockets, stores and brokers, as {@code world run} runs them. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RealWorldTest {
  private static final String DIRECT = "1-12#0,88 1-13#92,0";

  @TempDir private Path root;
  private OwnLoopback loopback;

  @BeforeEach
  void takeAddresses() throws Exception {
    loopback = OwnLoopback.take();
  }

  @AfterEach
  void giveAddressesBack() throws Exception {
    loopback.close();
  }

  private Path made(String name) throws Exception {
    Path folder = root.resolve(name);
    WorldFolder.create(
        folder,
        NetworkTopology.tiny(),
        WorldSettings.of(1).withPeriods(1, 1).withLoopback(loopback.secondByte()),
        new SystemClock());
    return folder;
  }

  private WaymarkProcess running(Path folder) throws Exception {
    WaymarkProcess process =
        new WaymarkProcess(root.resolve("errors"), "world", "run", folder.toString());
    process.lineWith("The world is running");
    return process;
  }

  @Test
  void linkIsCutAndWhatFollowsIsToldUntilTheWorldIsStopped() throws Exception {
    Path folder = made("w");
    try (WaymarkProcess process = running(folder)) {
      awaitPath(folder, DIRECT);
      CommandRun paths = CommandRun.of("paths", "1-12", "1-13", "--world", folder.toString());
      assertTrue(paths.out().contains("1-12 88>92 1-13"), paths::out);

      assertEquals(ExitCode.YES, CommandRun.ofWorld(folder, "link", "cut", "1-12#88").exitCode());
      process.lineWith("link 1-12#88 -- 1-13#92 is cut");
      String dead =
          process.lineWith("no longer receives keepalives from its neighbour and is revoked");
      assertTrue(dead.contains("1-12#88") || dead.contains("1-13#92"), dead);
      process.lineWith("is recorded in the log of 1-1");
      process.lineWith("1-12 -> 1-13: best path, links 2: 1-12#0,");
      JsonNode status =
          new JsonMapper().readTree(CommandRun.ofWorld(folder, "status", "--json").out());
      assertAll(
          () -> assertFalse(status.path("virtual").asBoolean()),
          () -> assertEquals(3, status.path("ases").size()));

      askThroughTheStore(folder);
      askTheLog(folder, status.path("kafka").asText());
      assertEquals(0, process.terminate(), process::errors);
      assertEquals("", process.errors());
    }
    assertFalse(Files.exists(ControlSocket.path(folder).path()));
    // The addresses are free, and the log and stores can be used again.
    try (WaymarkProcess again = running(folder)) {
      assertEquals(0, again.terminate(), again::errors);
    }
  }

  /** Commands that read the log itself find it through the world, by an AS or by a replica. */
  private static void askTheLog(Path folder, String broker) {
    CommandRun byAddress =
        CommandRun.of("tail", "--log", broker, "--prefix", "waymark.1-12", "--format", "jsonl");
    assertEquals(ExitCode.YES, byAddress.exitCode(), byAddress::err);
    assertTrue(byAddress.out().contains("1-12"), byAddress::out);
    for (String replica : List.of("1-12", "ps1-12-1")) {
      CommandRun ofWorld =
          CommandRun.of("tail", "--world", "" + folder, "--replica", replica, "--format", "jsonl");
      assertTrue(ofWorld.out().startsWith(byAddress.out().lines().findFirst().orElseThrow()));
    }
    Refusals.assertOneLine(
        CommandRun.of("tail", "--world", "" + folder, "--replica", "1-99"),
        "no replica or AS 1-99");
  }

  /** The store directory of a replica of the running world leads to that replica, as elsewhere. */
  private static void askThroughTheStore(Path folder) throws Exception {
    Path store;
    try (Stream<Path> files = Files.walk(folder)) {
      store =
          files
              .filter(file -> file.endsWith("control/history"))
              .filter(file -> file.toString().contains("ps1-12-1"))
              .findFirst()
              .orElseThrow()
              .getParent()
              .getParent();
    }
    CommandRun ofStore = CommandRun.of("explain", "1-12", "1-13", "--store", store.toString());
    CommandRun ofWorld = CommandRun.of("explain", "1-12", "1-13", "--world", folder.toString());
    assertAll(
        () -> assertEquals(ExitCode.YES, ofStore.exitCode(), ofStore::err),
        () -> assertEquals(ExitCode.YES, ofWorld.exitCode(), ofWorld::err),
        () -> assertTrue(ofStore.out().contains("of the running replica"), ofStore::out),
        () -> assertTrue(ofWorld.out().contains("running replica ps1-12-1"), ofWorld::out));
  }

  /** Probes repeatedly without pauses, because a probe takes seconds if it finds no path. */
  private static void awaitPath(Path folder, String sequence) {
    CommandRun probe = CommandRun.ofWorld(folder, "probe", "1-12", "1-13");
    while (probe.lines().stream()
        .noneMatch(line -> line.startsWith("alive") && line.endsWith(sequence))) {
      probe = CommandRun.ofWorld(folder, "probe", "1-12", "1-13");
    }
  }

  @Test
  void whatAnotherWorldHasIsRefusedInOneLine() throws Exception {
    Path folder = made("w");
    Path other = made("other");
    try (WaymarkProcess process = running(folder)) {
      Refusals.assertOneLine(
          CommandRun.of("world", "run", folder.toString()),
          "waymark: the embedded broker cannot use",
          "another broker is using it");
      Refusals.assertOneLine(
          CommandRun.of("world", "run", other.toString()), "cannot bind UDP 127.", "--loopback");
      assertEquals(
          ExitCode.YES, CommandRun.ofWorld(folder, "status").exitCode(), "the first one goes on");
      assertEquals(0, process.terminate(), process::errors);
    }
  }

  @Test
  void worldWhoseBrokerEndsByItselfEndsWithAnErrorThatSaysWhatToDo() throws Exception {
    Path folder = made("w");
    CompletableFuture<CommandRun> running = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> running.complete(CommandRun.of("world", "run", folder.toString())));
    while (CommandRun.ofWorld(folder, "status").exitCode() != ExitCode.YES) {
      assertFalse(running.isDone(), () -> running.join().err());
    }
    assertThrows(EmbeddedBrokerException.class, () -> Exit.halt(1, "all log dirs failed"));
    CommandRun run = running.get(60, TimeUnit.SECONDS);
    assertEquals(ExitCode.ERROR, run.exitCode(), run::out);
    assertEquals(
        "waymark: the embedded Kafka broker has stopped: the embedded broker tried to end the JVM"
            + " with status 1: all log dirs failed; check the disk of "
            + folder.resolve("kafka")
            + " and restart the world\n",
        run.err());
  }

  @Test
  void folderTooDeepForASocketIsRefusedBeforeAnythingStarts() throws Exception {
    Path folder = made("f".repeat(100));
    Refusals.assertOneLine(
        CommandRun.of("world", "run", folder.toString()),
        "the path of a Unix socket",
        "use a shorter path");
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("ISD1", "world.yml"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }
}
