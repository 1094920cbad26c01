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
 * The Unix socket in the store directory of a running replica by which {@code waymark status} asks
 * it. Only the owner of the process can connect: its folder is made for the owner alone before the
 * socket is.
 *
 * <p>A replica whose socket cannot be made serves all the same, and says so.
 */
final class StatusSocket {
  private static final Logger log = LoggerFactory.getLogger(StatusSocket.class);
  private static final String FOLDER = "control";
  private static final String FILE = "socket";
  private static final String VERB = "status";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private StatusSocket() {}

  /**
   * {@return the socket of a replica}
   *
   * @throws IllegalArgumentException if the path is too long for one
   */
  private static SocketPath path(ReplicaConfig config) {
    return new SocketPath(
        config.storeFolder().toAbsolutePath().normalize().resolve(FOLDER).resolve(FILE));
  }

  /** {@return what answers for a replica from now on, on a thread of its own} */
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
    log.warn("waymark status cannot ask this replica, which serves all the same: {}", why);
    return () -> {};
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
              path(config),
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
