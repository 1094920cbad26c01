package org.waymark.conform.scenario;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.segment.ByteString;

/**
 * The simulated socket of one server, which collects sent datagrams and receives the datagrams of a
 * scenario. Used by one thread.
 */
final class RecordedDatagrams implements Datagrams {
  /** A sent datagram and its UDP destination. */
  public record Sent(ByteString datagram, InetSocketAddress to) {}

  private final List<Sent> sent = new ArrayList<>();
  private Optional<DatagramHandler> handler = Optional.empty();

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler receiver) {
    handler = Optional.of(receiver);
    return new Endpoint(local);
  }

  /** Delivers a datagram to the server. */
  void receive(ByteString datagram, InetSocketAddress from) {
    handler
        .orElseThrow(() -> new IllegalStateException("no socket is open"))
        .received(ByteBuffer.wrap(datagram.toBytes()), from);
  }

  /** Removes and returns the datagrams sent since the last call. */
  List<Sent> take() {
    List<Sent> taken = List.copyOf(sent);
    sent.clear();
    return taken;
  }

  private final class Endpoint implements DatagramEndpoint {
    private final InetSocketAddress local;

    private Endpoint(InetSocketAddress local) {
      this.local = local;
    }

    @Override
    public InetSocketAddress local() {
      return local;
    }

    @Override
    public void send(ByteBuffer payload, InetSocketAddress to) {
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      sent.add(new Sent(ByteString.owning(bytes), to));
    }

    @Override
    public long unsent() {
      return 0;
    }

    @Override
    public void close() {
      handler = Optional.empty();
    }
  }
}
