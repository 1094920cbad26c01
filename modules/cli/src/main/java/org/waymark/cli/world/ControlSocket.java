package org.waymark.cli.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.Causes;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;
import org.waymark.runtime.UnixStreams;
import org.waymark.world.folder.WorldFolder;

/** The Unix socket in the folder of a world by which other terminals act on it. */
final class ControlSocket {
  private static final Logger log = LoggerFactory.getLogger(ControlSocket.class);
  private static final String FILE = "control.sock";
  private static final int MAX_LINE_BYTES = 4_096;
  private static final JsonMapper MAPPER = new JsonMapper();

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
    return streams.listen(socket, () -> new Conversation(control));
  }

  /** One line in, one line out. */
  private static final class Conversation implements StreamHandler {
    private final ByteBuffer line = ByteBuffer.allocate(MAX_LINE_BYTES);
    private final WorldControl control;
    private StreamConnection connection;

    Conversation(WorldControl control) {
      this.control = control;
    }

    @Override
    public void opened(StreamConnection opened) {
      connection = opened;
    }

    @Override
    public void received(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        if (next == '\n') {
          answer();
        } else if (line.hasRemaining()) {
          line.put(next);
        } else {
          connection.close();
          return;
        }
      }
    }

    private void answer() {
      String request = new String(line.array(), 0, line.position(), StandardCharsets.UTF_8);
      line.clear();
      ObjectNode answer;
      try {
        answer = control.answer(MAPPER.readTree(request));
      } catch (JsonProcessingException e) {
        answer = WorldControl.error("no JSON");
      } catch (RuntimeException e) {
        log.error("the world failed at {}", request, e);
        answer =
            WorldControl.error(
                "the world failed at it (" + Causes.text(e) + "): see what it printed");
      } catch (Error e) {
        connection.close();
        throw e;
      }
      if (!connection.send(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)))) {
        // Whoever reads no answers is to wait for none.
        connection.close();
      }
    }

    @Override
    public void closed(String why) {
      // Whoever asked has the answer.
    }
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
    Question question = new Question(request);
    JsonNode answer;
    try (StreamConnection _ =
        new UnixStreams(FaultHandler.logging(log)).connect(path(folder), question)) {
      answer = MAPPER.readTree(question.answer().get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new CommandException(
          "the world in %s has not answered for %d s: it hangs or is very busy; look at it, or end its process"
              .formatted(folder, patience.toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw new CommandException(
          question.wasOpened()
              ? "the world in " + folder + " ended before it answered"
              : nobody(folder, e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted while the world in " + folder + " answered", e);
    } catch (IOException e) {
      throw new CommandException("cannot ask the world in " + folder + ": " + e.getMessage(), e);
    }
    if (answer.has("error")) {
      throw new CommandException(answer.path("error").asText());
    }
    return answer;
  }

  private static String nobody(Path folder, String why) {
    return WorldFolder.isWorld(folder)
        ? "nobody runs the world in %s (%s): start it with: waymark world run %s"
            .formatted(folder, why, folder)
        : "%s is no folder of a world: name one, or make it with: waymark world create %s"
            .formatted(folder, folder);
  }
}
