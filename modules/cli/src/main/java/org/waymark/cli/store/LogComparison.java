package org.waymark.cli.store;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.Terminal;
import org.waymark.cli.log.StoppedReplica;
import org.waymark.cli.log.TemporaryStore;
import org.waymark.cli.output.ProgressBar;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.history.fold.LogFold;
import org.waymark.log.EventLog;
import org.waymark.log.LogIdentity;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.store.Store;
import org.waymark.store.verify.RowDifference;
import org.waymark.store.verify.StoreVerification;

/** Compares a store with a temporary store, into which the log is folded up to the same offsets. */
final class LogComparison {
  private static final int PERCENT = 100;

  private LogComparison() {}

  /**
   * Folds the log and compares the stores.
   *
   * @param verification the verification of the store
   * @throws CommandException if the store was built from another log, or if the log no longer
   *     contains the records that determine the store's state
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  static Optional<RowDifference> of(
      StoreVerification verification, ReplicaConfig config, Path place, PrintWriter err) {
    Clock clock = new SystemClock();
    try (EventLog log = StoppedReplica.verifiedLog(config, clock);
        TemporaryStore temporary = TemporaryStore.open(config.applySettings())) {
      requireSameLog(verification, log, place);
      if (!verification.isComplete()) {
        throw new CommandException(
            ("the store in %s does not cover the log from its first event, and has not yet applied"
                        + " a tick a day after the first event that it covers, so its")
                    .formatted(place)
                + " rows may differ from a fold of the log. Run its replica until the replica is"
                + " ready, and then verify the store");
      }
      Store fold = temporary.store();
      LogFold.Target target =
          new LogFold.Target(
              verification.nextOffset(Topic.EVENTS),
              verification.nextOffset(Topic.TRUST),
              verification.hasWholeHistory());
      boolean whole =
          new LogFold(log, clock.wallMs()).upTo(fold, target, progress(err, clock, target));
      if (!fold.complete()) {
        throw new CommandException(
            ("the log at %s no longer has all records from the 26 hours before offset %d, so its"
                        + " state")
                    .formatted(log.where(), target.events())
                + " there cannot be compared");
      }
      return verification.compare(fold, whole);
    }
  }

  private static void requireSameLog(StoreVerification verification, EventLog log, Path place) {
    LogIdentity found = log.identity();
    boolean same =
        verification
            .log()
            .map(
                known ->
                    known.clusterId().equals(found.clusterId())
                        && found.topicIds().entrySet().containsAll(known.topicIds().entrySet()))
            .orElse(true);
    if (!same) {
      throw new CommandException(
          "the store in %s was built from a different log from the one in cluster %s: correct"
                  .formatted(place, found.clusterId())
              + " kafka.bootstrap and kafka.prefix");
    }
    for (Topic topic : List.of(Topic.TRUST, Topic.EVENTS)) {
      long end = log.end(topic).nextOffset();
      if (end < verification.nextOffset(topic)) {
        throw new CommandException(
            "the log ends at offset %d of %s, before the store in %s at offset %d: Kafka has lost"
                    .formatted(end, topic.suffix(), place, verification.nextOffset(topic))
                + " records that the store has");
      }
    }
  }

  private static LogFold.Listener progress(PrintWriter err, Clock clock, LogFold.Target target) {
    ProgressBar bar = new ProgressBar(err, Terminal.isStandardError(), clock, "folding");
    return (topic, records, effects) -> {
      if (topic == Topic.EVENTS) {
        long next = records.getLast().offset() + 1;
        int percent = (int) (next * PERCENT / target.events());
        String text = String.format(Locale.ROOT, "offset %,d of %,d", next, target.events());
        if (next == target.events()) {
          bar.ended(percent, text);
        } else {
          bar.reached(percent, () -> text);
        }
      }
      return true;
    };
  }
}
