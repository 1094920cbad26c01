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
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.row.StoreException;

/** The socket of a running replica by which {@code waymark status} asks it. */
final class StatusSocket {
  private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
  private static final ReplicaSocket SOCKET = new ReplicaSocket("socket", "waymark status");
  private static final String VERB = "status";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StatusSocket() {}

  /** {@return what answers for a replica from now on, on a thread of its own} */
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
      return ControlListener.error("a replica knows no '" + verb + "'");
    }
    try {
      return ReplicaStatusDocument.of(replica.status());
    } catch (StoreException e) {
      return ControlListener.error(e.getMessage());
    }
  }

  /**
   * {@return the status of the running replica of a configuration}
   *
   * @throws CommandException if it cannot be asked or does not know
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
          "replica %s cannot be asked (%s): is it running with this configuration, as your user?"
              .formatted(config.id(), e.getMessage()),
          e);
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while replica " + config.id() + " answered", e);
    }
    if (answer.has("error")) {
      throw new CommandException(
          "replica " + config.id() + " does not know: " + answer.path("error").asText());
    }
    return answer;
  }
}
