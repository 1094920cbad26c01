package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlListener;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.cli.control.ReplicaSocket;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.metrics.ReplicaStatusDocument;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.row.StoreException;

/** The socket on which a running replica answers {@code waymark status}. */
final class StatusSocket {
  private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
  private static final ReplicaSocket SOCKET = new ReplicaSocket("socket", "waymark status");
  private static final String VERB = "status";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StatusSocket() {}

  /**
   * Starts a listener that answers status requests on its own thread until it is closed.
   *
   * @return the listener
   */
  static AutoCloseable listen(ReplicaConfig config, Replica replica, Streams streams) {
    return SOCKET.listen(
        "replica " + config.id(),
        config.storeFolder(),
        streams,
        request -> answer(replica, request));
  }

  private static ObjectNode answer(Replica replica, JsonNode request) {
    String verb = request.path("verb").asText();
    if (!verb.equals(VERB)) {
      return ControlListener.error("unknown request to a replica: '" + verb + "'");
    }
    try {
      return ReplicaStatusDocument.of(replica.status());
    } catch (StoreException e) {
      return ControlListener.error(e.getMessage());
    }
  }

  /**
   * Requests the status of the replica that runs with a configuration.
   *
   * @return the status
   * @throws CommandException if the replica cannot be reached, or cannot read its status
   */
  static JsonNode ask(ReplicaConfig config) {
    JsonNode answer;
    try {
      answer =
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              SOCKET.path(config.storeFolder()),
              JsonNodeFactory.instance.objectNode().put("verb", VERB),
              PATIENCE);
    } catch (ControlQuestion.Unanswered e) {
      throw new CommandException(
          "cannot reach replica %s (%s): is it running with this configuration, as your user?"
              .formatted(config.id(), e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for replica " + config.id(), e);
    }
    if (answer.has("error")) {
      throw new CommandException(
          "replica " + config.id() + " cannot read its status: " + answer.path("error").asText());
    }
    return answer;
  }
}
