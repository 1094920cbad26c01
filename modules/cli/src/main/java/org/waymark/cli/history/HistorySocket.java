package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlListener;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.history.query.HistoryQueries;
import org.waymark.history.query.QueryContext;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.StoreException;

/**
 * The socket of a running replica that answers queries of commands about the past. One query is
 * answered at a time, within {@value #MAX_RESULTS} results and 10 s.
 */
public final class HistorySocket {
  private static final Logger log = LoggerFactory.getLogger(HistorySocket.class);
  private static final ReplicaSocket SOCKET =
      new ReplicaSocket("history", "commands about the past");
  private static final int MAX_RESULTS = 10_000;
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  /** The time to wait for an answer. Concurrent queries wait for each other. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private HistorySocket() {}

  /**
   * Starts answering queries for a replica on a separate thread. {@return a handle that stops
   * answering when it is closed}
   */
  public static AutoCloseable listen(
      String id, Path storeFolder, Supplier<HistoryView> history, Clock clock, Streams streams) {
    return SOCKET.listen(
        "replica " + id, storeFolder, streams, query -> answer(history, query, clock));
  }

  private static ObjectNode answer(Supplier<HistoryView> history, JsonNode query, Clock clock) {
    try (HistoryView view = history.get()) {
      return answer(view, query, clock, MAX_RESULTS, MAX_TIME);
    } catch (StoreException e) {
      return ControlListener.error(e.getMessage());
    }
  }

  /** Answers a query from a history within limits. {@return the answer} */
  static ObjectNode answer(
      HistoryView history, JsonNode query, Clock clock, int maxResults, Duration maxTime) {
    long endNs = clock.monotonicNs() + maxTime.toNanos();
    return HistoryQueries.answer(
        new QueryContext(
            history, query, clock.wallMs(), maxResults, () -> clock.monotonicNs() > endNs));
  }

  /**
   * Queries the running replica with a store.
   *
   * @return its answer; empty if no replica is running there
   * @throws CommandException if the replica does not answer
   */
  static Optional<JsonNode> ask(Path storeFolder, ObjectNode query) {
    try {
      return Optional.of(
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              SOCKET.path(storeFolder),
              query,
              PATIENCE));
    } catch (ControlQuestion.Unanswered e) {
      if (e.how() == ControlQuestion.Unanswered.How.NOBODY) {
        return Optional.empty();
      }
      throw new CommandException(
          "the replica with the store in %s did not answer: %s"
              .formatted(storeFolder, e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      log.debug("its socket cannot exist", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while the replica answered", e);
    }
  }
}
