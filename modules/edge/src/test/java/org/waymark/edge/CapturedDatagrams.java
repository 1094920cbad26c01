package org.waymark.edge;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;

/**
 * A network with one endpoint. The test delivers datagrams to the endpoint and records those that
 * it sends.
 */
public final class CapturedDatagrams implements Datagrams {
  /** The datagrams that were sent, in order. */
  public final LinkedBlockingQueue<Sent> sent = new LinkedBlockingQueue<>();

  private DatagramHandler handler;

  public record Sent(ScionPacket packet, InetSocketAddress to) {}

  /** Delivers a datagram to the endpoint on the current thread. */
  void arrive(ByteBuffer datagram, InetSocketAddress from) {
    handler.received(datagram, from);
  }

  void arrive(ScionPacket packet, InetSocketAddress from) {
    arrive(bytes(packet), from);
  }

  public static ByteBuffer bytes(ScionPacket packet) {
    return PacketCodec.encode(packet);
  }

  @Override
  public DatagramEndpoint open(InetSocketAddress local, DatagramHandler receiving) {
    handler = receiving;
    return new DatagramEndpoint() {
      @Override
      public InetSocketAddress local() {
        return local;
      }

      @Override
      public void send(ByteBuffer payload, InetSocketAddress to) {
        sent.add(new Sent(PacketCodec.decode(payload).orElseThrow(), to));
        payload.position(payload.limit());
      }

      @Override
      public long unsent() {
        return 0;
      }

      @Override
      public void close() {}
    };
  }
}
