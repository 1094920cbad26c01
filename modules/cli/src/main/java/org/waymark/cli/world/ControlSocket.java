package org.waymark.cli.world;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.control.ControlListener;
import org.waymark.cli.control.ControlQuestion;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.folder.WorldFolder;

/**
 * The Unix socket in the folder of a world, through which the world receives requests from other
 * terminals.
 */
final class ControlSocket {
  private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
  private static final String FILE = "control.sock";

  /**
   * The time to wait for a response. Starting an AS takes tens of seconds if its Kafka does not
   * respond.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private ControlSocket() {}

  /**
   * {@return the path of the socket in the folder of a world}
   *
   * @throws CommandException if the path is too long for a Unix socket
   */
  static SocketPath path(Path folder) {
    try {
      return new SocketPath(folder.toAbsolutePath().resolve(FILE));
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * Starts listening for requests, which are processed one at a time.
   *
   * @throws IOException if another process runs the world, or the socket cannot be created
   */
  static StreamListener listen(SocketPath socket, Streams streams, WorldControl control)
      throws IOException {
    return ControlListener.open("the world", socket, streams, control::answer);
  }

  /**
   * Sends a request to the process that runs the world.
   *
   * @return the response
   * @throws CommandException if no process runs the world, the request failed, or no response
   *     arrives within two minutes
   */
  static JsonNode ask(Path folder, ControlRequest request) {
    return ask(folder, request, PATIENCE);
  }

  /** Sends a request like {@link #ask(Path, ControlRequest)}, but with another time limit. */
  static JsonNode ask(Path folder, ControlRequest request, Duration patience) {
    JsonNode answer;
    try {
      answer =
          ControlQuestion.ask(
              new UnixStreams(FaultHandler.logging(log)),
              path(folder),
              request.document(),
              patience);
    } catch (ControlQuestion.Unanswered e) {
      throw new CommandException(unanswered(folder, e, patience), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while waiting for the world in " + folder, e);
    }
    if (answer.has("error")) {
      throw new CommandException(answer.path("error").asText());
    }
    return answer;
  }

  private static String unanswered(Path folder, ControlQuestion.Unanswered e, Duration patience) {
    return switch (e.how()) {
      case LATE ->
          ("the world in %s has not answered for %d s, so it is stuck or very busy: check it, or"
                  + " terminate its process")
              .formatted(folder, patience.toSeconds());
      case ENDED -> "the world in " + folder + " ended before it answered";
      case NOBODY ->
          WorldFolder.isWorld(folder)
              ? "the world in %s is not running (%s): start it with: waymark world run %s"
                  .formatted(folder, e.getMessage(), folder)
              : ("%s is not the folder of a world: specify the folder of a world, or create one"
                      + " with: waymark world create %s")
                  .formatted(folder, folder);
    };
  }
}
