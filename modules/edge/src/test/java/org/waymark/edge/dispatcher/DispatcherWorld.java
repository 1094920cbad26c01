package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

/** A host with a dispatcher and applications, and a border router beside it, in virtual time. */
final class DispatcherWorld {
  static final IsdAs LOCAL = IsdAs.parse("1-14");
  static final IsdAs REMOTE = IsdAs.parse("2-21");
  static final SocketPath SOCKET = new SocketPath(Path.of("default.sock"));
  static final InetSocketAddress UNDERLAY = SocketAddresses.parse("10.0.0.1:30041");
  static final InetSocketAddress ROUTER = SocketAddresses.parse("10.0.0.9:30090");
  static final HostAddress HOST = HostAddress.of(UNDERLAY.getAddress());
  static final HostAddress STRANGER = new HostAddress.Ipv4(0x0a630001);
  private static final long SEED = 7;

  final RecordedFaults faults = new RecordedFaults();
  final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  final SimulatedTimers timers = new SimulatedTimers(clock, SEED, faults);
  final SimulatedStreams streams = new SimulatedStreams(timers, SEED, faults);
  final SimulatedNetwork network =
      new SimulatedNetwork(timers, SEED, NetworkConditions.GOOD, faults);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  /** The packets that reached the border router. */
  final Deque<ScionPacket> atRouter = new ArrayDeque<>();

  private final DatagramEndpoint router;

  DispatcherWorld() throws IOException {
    router =
        network.open(
            ROUTER,
            (bytes, from) ->
                atRouter.add(
                    PacketCodec.decode(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip())
                        .orElseThrow()));
  }

  Dispatcher dispatcher() throws IOException {
    return Dispatcher.open(
        new Dispatcher.Config(SOCKET, UNDERLAY),
        new Dispatcher.Context(streams, network, timers, clock, registry));
  }

  DispatchedEndpoint endpoint(DispatcherRegistration wanted, List<Received> into) {
    return DispatchedEndpoint.open(
        SOCKET,
        wanted,
        (bytes, from) -> into.add(Received.of(bytes, from)),
        new DispatchedEndpoint.Context(streams, timers, clock, registry, faults));
  }

  /** A packet and its sender, as reported by the dispatcher. */
  record Received(ScionPacket packet, InetSocketAddress from) {
    static Received of(ByteBuffer bytes, InetSocketAddress from) {
      ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      return new Received(PacketCodec.decode(copy).orElseThrow(), from);
    }
  }

  /** Runs the timers for 10 ms, which is enough for everything except timeouts. */
  void settle() {
    timers.runForMs(10);
  }

  /** Sends a packet from the border router. */
  void arrive(ScionPacket packet) {
    arrive(bytes(packet));
  }

  void arrive(ByteBuffer bytes) {
    router.send(bytes, UNDERLAY);
    settle();
  }

  static ByteBuffer bytes(ScionPacket packet) {
    return PacketCodec.encode(packet);
  }

  static ScionPacket udp(HostAddress to, int port) {
    return udp(new ScionAddress(LOCAL, to), port);
  }

  static ScionPacket udp(ScionAddress to, int port) {
    return new ScionPacket(
        to,
        new ScionAddress(LOCAL, STRANGER),
        new UdpDatagram(4_000, port, ByteBuffer.wrap(new byte[] {1, 2, 3})));
  }

  static DispatcherRegistration at(int port) {
    return new DispatcherRegistration(LOCAL, HOST, port, Optional.empty(), Optional.empty(), true);
  }

  static DispatcherRegistration server(HostAddress.Service service, int port) {
    return new DispatcherRegistration(
        LOCAL, HOST, port, Optional.empty(), Optional.of(service), true);
  }

  double dropped(String reason) {
    return registry.counter("waymark.dispatcher.dropped", "reason", reason).count();
  }

  double registrations(String result) {
    return registry.counter("waymark.dispatcher.registrations", "result", result).count();
  }

  double lost(String reason) {
    return registry.counter("waymark.dispatcher.lost", "reason", reason).count();
  }

  /** A program that builds its frames byte by byte. */
  final class App implements StreamHandler {
    final List<Received> packets = new ArrayList<>();
    Optional<Integer> port = Optional.empty();
    boolean closed;
    StreamConnection connection;
    private final FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);

    App connect() {
      streams.connect(SOCKET, this);
      settle();
      return this;
    }

    App register(DispatcherRegistration wanted) {
      connect();
      send(DispatcherFrame.of(wanted.encode()));
      return this;
    }

    void send(DispatcherFrame frame) {
      ByteBuffer bytes = ByteBuffer.allocate(frame.size());
      frame.encode(bytes);
      send(bytes.flip());
    }

    void send(ByteBuffer bytes) {
      connection.send(bytes);
      settle();
    }

    void send(ScionPacket packet, InetSocketAddress firstHop) {
      send(
          new DispatcherFrame(
              HostAddress.of(firstHop.getAddress()), firstHop.getPort(), bytes(packet)));
    }

    @Override
    public void opened(StreamConnection opened) {
      connection = opened;
    }

    @Override
    public void received(ByteBuffer bytes) {
      for (var next = frames.read(bytes); next.isPresent(); next = frames.read(bytes)) {
        DispatcherFrame frame = next.get().orElseThrow();
        if (port.isEmpty()) {
          port = Optional.of(RegistrationAnswer.decode(frame.payload()).orElseThrow().port());
        } else {
          packets.add(
              Received.of(
                  frame.payload(),
                  new InetSocketAddress(frame.host().ip().orElseThrow(), frame.port())));
        }
      }
    }

    @Override
    public void closed(String why) {
      closed = true;
    }
  }
}
