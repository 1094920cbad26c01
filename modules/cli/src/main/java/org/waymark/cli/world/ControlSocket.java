package org.waymark.cli.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.waymark.cli.CommandException;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;

/** The Unix socket in the folder of a world by which other terminals act on it. */
final class ControlSocket {
  private static final String FILE = "control.sock";
  private static final int MAX_LINE_BYTES = 4_096;
  private static final JsonMapper MAPPER = new JsonMapper();

  private ControlSocket() {}

  /**
   * Listens for requests, which are done one after the other.
   *
   * @throws IOException when another process runs the world, or the socket cannot be made
   */
  static StreamListener listen(Path folder, Streams streams, WorldControl control)
      throws IOException {
    return streams.listen(path(folder), () -> new Conversation(control));
  }

  private static SocketPath path(Path folder) {
    try {
      return new SocketPath(folder.toAbsolutePath().resolve(FILE));
    } catch (IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
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
        answer = JsonNodeFactory.instance.objectNode().put("error", "no JSON");
      }
      connection.send(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void closed(String why) {
      // Whoever asked has the answer.
    }
  }

  /**
   * {@return the answer of the process that runs the world}
   *
   * @throws CommandException when nobody runs it, or it did not do what was asked
   */
  static JsonNode ask(Path folder, ControlRequest request) {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path(folder).path());
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(address);
      Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
      writer.write(request.document() + "\n");
      writer.flush();
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
      String line = reader.readLine();
      if (line == null) {
        throw new CommandException("the world in " + folder + " ended before it answered");
      }
      JsonNode answer = MAPPER.readTree(line);
      if (answer.has("error")) {
        throw new CommandException(answer.path("error").asText());
      }
      return answer;
    } catch (IOException e) {
      throw new CommandException(
          "nobody runs the world in "
              + folder
              + " ("
              + e.getMessage()
              + "): start it with: waymark world run "
              + folder,
          e);
    }
  }
}
