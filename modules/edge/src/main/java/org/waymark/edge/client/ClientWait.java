package org.waymark.edge.client;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.waymark.runtime.Clock;

/** Waits until a channel can be read or written. Used by one thread. */
final class ClientWait implements AutoCloseable {
  private static final long NS_PER_MS = 1_000_000;
  private static final long WRITABLE_WITHIN_MS = 1_000;

  private final Clock clock;
  private final Selector selector;
  private final SelectionKey key;

  /** Switches the channel to non-blocking mode. */
  ClientWait(SelectableChannel channel, Clock clock) throws IOException {
    this.clock = clock;
    this.selector = Selector.open();
    try {
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  /**
   * Waits until data can be read.
   *
   * @param untilNs the deadline on the monotonic clock
   * @return true if reading should be tried again, false if the deadline has passed
   */
  boolean forMore(long untilNs) throws IOException {
    long leftNs = untilNs - clock.monotonicNs();
    if (leftNs <= 0) {
      return false;
    }
    selector.select(Math.max(1, leftNs / NS_PER_MS));
    selector.selectedKeys().clear();
    return true;
  }

  /**
   * Waits until the channel accepts more data.
   *
   * @throws IOException if the channel accepts no data for a second
   */
  void untilWritable() throws IOException {
    key.interestOps(SelectionKey.OP_WRITE);
    try {
      if (selector.select(WRITABLE_WITHIN_MS) == 0) {
        throw new IOException("cannot send: the receiver has accepted no data for a second");
      }
      selector.selectedKeys().clear();
    } finally {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
