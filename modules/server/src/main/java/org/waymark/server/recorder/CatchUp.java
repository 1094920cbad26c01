package org.waymark.server.recorder;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.EventLog;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.replay.ServingStore;

/**
 * Determines how far this replica has read a log that can be reached again. The replica is at the
 * end once it has applied as many records as the log contains. It is proven to follow the log once
 * it has also applied a record that it had not applied when it asked for the end.
 *
 * <p>Being at the end is no proof, because the log may have lost records during the outage. Until
 * the replica reads the next record, it cannot notice this, and its store may contain segments and
 * revocations that are no longer in the log. The next record is usually a tick.
 *
 * <p><i>Example.</i> The replica has applied 8 records, the last of which contains segment P. While
 * the replica cannot reach the log, the log loses records 5 to 7. When the replica asks for the
 * end, which is 5, it has already applied more than that, and its store contains P. The next record
 * has offset 5, so the replica discovers the loss and rebuilds its store, without P.
 *
 * <p>Used by one thread at a time. No method blocks.
 */
final class CatchUp {
  private static final long MS_NS = 1_000_000;

  private final EventLog eventLog;
  private final ServingStore store;
  private final Clock clock;

  /**
   * The end offset up to which to read. The log completes this future, and no thread blocks on it.
   */
  private Optional<CompletableFuture<Long>> readTo = Optional.empty();

  /** The position of the store when the log was asked for its end. */
  private Optional<Position> whenAsked = Optional.empty();

  private OptionalLong atEndNs = OptionalLong.empty();

  CatchUp(EventLog eventLog, ServingStore store, Clock clock) {
    this.eventLog = eventLog;
    this.store = store;
    this.clock = clock;
  }

  /** Forgets everything, because the log may have been unreachable again. */
  void restart() {
    readTo = Optional.empty();
  }

  /**
   * {@return whether this replica has applied everything that the log contained when it was asked
   * for its end} The first call after a restart asks for the end.
   */
  boolean isAtEnd() {
    if (readTo.filter(end -> !end.isCompletedExceptionally()).isEmpty()) {
      atEndNs = OptionalLong.empty();
      whenAsked = store.position(Topic.EVENTS);
      readTo = Optional.of(askForEnd());
    }
    CompletableFuture<Long> end = readTo.get();
    if (!end.isDone() || end.isCompletedExceptionally()) {
      return false;
    }
    if (store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L) < end.join()) {
      // If the log has lost records since, it may never become that long again.
      readTo = Optional.of(end.thenCombine(askForEnd(), Math::min));
      return false;
    }
    if (atEndNs.isEmpty()) {
      atEndNs = OptionalLong.of(clock.monotonicNs());
    }
    return true;
  }

  private CompletableFuture<Long> askForEnd() {
    return eventLog
        .survey()
        .thenApply(survey -> survey.topic(Topic.EVENTS).orElseThrow().end().nextOffset());
  }

  /**
   * {@return whether this replica has been at the end for a time}
   *
   * @param ms the time in milliseconds
   */
  boolean hasBeenAtEndForMs(long ms) {
    return atEndNs.isPresent() && clock.monotonicNs() - atEndNs.getAsLong() >= ms * MS_NS;
  }

  /**
   * {@return whether this replica has applied a record since it asked for the end} After that, new
   * views of the store contain only what the log contains.
   */
  boolean isProven() {
    return !store.position(Topic.EVENTS).equals(whenAsked);
  }
}
