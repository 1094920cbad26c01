package org.waymark.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.Streams;

/**
 * A request to a running command, and the one-line response.
 *
 * <p>Used by the thread that asks. The thread of the connection delivers the answer to it through a
 * future.
 */
public final class ControlQuestion implements StreamHandler {
  /**
   * The maximum size of a response in bytes: over a hundred times the size of the status of a world
   * with a thousand ASes.
   */
  private static final int MAX_ANSWER_BYTES = 1 << 28;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ObjectNode request;
  private volatile boolean opened;

  /** Thrown if the running command did not respond. */
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kinds of failure. */
    public enum How {
      /** The socket does not exist, or no process is listening on it. */
      NOBODY,
      /** The connection was closed before the response arrived, or the response was not JSON. */
      ENDED,
      /** The response did not arrive in time. */
      LATE
    }

    private final How how;

    private Unanswered(How how, String why, Throwable cause) {
      super(why, cause);
      this.how = how;
    }

    /** {@return the kind of failure} */
    public How how() {
      return how;
    }
  }

  private ControlQuestion(ObjectNode request) {
    this.request = request;
  }

  /**
   * Sends a request and waits for the response.
   *
   * @return the response
   * @throws Unanswered if no response arrives in time
   */
  public static JsonNode ask(
      Streams streams, SocketPath socket, ObjectNode request, Duration patience)
      throws Unanswered, InterruptedException {
    ControlQuestion question = new ControlQuestion(request);
    try (StreamConnection _ = streams.connect(socket, question)) {
      return MAPPER.readTree(question.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new Unanswered(
          Unanswered.How.LATE, "no response within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new Unanswered(
          question.opened ? Unanswered.How.ENDED : Unanswered.How.NOBODY,
          e.getCause().getMessage(),
          e);
    } catch (JsonProcessingException e) {
      throw new Unanswered(Unanswered.How.ENDED, "the response is not JSON", e);
    } catch (IOException e) {
      throw new Unanswered(Unanswered.How.NOBODY, e.getMessage(), e);
    }
  }

  @Override
  public void opened(StreamConnection connection) {
    opened = true;
    connection.send(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void received(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !answer.isDone()) {
      byte next = bytes.get();
      if (next == '\n') {
        answer.complete(line.toString(StandardCharsets.UTF_8));
      } else if (line.size() < MAX_ANSWER_BYTES) {
        line.write(next);
      } else {
        answer.completeExceptionally(
            new IOException("the response is longer than " + MAX_ANSWER_BYTES + " bytes"));
      }
    }
  }

  @Override
  public void closed(String why) {
    answer.completeExceptionally(new IOException(why));
  }
}
