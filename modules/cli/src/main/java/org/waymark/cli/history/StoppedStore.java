package org.waymark.cli.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.history.replay.ReplayedStore;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Opening;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** The store of a stopped replica or of a replay, opened for a query. */
final class StoppedStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StoppedStore.class);

  private final Path directory;
  private final Store store;
  private final HistoryView history;
  private final Optional<ReplayedStore> replayed;

  private StoppedStore(Path directory, Store store) {
    this.directory = directory;
    this.store = store;
    replayed = ReplayedStore.of(store);
    history = store.history();
  }

  /**
   * Opens a store.
   *
   * @throws CommandException if there is no store
   * @throws org.waymark.store.row.StoreException if the store cannot be used
   * @throws IllegalArgumentException if the file that describes the replay is damaged
   */
  static StoppedStore open(Path directory) {
    Store store =
        Store.openExisting(directory, FaultHandler.logging(log))
            .orElseThrow(() -> new CommandException("there is no store in " + directory));
    try (Opening opening = new Opening(store::close)) {
      StoppedStore opened = new StoppedStore(directory, store);
      opening.succeeded();
      return opened;
    }
  }

  HistoryView history() {
    return history;
  }

  /**
   * {@return the time that counts as "now"; for a replay, this is the replay's end, because nothing
   * later is known}
   */
  long nowMs(Clock clock) {
    return replayed.map(ReplayedStore::nowMs).orElseGet(clock::wallMs);
  }

  /** {@return the store, for use as the second store of a query} */
  QueryContext.Other other(Clock clock) {
    return new QueryContext.Other(history, nowMs(clock));
  }

  /** {@return a human-readable description of the store} */
  String text() {
    return replayed
        .map(one -> "%s, in %s".formatted(one.text(), directory))
        .orElse("history of the store in " + directory);
  }

  /**
   * Adds a description of the replay to an answer or an error, if this store was created by a
   * replay.
   */
  void addTo(ObjectNode answer, String field) {
    if (replayed.isEmpty()) {
      return;
    }
    if (answer.has(HistoryQueries.ERROR)) {
      answer.put(
          HistoryQueries.ERROR,
          "%s (this is the %s, where \"now\" means %s)"
              .formatted(
                  answer.path(HistoryQueries.ERROR).asText(),
                  replayed.get().text(),
                  Instant.ofEpochMilli(replayed.get().nowMs())));
    } else {
      answer.set(field, replayed.get().note().json());
    }
  }

  @Override
  public void close() {
    try (store) {
      history.close();
    }
  }
}
