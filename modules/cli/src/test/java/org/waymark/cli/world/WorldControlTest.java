package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.UnixStreams;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.World;
import org.waymark.world.live.LiveWorld;

/** Tests that every request gets a response, or times out, even if the world fails or hangs. */
class WorldControlTest {
  private static final FaultHandler FAULTS =
      FaultHandler.logging(LoggerFactory.getLogger(WorldControlTest.class));

  @TempDir private Path folder;

  /** A world that reacts to requests only as the test specifies. */
  private record Strange(Runnable whenAsked) implements LiveWorld {
    @Override
    public World world() {
      whenAsked.run();
      throw new IllegalStateException("nobody expects this");
    }

    @Override
    public boolean isVirtual() {
      return true;
    }

    @Override
    public long advance(long ms) {
      throw new AssertionError("time does not pass here");
    }

    @Override
    public <T> T await(CompletableFuture<T> future) {
      throw new AssertionError("nobody waits here");
    }

    @Override
    public CompletableFuture<Void> failure() {
      return new CompletableFuture<>();
    }

    @Override
    public void close() {
      // There is nothing to end.
    }
  }

  private StreamListener listen(Runnable whenAsked) throws Exception {
    return ControlSocket.listen(
        ControlSocket.path(folder), new UnixStreams(FAULTS), control(whenAsked));
  }

  private static WorldControl control(Runnable whenAsked) {
    Strange strange = new Strange(whenAsked);
    return new WorldControl(strange, new WatchedPaths(strange));
  }

  private CommandRun status() {
    return CommandRun.ofWorld(folder, "status");
  }

  @Test
  void failureThatNobodyExpectsIsAnswered() throws Exception {
    try (StreamListener _ = listen(() -> {})) {
      Refusals.assertOneLine(
          status(), "the world failed to carry out the request", "nobody expects this");
    }
  }

  @Test
  void worldThatDiesIsNoLongerWaitedFor() throws Exception {
    try (StreamListener _ =
        listen(
            () -> {
              throw new OutOfMemoryError("made up");
            })) {
      Refusals.assertOneLine(status(), "ended before it answered");
    }
  }

  @Test
  void worldThatHangsIsNotWaitedForEver() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (StreamListener _ =
        listen(
            () -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      CommandException told =
          assertThrows(
              CommandException.class,
              () -> ControlSocket.ask(folder, new ControlRequest.Status(), Duration.ofMillis(20)));
      assertTrue(told.getMessage().contains("has not answered"), told::getMessage);
      end.countDown();
    }
  }

  @Test
  void nothingIsDoneAfterTheEnd() throws Exception {
    WorldControl control = control(() -> {});
    control.close();
    assertEquals("the world is stopping", error(control, "{\"verb\": \"status\"}"));
  }

  @Test
  void requestsThatAreNoneAreRefused() throws Exception {
    WorldControl control =
        control(
            () -> {
              throw new AssertionError("it was done");
            });
    for (String none : List.of("{}", "[]", "7", "\"cut\"", "{\"verb\": \"CUT\"}")) {
      assertTrue(error(control, none).startsWith("unknown request to a world: "), none);
    }
    for (String verb :
        List.of(
            "cut",
            "restore",
            "stop_as",
            "start_as",
            "kill_replica",
            "start_replica",
            "probe",
            "advance")) {
      assertTrue(
          error(control, "{\"verb\": \"%s\"}".formatted(verb)).contains("words, got 0"), verb);
    }
    assertEquals(
        "'cut' must have 1 words, got 2",
        error(control, "{\"verb\": \"cut\", \"words\": [\"1-11#1\", \"1-12#1\"]}"));
    for (String ms : List.of("0", "-1", "86400001", "9223372036854775808", "x")) {
      error(control, "{\"verb\": \"advance\", \"words\": [\"%s\"]}".formatted(ms));
    }
    error(control, "{\"verb\": \"cut\", \"words\": [\"1-11\"]}");
  }

  private static String error(WorldControl control, String request) throws Exception {
    JsonNode error = control.answer(new JsonMapper().readTree(request)).path("error");
    assertTrue(error.isTextual(), request);
    return error.asText();
  }

  @Test
  void requestsArriveAsTheyAreSent() {
    IsdAs ia = IsdAs.parse("1-ff00:0:110");
    AsInterface end = new AsInterface(ia, 7);
    for (ControlRequest request :
        List.of(
            new ControlRequest.Status(),
            new ControlRequest.Cut(end),
            new ControlRequest.Restore(end),
            new ControlRequest.StopAs(ia),
            new ControlRequest.StartAs(ia),
            new ControlRequest.KillReplica("ps1-11-1"),
            new ControlRequest.StartReplica("ps1-11-1"),
            new ControlRequest.Probe(ia, IsdAs.parse("1-12")),
            new ControlRequest.Advance(1_000))) {
      assertEquals(request, ControlRequest.of(request.document()));
    }
  }
}
