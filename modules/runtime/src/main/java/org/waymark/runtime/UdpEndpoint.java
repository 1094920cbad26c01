package org.waymark.runtime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket with its receive thread.
 *
 * <p>The channel is non-blocking, and the thread waits in a selector. A blocking channel would not
 * need a selector, but Java closes such a channel when a thread whose interrupt flag is set sends
 * through it; one sender must not be able to close the socket for all others.
 */
final class UdpEndpoint implements DatagramEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

  private static final int MAX_DATAGRAM_BYTES = 65_535;
  private static final long CLOSE_WAIT_MS = 1_000;

  /**
   * The time that the thread waits after a failure. The wait grows with each consecutive failure,
   * up to a hundred times this time.
   */
  private static final long BACK_OFF_NS = 1_000_000;

  private final DatagramChannel channel;
  private final Selector selector;
  private final InetSocketAddress local;
  private final String name;
  private final DatagramHandler handler;
  private final FaultHandler faults;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final LongAdder unsent = new LongAdder();
  private final Thread receiver;

  private UdpEndpoint(
      DatagramChannel channel, Selector selector, DatagramHandler handler, FaultHandler faults)
      throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.local = (InetSocketAddress) channel.getLocalAddress();
    this.name = "UDP " + SocketAddresses.text(local);
    this.handler = handler;
    this.faults = faults;
    this.receiver =
        Thread.ofPlatform().daemon().name("udp-" + local.getPort()).unstarted(this::receive);
  }

  /** Starts an endpoint that takes ownership of a bound channel. */
  static UdpEndpoint start(DatagramChannel channel, DatagramHandler handler, FaultHandler faults)
      throws IOException {
    Selector selector = Selector.open();
    try {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      UdpEndpoint endpoint = new UdpEndpoint(channel, selector, handler, faults);
      endpoint.receiver.start();
      return endpoint;
    } catch (IOException | RuntimeException | Error e) {
      selector.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(ByteBuffer payload, InetSocketAddress to) {
    try {
      int length = payload.remaining();
      // Sending 0 bytes of a longer datagram means that the send buffer is full.
      if (channel.send(payload, to) < length) {
        unsent.increment();
      }
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      unsent.increment();
      LOG.debug("Cannot send to {}", SocketAddresses.text(to), e);
    }
    payload.position(payload.limit());
  }

  @Override
  public long unsent() {
    return unsent.sum();
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    int failures = 0;
    while (!closed.get()) {
      try {
        selector.select();
        selector.selectedKeys().clear();
        drain(buffer);
        failures = 0;
      } catch (ClosedChannelException | ClosedSelectorException e) {
        if (!closed.get()) {
          faults.fault(
              "Stopped receiving on " + name + ", because its socket was closed by something else",
              e);
        }
        return;
      } catch (PortUnreachableException e) {
        LOG.debug("No process received an earlier datagram from {}", name, e);
      } catch (IOException e) {
        failures = Math.min(failures + 1, 100);
        faults.fault("Failed to receive on " + name + "; trying again", e);
        LockSupport.parkNanos(failures * BACK_OFF_NS);
      }
    }
  }

  /** Receives all datagrams that are waiting. */
  private void drain(ByteBuffer buffer) throws IOException {
    while (!closed.get()) {
      buffer.clear();
      InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
      if (from == null) {
        return;
      }
      handle(buffer.flip(), from);
    }
  }

  private void handle(ByteBuffer payload, InetSocketAddress from) {
    try {
      handler.received(payload, from);
    } catch (Throwable e) {
      faults.fault(
          "Failed to handle a datagram from "
              + SocketAddresses.text(from)
              + "; continuing to receive",
          e);
    }
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      channel.close();
      // This also wakes the receive thread. The port is not free until that thread has woken up.
      selector.close();
    } catch (IOException e) {
      faults.fault("Failed to close " + name, e);
    }
    LockSupport.unpark(receiver);
    if (Thread.currentThread() != receiver) {
      awaitReceiver();
    }
  }

  private void awaitReceiver() {
    try {
      receiver.join(CLOSE_WAIT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (receiver.isAlive()) {
      LOG.warn("Closed {}, but its handler is still running after {} ms", name, CLOSE_WAIT_MS);
    }
  }
}
