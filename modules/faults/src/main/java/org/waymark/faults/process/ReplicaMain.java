package org.waymark.faults.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.waymark.edge.Replica;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.faults.instrumentation.ChangedClasses;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.log.kafka.Lz4Library;
import org.waymark.store.row.StoreException;

/**
 * The main class of a replica process: {@code waymark serve}, controlled by its parent.
 *
 * <pre> answers without a request   ready STANDING     once, when the replica has caught up
 * status N            status-N STANDING
 * stop                stops the replica and ends the process with exit code 0
 * </pre>
 */
final class ReplicaMain {
  /** The exit code of a replica that could not start, for example because it had no log. */
  static final int REFUSED = 2;

  private static final JsonMapper JSON = new JsonMapper();

  private ReplicaMain() {}

  /** Runs the replica. The argument names the configuration file. */
  public static void main(String[] arguments) throws StartupException, InterruptedException {
    ChangedClasses.define();
    CompletableFuture<RunningReplica> running = new CompletableFuture<>();
    Commands.read(command -> obey(command, running));
    Lz4Library.prepare();
    try {
      RunningReplica started = RunningReplica.start(ReplicaConfig.read(Path.of(arguments[0])));
      running.complete(started);
      started
          .replica()
          .whenCaughtUp()
          .thenRun(() -> Commands.answer("ready", standing(started.replica())));
    } catch (LogException | StoreException refused) {
      System.err.println("Refused to start: " + refused.getMessage());
      Runtime.getRuntime().halt(REFUSED);
    }
    // All other threads are daemons. The process ends by a command, or with its parent.
    new CountDownLatch(1).await();
  }

  private static void obey(String command, CompletableFuture<RunningReplica> running) {
    if (command.equals("stop")) {
      running.join().close();
      Runtime.getRuntime().halt(0);
    }
    String number = command.substring("status ".length());
    Commands.answer("status-" + number, standing(running.join().replica()));
  }

  private static String standing(Replica replica) {
    try {
      return JSON.writeValueAsString(
          new Standing(
              replica.state().text(),
              folded(replica.standing(Topic.EVENTS)),
              folded(replica.standing(Topic.TRUST))));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Standing.Folded folded(Replica.Standing standing) {
    return new Standing.Folded(
        standing.nextOffset(), standing.digest().sum().hex(), standing.digest().rows());
  }
}
