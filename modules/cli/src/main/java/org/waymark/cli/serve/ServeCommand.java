package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.cli.command.Logging;
import org.waymark.cli.command.StopDeadline;
import org.waymark.cli.command.StopSignals;
import org.waymark.edge.Replica;
import org.waymark.edge.config.Overrides;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SystemTimers;
import org.waymark.store.Store;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one replica until the process is asked to stop. */
@Command(
    name = "serve",
    description = {
      "Runs one replica of a path server until SIGTERM or Ctrl-C.",
      "The command prints one line when the replica has caught up with the log and is ready."
    },
    footer = "  waymark serve --config deploy/waymark.toml")
public final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);
  private static final long MIB = 1 << 20;

  /**
   * The time that a replica has to finish its start once it is asked to stop, in milliseconds. If
   * the log can be reached, the start normally takes less, and the replica stops in order. If not,
   * it takes longer than the time allowed for stopping. A start with an embedded broker may take
   * longer, too, so it has all the time allowed for stopping.
   */
  private static final long START_AFTER_MS = 2_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description =
          "The replica's configuration. For an example with every key, see deploy/waymark.toml.")
  private Path configFile;

  @Option(
      names = "--embedded",
      description =
          "Starts a Kafka broker in the same process, at the single address in kafka.bootstrap,"
              + " where other replicas of the AS can join it. The broker keeps its data next to the"
              + " store, in STORE-kafka. The topics are created on the first start. The broker does"
              + " not check who connects: let only the replicas reach its port.")
  private boolean embedded;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A value of the configuration that replaces that of the file, and of the environment"
              + " variable WAYMARK_KEY. Can be repeated.")
  private List<String> values = List.of();

  @Option(names = "--json", description = "Prints the readiness line as JSON.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    Logging.stampLines();
    ReplicaConfig config = readConfig();
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (SystemTimers timers = new SystemTimers("waymark-stop", FaultHandler.logging(log));
        StopDeadline deadline = new StopDeadline(timers, () -> endAtOnce(config.id(), end));
        StopSignals _ = new StopSignals(() -> end.complete(ExitCode.YES))) {
      end.whenComplete((code, failure) -> deadline.begin());
      log.info(
          "Starting replica {}: heap up to {} MiB (see WAYMARK_MEMORY), plus up to {} MiB for each"
              + " open store",
          config.id(),
          Runtime.getRuntime().maxMemory() / MIB,
          Store.NATIVE_LIMIT_BYTES / MIB);
      try (EmbeddedLog eventLog =
              embedded
                  ? EmbeddedLog.start(config, end::completeExceptionally)
                  : EmbeddedLog.none();
          ServedReplica running = start(eventLog.in(config), timers, end)) {
        tellWhenReady(running.replica());
        return end.get();
      }
    } catch (ExecutionException e) {
      // Only a failure of the embedded broker completes this future exceptionally.
      throw (CommandException) e.getCause();
    }
  }

  /** Starts the replica, unless it is asked to stop and cannot finish its start soon. */
  private ServedReplica start(
      ReplicaConfig config, SystemTimers timers, CompletableFuture<Integer> end) {
    try (StopDeadline finished =
        new StopDeadline(timers, START_AFTER_MS, () -> leave(config.id()))) {
      if (!embedded) {
        end.thenRun(finished::begin);
      }
      return ServedReplica.start(config);
    }
  }

  /**
   * Ends a process whose start takes too long, usually because it waits for the log. What it may
   * hold in memory is lost, as in a crash, and {@code .audit} may have its start without a stop.
   */
  private static void leave(String id) {
    log.info("Stopping replica {} before it has finished its start", id);
    System.exit(ExitCode.YES);
  }

  private static void endAtOnce(String id, CompletableFuture<Integer> end) {
    log.error(
        "Replica {} did not stop within {} s, so its process is being terminated; the next start"
            + " continues from the last flush of the store{}",
        id,
        StopDeadline.AFTER_MS / 1_000,
        end.isCompletedExceptionally() ? ". " + end.exceptionNow().getMessage() : "");
    Runtime.getRuntime().halt(ExitCode.ERROR);
  }

  private ReplicaConfig readConfig() {
    try {
      Overrides overrides = Overrides.of(ConfigFile.environment(), values);
      overrides.unknownVariables().forEach(log::warn);
      return ReplicaConfig.read(configFile, overrides);
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private void tellWhenReady(Replica replica) {
    replica
        .whenCaughtUp()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                printReady(replica);
              }
            });
  }

  private void printReady(Replica replica) {
    PrintWriter out = spec.commandLine().getOut();
    Replica.Standing standing = replica.standing(Topic.EVENTS);
    String address = SocketAddresses.text(replica.address());
    if (json) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("ready", replica.id());
      line.put("address", address);
      line.put("nextOffset", standing.nextOffset());
      line.put("rows", standing.digest().rows());
      line.put("digest", standing.digest().sum().hex());
      out.println(line);
    } else {
      out.printf(
          "%s is ready at %s: %d events applied, %d rows, digest %s%n",
          replica.id(),
          address,
          standing.nextOffset(),
          standing.digest().rows(),
          standing.digest().sum().hex().substring(0, 16));
    }
    out.flush();
  }
}
