package org.waymark.cli.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlListener;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.edge.Replica;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.FileTrouble;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.store.row.StoreException;

/**
 * The Unix socket in the store directory of a running replica on which it answers {@code waymark
 * status}. Only the user who runs the replica can connect: the replica first creates a folder with
 * access for that user alone, then the socket in it.
 *
 * <p>A replica that cannot create the socket logs a warning and serves without it.
 */
final class StatusSocket {
  private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
  private static final String FOLDER = "control";
  private static final String FILE = "socket";
  private static final String VERB = "status";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StatusSocket() {}

  /**
   * {@return the path of a replica's socket}
   *
   * @throws IllegalArgumentException if it is too long for a Unix socket
   */
  private static SocketPath path(ReplicaConfig config) {
    return new SocketPath(
        config.storeFolder().toAbsolutePath().normalize().resolve(FOLDER).resolve(FILE));
  }

  /** {@return a listener that answers status requests on its own thread until closed} */
  static AutoCloseable listen(ReplicaConfig config, Replica replica, Streams streams) {
    try {
      SocketPath socket = path(config);
      Path folder = socket.path().getParent();
      if (!Files.isDirectory(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      AutoCloseable listener =
          ControlListener.open(
              "replica " + config.id(), socket, streams, request -> answer(replica, request));
      Files.setPosixFilePermissions(socket.path(), PosixFilePermissions.fromString("rw-------"));
      return listener;
    } catch (IOException e) {
      return without(FileTrouble.of(e));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      return without(e.getMessage());
    }
  }

  private static AutoCloseable without(String why) {
    log.warn(
        "Serving without a status socket, so that waymark status cannot reach this replica: {}",
        why);
    return () -> {};
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
   * {@return the status of the replica that runs with a configuration}
   *
   * @throws CommandException if it cannot be reached, or cannot read its status
   */
  static JsonNode ask(ReplicaConfig config) {
    JsonNode answer;
    try {
      answer =
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              path(config),
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
