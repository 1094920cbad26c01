package org.waymark.history.replay;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Opening;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.StateDigest;

/**
 * A directory that was filled by a replay, opened for reading. Its history is queried like the
 * history of a replica's store, but "now" is the end of the replay.
 */
public final class ReplayedStore implements AutoCloseable {
  private final Store store;
  private final ReplayNote note;

  private ReplayedStore(Store store, ReplayNote note) {
    this.store = store;
    this.note = note;
  }

  /**
   * Opens a directory.
   *
   * @return the store; empty if the directory contains none
   * @throws IllegalArgumentException if the directory contains the store of a replica, or if the
   *     file that describes the replay is damaged
   * @throws org.waymark.store.row.StoreException if the store cannot be used
   */
  public static Optional<ReplayedStore> open(Path directory, FaultHandler faults) {
    return Store.openExisting(directory, faults)
        .map(
            store -> {
              try (Opening opening = new Opening(store::close)) {
                ReplayedStore replayed =
                    of(store)
                        .orElseThrow(
                            () ->
                                new IllegalArgumentException(
                                    directory + " contains the store of a replica, not a replay"));
                opening.succeeded();
                return replayed;
              }
            });
  }

  /**
   * {@return the given store as a replayed store, which owns and closes it; empty if it is the
   * store of a replica}
   *
   * @throws IllegalArgumentException if the file that describes the replay is damaged
   */
  public static Optional<ReplayedStore> of(Store store) {
    return store.replayNote().map(note -> new ReplayedStore(store, ReplayNote.parse(note)));
  }

  /** {@return the note that describes what was replayed} */
  public ReplayNote note() {
    return note;
  }

  /** {@return a human-readable description of what was replayed} */
  public String text() {
    try (HistoryView history = history()) {
      return note.text(history.next());
    }
  }

  /** {@return the digest of the state at the end of the replay} */
  public StateDigest digest(Topic topic) {
    return store.digest(topic);
  }

  /** {@return a view of the history; the caller must close it} */
  public HistoryView history() {
    return store.history();
  }

  /**
   * {@return the time at which the replay ends, in Unix milliseconds} If the replay was stopped,
   * this is the time of the last applied record.
   */
  public long nowMs() {
    try (HistoryView history = history()) {
      return history.next() >= note.range().to()
          ? note.range().endsMs()
          : history
              .record(history.next() - 1)
              .map(RecordSummary::recordTimeMs)
              .orElse(note.range().endsMs());
    }
  }

  /**
   * {@return the first offset whose state is known; empty if no state is known} This offset is
   * later than the beginning of the range if the log no longer had the records of the preceding 26
   * h.
   */
  public Optional<Long> knownFrom() {
    try (HistoryView history = history()) {
      long first = Math.max(note.range().from(), history.first());
      if (history.isComplete(first)) {
        return Optional.of(first);
      }
      return history
          .firstTick(store.completeFromMs(), history.first(), history.next())
          .map(tick -> tick.offset() + 1);
    }
  }

  /**
   * {@return a sentence for users that says which states in the range are unknown; empty if there
   * are none}
   */
  public Optional<String> warning() {
    Optional<Long> known = knownFrom();
    if (known.isPresent() && known.get() <= note.range().from()) {
      return Optional.empty();
    }
    return Optional.of(
        "some records from the 26 hours before offset %d are missing, so %s"
            .formatted(
                note.range().from(),
                known
                    .map(offset -> "no state before offset " + offset + " is known")
                    .orElse(
                        "no state is known until there is a tick later than "
                            + Instant.ofEpochMilli(store.completeFromMs()))));
  }

  @Override
  public void close() {
    store.close();
  }
}
