package org.waymark.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One end of a Unix stream socket. Bytes are read by its loop, and written by whoever sends as far
 * as the system takes them; the rest waits for the loop. The channel does not block, and so is not
 * closed by a sender with its interrupt flag set.
 */
final class UnixConnection implements StreamConnection {
  private final SocketChannel channel;
  private final StreamHandler handler;
  private final UnixLoop loop;
  private final boolean lone;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private int waitingBytes;

  /** Set when the connection stands. */
  private SelectionKey key;

  private boolean ended;
  private String why = "";

  /**
   * @param lone whether it is the only one of its loop, which ends with it
   */
  UnixConnection(SocketChannel channel, StreamHandler handler, UnixLoop loop, boolean lone) {
    this.channel = channel;
    this.handler = handler;
    this.loop = loop;
    this.lone = lone;
  }

  boolean isLone() {
    return lone;
  }

  SocketChannel channel() {
    return channel;
  }

  StreamHandler handler() {
    return handler;
  }

  /** {@return why it ended} */
  synchronized String why() {
    return why;
  }

  /** The connection stands: from now on bytes can be sent. */
  synchronized void stands(SelectionKey registered) {
    key = registered;
  }

  @Override
  public boolean send(ByteBuffer bytes) {
    boolean taken = take(bytes);
    bytes.position(bytes.limit());
    return taken;
  }

  private synchronized boolean take(ByteBuffer bytes) {
    if (ended || key == null) {
      return false;
    }
    try {
      int size = bytes.remaining();
      if (waiting.isEmpty()) {
        channel.write(bytes);
      }
      // What has begun has to be ended: a message of which only a part arrives destroys all later.
      if (bytes.remaining() == size && waitingBytes + size > MAX_WAITING_BYTES) {
        return false;
      }
      if (bytes.hasRemaining()) {
        waitingBytes += bytes.remaining();
        waiting.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
        loop.awaitWritable(key);
      }
      return true;
    } catch (IOException e) {
      end(e.getMessage());
      return false;
    }
  }

  /** Writes what waits, as far as the system takes it. */
  synchronized void flush() {
    if (ended) {
      return;
    }
    try {
      while (!waiting.isEmpty()) {
        waitingBytes -= channel.write(waiting.peek());
        if (waiting.peek().hasRemaining()) {
          return;
        }
        waiting.remove();
      }
      key.interestOps(SelectionKey.OP_READ);
    } catch (IOException e) {
      end(e.getMessage());
    }
  }

  /** Closes the channel, unless that has happened; the loop then tells the handler. */
  synchronized void end(String reason) {
    if (ended) {
      return;
    }
    ended = true;
    why = String.valueOf(reason);
    waiting.clear();
    loop.close(channel);
    loop.ended(this);
  }

  @Override
  public void close() {
    end("closed at this end");
    if (lone) {
      loop.awaitEnd();
    }
  }
}
