package org.waymark.cli.world;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.Logging;
import org.waymark.cli.command.StopDeadline;
import org.waymark.cli.command.StopSignals;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.edge.config.StartupException;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldFolder;
import org.waymark.world.live.LiveWorld;
import org.waymark.world.live.RealWorld;
import org.waymark.world.live.VirtualWorld;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a world until the process is asked to stop. */
@Command(
    name = "run",
    description = {
      "Runs the world in a folder until SIGTERM or Ctrl-C.",
      "The command prints changes in the world as they happen. To query or change the world, use"
          + " waymark paths and the other commands of waymark world from another terminal."
    },
    footer = "  waymark world run world")
final class WorldRunCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(WorldRunCommand.class);
  private static final long LOOK_MS = 200;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "The folder of the world, created by waymark world create.")
  private Path folder;

  @Option(
      names = "--virtual",
      description =
          "Runs the world in virtual time and in memory. It uses only world.yml and ignores the"
              + " keys, certificates and configurations in the folder. Time passes only when"
              + " waymark world clock advances it, or while waymark world probe waits for replies.")
  private boolean virtual;

  @Override
  public Integer call() throws InterruptedException {
    Logging.stampLines();
    Logging.errorsOnly();
    SocketPath socket = ControlSocket.path(folder);
    CompletableFuture<Integer> end = new CompletableFuture<>();
    WorldFolder opened = open();
    try (SystemTimers timers = new SystemTimers("waymark-stop", FaultHandler.logging(log));
        StopDeadline deadline = new StopDeadline(timers, () -> endAtOnce(end));
        StopSignals _ = new StopSignals(() -> end.complete(ExitCode.YES));
        LiveWorld live = start(opened)) {
      live.failure()
          .whenComplete(
              (never, failure) -> {
                if (end.completeExceptionally(failure)) {
                  deadline.begin();
                }
              });
      run(live, opened, socket, end);
      return end.get();
    } catch (WorldException | IOException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (ExecutionException e) {
      // This code is reached only if the world has failed.
      throw new CommandException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** Ends the process, because replicas whose broker has ended may hang when they are closed. */
  private void endAtOnce(CompletableFuture<Integer> end) {
    log.error(
        "The world did not stop within {} s, so its process is being terminated: {}",
        StopDeadline.AFTER_MS / 1_000,
        end.exceptionNow().getMessage());
    Runtime.getRuntime().halt(ExitCode.ERROR);
  }

  private WorldFolder open() {
    try {
      return WorldFolder.open(folder);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void run(
      LiveWorld live, WorldFolder opened, SocketPath socket, CompletableFuture<Integer> end)
      throws IOException, InterruptedException, ExecutionException {
    PrintWriter out = spec.commandLine().getOut();
    WatchedPaths watched = new WatchedPaths(live);
    WorldControl control = new WorldControl(live, watched);
    // The control is closed first, so that late requests are rejected instead of being left
    // unanswered.
    try (StreamListener _ =
            ControlSocket.listen(socket, new UnixStreams(FaultHandler.logging(log)), control);
        control) {
      out.printf(
          "The world is running. From another terminal: waymark world status --world %s%n", folder);
      out.flush();
      watch(new WorldChanges(live.world(), watched, out), new WorldTrust(opened, out), end);
    }
  }

  private LiveWorld start(WorldFolder opened) throws WorldException {
    if (virtual) {
      return new VirtualWorld(opened);
    }
    Streams streams = new UnixStreams(FaultHandler.logging(log));
    return new RealWorld(
        opened,
        (config, replica) ->
            ReplicaSocket.HISTORY.listen(
                "replica " + config.id(), config.storeFolder(), streams, replica::answer));
  }

  /** Prints changes until the stop signal. A virtual world changes only on request. */
  private void watch(WorldChanges changes, WorldTrust trust, CompletableFuture<Integer> end)
      throws InterruptedException, ExecutionException {
    if (virtual) {
      end.get();
      return;
    }
    SystemClock clock = new SystemClock();
    do {
      trust.look(clock.wallMs());
      changes.look();
    } while (!ends(end));
  }

  private static boolean ends(CompletableFuture<Integer> end)
      throws InterruptedException, ExecutionException {
    try {
      end.get(LOOK_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
