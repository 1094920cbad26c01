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

/** The Unix socket in the folder of a world by which other terminals act on it. */
final class ControlSocket {
  private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
  private static final String FILE = "control.sock";

  /** An AS that starts while its Kafka does not answer takes tens of seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private ControlSocket() {}

  /**
   * {@return the socket of the world of a folder}
   *
   * @throws CommandException when the path is too long for one
   */
  static SocketPath path(Path folder) {
    try {
      return new SocketPath(folder.toAbsolutePath().resolve(FILE));
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  /**
   * Listens for requests, which are done one after the other.
   *
   * @throws IOException when another process runs the world, or the socket cannot be made
   */
  static StreamListener listen(SocketPath socket, Streams streams, WorldControl control)
      throws IOException {
    return ControlListener.open("the world", socket, streams, control::answer);
  }

  /**
   * {@return the answer of the process that runs the world}
   *
   * @throws CommandException when nobody runs it, it did not do what was asked, or it does not say
   *     so in two minutes
   */
  static JsonNode ask(Path folder, ControlRequest request) {
    return ask(folder, request, PATIENCE);
  }

  /** {@return the answer that comes in time; see the other} */
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
      throw new CommandException("interrupted while the world in " + folder + " answered", e);
    }
    if (answer.has("error")) {
      throw new CommandException(answer.path("error").asText());
    }
    return answer;
  }

  private static String unanswered(Path folder, ControlQuestion.Unanswered e, Duration patience) {
    return switch (e.how()) {
      case LATE ->
          "the world in %s has not answered for %d s: it hangs or is very busy; look at it, or end its process"
              .formatted(folder, patience.toSeconds());
      case ENDED -> "the world in " + folder + " ended before it answered";
      case NOBODY ->
          WorldFolder.isWorld(folder)
              ? "nobody runs the world in %s (%s): start it with: waymark world run %s"
                  .formatted(folder, e.getMessage(), folder)
              : "%s is no folder of a world: name one, or make it with: waymark world create %s"
                  .formatted(folder, folder);
    };
  }
}
