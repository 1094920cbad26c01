package org.waymark.cli.world;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;

/** One request on its way to a running world, and the line that comes back. */
final class Question implements StreamHandler {
  /** The status of a thousand ASes has less than a hundredth of it. */
  private static final int MAX_ANSWER_BYTES = 1 << 28;

  private final CompletableFuture<String> answer = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ControlRequest request;
  private volatile boolean opened;

  Question(ControlRequest request) {
    this.request = request;
  }

  /** {@return the answer, or an IOException when the connection ends before} */
  CompletableFuture<String> answer() {
    return answer.copy();
  }

  /** {@return whether somebody was there to ask} */
  boolean wasOpened() {
    return opened;
  }

  @Override
  public void opened(StreamConnection connection) {
    opened = true;
    connection.send(ByteBuffer.wrap((request.document() + "\n").getBytes(StandardCharsets.UTF_8)));
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
