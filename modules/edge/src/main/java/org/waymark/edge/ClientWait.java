package org.waymark.edge;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.waymark.runtime.Clock;

/** Waits until a channel has something to read, or takes more. Used by one thread. */
final class ClientWait implements AutoCloseable {
  private static final long NS_PER_MS = 1_000_000;
  private static final long WRITABLE_WITHIN_MS = 1_000;

  private final Clock clock;
  private final Selector selector;
  private final SelectionKey key;

  /** Makes the channel one that does not block. */
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
   * {@return whether it is worth to look again: false when the time is over}
   *
   * @param untilNs on the monotonic clock
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
   * Waits until the channel takes more.
   *
   * @throws IOException when it does not for a second
   */
  void untilWritable() throws IOException {
    key.interestOps(SelectionKey.OP_WRITE);
    try {
      if (selector.select(WRITABLE_WITHIN_MS) == 0) {
        throw new IOException("nothing more can be sent: nobody takes what was");
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
