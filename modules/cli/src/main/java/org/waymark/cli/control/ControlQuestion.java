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

/** One request on its way to a running command, and the line that comes back. */
public final class ControlQuestion implements StreamHandler {
  /** The status of a world of a thousand ASes has less than a hundredth of it. */
  private static final int MAX_ANSWER_BYTES = 1 << 28;

  private static final JsonMapper MAPPER = new JsonMapper();

  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ObjectNode request;
  private volatile boolean opened;

  /** Why there is no answer. */
  public static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1L;

    /** The ways not to answer. */
    public enum How {
      /** The socket is not there, or nothing listens at it. */
      NOBODY,
      /** The connection ended before the answer. */
      ENDED,
      /** The answer did not come in time. */
      LATE
    }

    private final How how;

    private Unanswered(How how, String why, Throwable cause) {
      super(why, cause);
      this.how = how;
    }

    /** {@return the way} */
    public How how() {
      return how;
    }
  }

  private ControlQuestion(ObjectNode request) {
    this.request = request;
  }

  /**
   * {@return the answer to a request}
   *
   * @throws Unanswered if none comes in time
   */
  public static JsonNode ask(
      Streams streams, SocketPath socket, ObjectNode request, Duration patience)
      throws Unanswered, InterruptedException {
    ControlQuestion question = new ControlQuestion(request);
    try (StreamConnection _ = streams.connect(socket, question)) {
      return MAPPER.readTree(question.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new Unanswered(Unanswered.How.LATE, "no answer for " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new Unanswered(
          question.opened ? Unanswered.How.ENDED : Unanswered.How.NOBODY,
          e.getCause().getMessage(),
          e);
    } catch (JsonProcessingException e) {
      throw new Unanswered(Unanswered.How.ENDED, "the answer is no JSON", e);
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
        answer.completeExceptionally(new IOException("an answer without an end"));
      }
    }
  }

  @Override
  public void closed(String why) {
    answer.completeExceptionally(new IOException(why));
  }
}
