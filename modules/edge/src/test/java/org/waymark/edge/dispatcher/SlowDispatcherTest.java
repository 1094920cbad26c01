package org.waymark.edge.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.SystemClock;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UnixStreams;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.wire.Decoded;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.PacketCodec;

/**
 * Tests an endpoint whose dispatcher, behind a real socket, stops reading after the registration.
 */
@Timeout(60)
class SlowDispatcherTest {
  private static final InetSocketAddress FIRST_HOP = SocketAddresses.parse("127.0.0.1:9");
  private static final int PACKET_BYTES = 60_000;

  @TempDir private Path folder;
  private final ByteBuffer read = ByteBuffer.allocate(10_000).limit(0);

  @Test
  void whatItDoesNotReadIsBoundedAndDroppedWholeAndCounted() throws Exception {
    SocketPath socket = new SocketPath(folder.resolve("s"));
    RecordedFaults faults = new RecordedFaults();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        SystemTimers timers = new SystemTimers("test", faults)) {
      server.bind(UnixDomainSocketAddress.of(socket.path()));
      DispatchedEndpoint endpoint =
          DispatchedEndpoint.open(
              socket,
              DispatcherWorld.at(30_252),
              (packet, from) -> {},
              new DispatchedEndpoint.Context(
                  new UnixStreams(faults),
                  timers,
                  new SystemClock(),
                  new SimpleMeterRegistry(),
                  faults));
      try (SocketChannel connection = server.accept()) {
        FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);
        assertEquals(DispatcherWorld.at(30_252).encode(), next(frames, connection).payload());
        ByteBuffer answer = ByteBuffer.allocate(64);
        DispatcherFrame.of(new RegistrationAnswer(30_252).encode()).encode(answer);
        connection.write(answer.flip());
        endpoint.whenReceiving().get(30, TimeUnit.SECONDS);

        int sent = 0;
        while (endpoint.unsent() == 0) {
          endpoint.send(packet(sent), FIRST_HOP);
          sent++;
        }
        assertTrue(sent > StreamConnection.MAX_WAITING_BYTES / PACKET_BYTES, "sent: " + sent);
        assertTrue(sent < 100, "sent: " + sent);
        for (int i = 0; i < sent - 1; i++) {
          assertEquals(packet(i), next(frames, connection).payload());
        }
        assertTrue(endpoint.isReceiving());
        endpoint.send(packet(1_000), FIRST_HOP);
        assertEquals(packet(1_000), next(frames, connection).payload());
        assertEquals(1, endpoint.unsent());
      }
      endpoint.close();
    }
    assertEquals(0, faults.faults().size());
  }

  private static ByteBuffer packet(int number) {
    return ByteBuffer.allocate(PACKET_BYTES).putInt(0, number);
  }

  private DispatcherFrame next(FrameReader frames, SocketChannel connection) throws Exception {
    while (true) {
      var frame = frames.read(read);
      if (frame.isPresent()) {
        return ((Decoded.Accepted<DispatcherFrame>) frame.get()).value();
      }
      read.clear();
      assertTrue(connection.read(read) > 0, "the endpoint closed the connection");
      read.flip();
    }
  }
}
