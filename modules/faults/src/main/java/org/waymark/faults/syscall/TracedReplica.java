package org.waymark.faults.syscall;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import org.waymark.edge.Replica;
import org.waymark.faults.truth.RecordedLog;
import org.waymark.faults.truth.RecordedLogFile;
import org.waymark.faults.truth.RecordedReplica;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.Waiting;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * The main class of a process that runs one replica with a recorded log in memory. The log grows in
 * steps of more than half an hour, so the replica flushes after each step. The last line of
 * standard output says how the replica ended.
 */
final class TracedReplica {
  /** Everything was applied, and the rows match the digest in the store. */
  static final int DONE = 0;

  /** The replica did not start; its last line says why. */
  static final int REFUSED = 2;

  /** The replica did not become ready again in time. */
  static final int STUCK = 3;

  /** The rows do not match the digest in the store. */
  static final int WRONG_ROWS = 4;

  private static final int STEPS = 12;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final RecordedLog recorded;
  private final VirtualClock clock = new VirtualClock(RecordedLog.START_MS);
  private final InMemoryEventLog log;
  private final SystemClock realClock = new SystemClock();
  private final Path folder;

  private TracedReplica(Path folder, RecordedLog recorded) {
    this.folder = folder;
    this.recorded = recorded;
    this.log = recorded.emptyInMemory(clock);
  }

  /**
   * Runs the process.
   *
   * @param arguments the folder with the AS's files and the store, and the file of the log
   */
  public static void main(String[] arguments) throws Exception {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.OFF);
    TracedReplica process =
        new TracedReplica(Path.of(arguments[0]), RecordedLogFile.read(Path.of(arguments[1])));
    System.exit(process.run());
  }

  private int run() throws Exception {
    int size = recorded.entries().size();
    recorded.append(0, size / STEPS, log, clock);
    try (RecordedReplica replica =
        RecordedReplica.start(
            recorded, folder.resolve("as"), folder.resolve("store"), log, clock)) {
      for (int step = 2; step <= STEPS; step++) {
        if (!awaitApplied(replica.replica())) {
          System.out.println("stuck: " + status(replica.replica()));
          return STUCK;
        }
        recorded.append(size * (step - 1) / STEPS, size * step / STEPS, log, clock);
      }
      if (!awaitApplied(replica.replica())) {
        System.out.println("stuck: " + status(replica.replica()));
        return STUCK;
      }
      return check(replica.replica());
    } catch (StoreException refused) {
      System.out.println("refused: " + refused.getMessage());
      return REFUSED;
    }
  }

  /** Waits until everything in the log has been applied. {@return whether this happened in time} */
  private boolean awaitApplied(Replica replica) throws InterruptedException {
    long end = log.end(Topic.EVENTS).nextOffset();
    return Waiting.until(
        () -> replica.state() == Readiness.State.READY && next(replica) == end,
        PAUSE,
        PATIENCE,
        realClock);
  }

  private static long next(Replica replica) {
    try {
      return replica.standing(Topic.EVENTS).nextOffset();
    } catch (StoreException.Closed | StoreException.Unavailable notNow) {
      return -1;
    }
  }

  private static String status(Replica replica) {
    return replica.state() + ": " + replica.status().notReady().orElse("");
  }

  private static int check(Replica replica) {
    try (ReadView view = replica.view()) {
      for (Topic topic : new Topic[] {Topic.EVENTS, Topic.TRUST}) {
        if (!view.recomputeDigest(topic).equals(view.digest(topic))) {
          System.out.println("wrong rows of " + topic.suffix());
          return WRONG_ROWS;
        }
      }
    }
    System.out.println("done");
    return DONE;
  }
}
