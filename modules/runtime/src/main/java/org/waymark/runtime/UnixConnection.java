package org.waymark.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One end of a Unix stream socket. The thread of its loop reads the bytes. A sending thread writes
 * as many bytes as the system accepts, and the loop writes the rest. The channel is non-blocking,
 * so that a sender whose interrupt flag is set does not close it.
 */
final class UnixConnection implements StreamConnection {
  private final SocketChannel channel;
  private final StreamHandler handler;
  private final UnixLoop loop;
  private final boolean lone;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private int waitingBytes;

  /** The registration with the selector of the loop, set when the connection is open. */
  private SelectionKey key;

  private boolean ended;
  private String why = "";

  /**
   * @param lone whether this is the only connection of its loop, which then ends together with the
   *     connection
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

  /** {@return the reason why the connection ended} */
  synchronized String why() {
    return why;
  }

  /** Marks the connection as open, so that bytes can be sent. */
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
      // A message that was only partly sent must be completed. Otherwise, the other end would
      // misread all later messages.
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

  /** Writes as many of the waiting bytes as the system accepts. */
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

  /** Closes the channel, unless it is already closed. The loop then notifies the handler. */
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
