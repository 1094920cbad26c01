package org.waymark.cli.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.UnixStreams;

/** Queries a running replica about the past, through the socket in its store directory. */
final class HistorySocket {
  private static final Logger log = LoggerFactory.getLogger(HistorySocket.class);

  /**
   * The time to wait for an answer. Queries are answered one at a time, so a query may have to wait
   * for others.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private HistorySocket() {}

  /**
   * Queries the replica that is running with a store.
   *
   * @return its answer; empty if no replica is running there
   * @throws CommandException if the replica does not answer
   */
  static Optional<JsonNode> ask(Path storeFolder, ObjectNode query) {
    try {
      return Optional.of(
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              ReplicaSocket.HISTORY.path(storeFolder),
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
      log.debug(
          "Cannot query a running replica, because the path of its socket is too long or malformed",
          e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for the replica's answer", e);
    }
  }
}
