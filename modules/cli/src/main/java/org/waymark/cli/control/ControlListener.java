package org.waymark.cli.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Causes;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;

/**
 * Answers requests from other commands, one at a time on its own thread. Requests and responses are
 * single lines. Up to {@value #MAX_CONNECTIONS} simultaneous connections and {@value
 * #MAX_LINE_BYTES} bytes per request are allowed.
 */
public final class ControlListener {
  private static final Logger log = LoggerFactory.getLogger(ControlListener.class);
  private static final int MAX_LINE_BYTES = 4_096;
  private static final int MAX_CONNECTIONS = 32;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String name;
  private final Function<JsonNode, ObjectNode> answers;
  private final AtomicInteger connections = new AtomicInteger();

  private ControlListener(String name, Function<JsonNode, ObjectNode> answers) {
    this.name = name;
    this.answers = answers;
  }

  /**
   * Starts listening for requests.
   *
   * @param name the responder's name in messages, such as "the world"
   * @param answers a function that computes the response to a request; a response with {@code
   *     error} reports a failure
   * @throws IOException if another process is listening on the socket, or the socket cannot be
   *     created
   */
  public static StreamListener open(
      String name, SocketPath socket, Streams streams, Function<JsonNode, ObjectNode> answers)
      throws IOException {
    ControlListener listener = new ControlListener(name, answers);
    return streams.listen(socket, () -> listener.new Conversation());
  }

  /**
   * Creates the response to a request that failed.
   *
   * @return the response
   */
  public static ObjectNode error(String why) {
    return JsonNodeFactory.instance.objectNode().put("error", why);
  }

  /** One connection. */
  private final class Conversation implements StreamHandler {
    private final ByteBuffer line = ByteBuffer.allocate(MAX_LINE_BYTES);
    private StreamConnection connection;

    @Override
    public void opened(StreamConnection opened) {
      connection = opened;
      if (connections.incrementAndGet() > MAX_CONNECTIONS) {
        opened.close();
      }
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
        answer = answers.apply(MAPPER.readTree(request));
      } catch (JsonProcessingException e) {
        answer = error("the request is not JSON");
      } catch (RuntimeException e) {
        log.error("Request to {} failed: {}", name, request, e);
        answer =
            error(
                name
                    + " failed to carry out the request ("
                    + Causes.text(e)
                    + "): see its log for details");
      } catch (Error e) {
        connection.close();
        throw e;
      }
      if (!connection.send(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)))) {
        // The client does not read its responses. Close the connection, so that the client does not
        // wait for this response.
        connection.close();
      }
    }

    @Override
    public void closed(String why) {
      connections.decrementAndGet();
    }
  }
}
