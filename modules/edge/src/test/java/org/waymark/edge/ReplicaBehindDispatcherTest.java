package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.dispatcher.DispatchedEndpoint;
import org.waymark.edge.dispatcher.Dispatcher;
import org.waymark.edge.udp.FirstHop;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.SystemTimers;
import org.waymark.runtime.UdpDatagrams;
import org.waymark.runtime.UnixStreams;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A replica and a client on two hosts of one AS, each behind the dispatcher of its host. The test
 * uses real Unix sockets, and UDP between the dispatchers.
 */
@Timeout(120)
class ReplicaBehindDispatcherTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final int SERVER_PORT = 30_252;

  /** The number of segments registered. */
  private static final int TO_CORE = 2;

  @TempDir private Path folder;
  private ReplicaWorld world;
  private OpenedParts opened;
  private SystemTimers timers;
  private Dispatcher dispatcher;
  private Client client;

  @BeforeEach
  void startDispatchersAndClient() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    opened = new OpenedParts(world.faults);
    timers = opened.add(new SystemTimers("test-dispatchers", world.faults));
    dispatcher = onSomeHost(serverSocket());
    client = new Client(onSomeHost(new SocketPath(folder.resolve("client.sock"))));
  }

  @AfterEach
  void closeWorld() throws Exception {
    opened.close();
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private SocketPath serverSocket() {
    return new SocketPath(folder.resolve("server.sock"));
  }

  /**
   * Opens a dispatcher on a free address. All addresses in 127/8 belong to this machine, but other
   * programs may use the port on some of them.
   */
  private Dispatcher onSomeHost(SocketPath socket) throws IOException {
    for (int host = (int) ProcessHandle.current().pid() & 0xffff; ; host++) {
      try {
        return open(
            socket,
            SocketAddresses.of(
                "127.77." + (host >> 8 & 255) + "." + (host & 255), FirstHop.DISPATCHER_PORT));
      } catch (BindException taken) {
        assertTrue(taken.getMessage().contains("UDP"), taken.getMessage());
      }
    }
  }

  private Dispatcher open(SocketPath socket, InetSocketAddress listen) throws IOException {
    return opened.add(
        Dispatcher.open(
            new Dispatcher.Config(socket, listen),
            new Dispatcher.Context(
                new UnixStreams(world.faults),
                new UdpDatagrams(world.faults),
                timers,
                world.clock,
                new SimpleMeterRegistry())));
  }

  private InetSocketAddress serverAddress() {
    return new InetSocketAddress(dispatcher.address().getAddress(), SERVER_PORT);
  }

  private Replica startOnly() throws StartupException {
    return world.startOnly(world.config("one", serverAddress(), serverSocket()));
  }

  private static double connected(Replica replica) {
    return replica.registry().get("se_connected_to_dispatcher").gauge().value();
  }

  private void await(String what, BooleanSupplier condition) {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(world.clock.monotonicNs() < deadlineNs, what);
      Thread.onSpinWait();
    }
  }

  /** A program on another host that registers any port. */
  private final class Client {
    private final LinkedBlockingQueue<SegmentReply> replies = new LinkedBlockingQueue<>();
    private final HostAddress host;
    private final DispatchedEndpoint endpoint;
    private long lastRequestId;

    Client(Dispatcher of) {
      host = HostAddress.of(of.address().getAddress());
      endpoint =
          opened.add(
              DispatchedEndpoint.open(
                  new SocketPath(folder.resolve("client.sock")),
                  new DispatcherRegistration(
                      ReplicaWorld.LOCAL, host, 0, Optional.empty(), Optional.empty(), true),
                  (packet, from) -> received(packet),
                  new DispatchedEndpoint.Context(
                      new UnixStreams(world.faults),
                      timers,
                      world.clock,
                      new SimpleMeterRegistry(),
                      world.faults)));
      endpoint.whenReceiving().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private void received(ByteBuffer bytes) {
      UdpDatagram udp = (UdpDatagram) PacketCodec.decode(bytes).orElseThrow().layer4();
      ControlPayload payload =
          new ControlCodec(DecoderLimits.DEFAULT).decodeFramed(udp.payload()).orElseThrow();
      replies.add((SegmentReply) payload.message());
    }

    void send(Message message, HostAddress to, int port) {
      ByteString framed = ControlCodec.encodeFramed(new ControlPayload(message, ++lastRequestId));
      ScionPacket packet =
          new ScionPacket(
              new ScionAddress(ReplicaWorld.LOCAL, to),
              new ScionAddress(ReplicaWorld.LOCAL, host),
              new UdpDatagram(
                  endpoint.local().getPort(), port, ByteBuffer.wrap(framed.unsafeBytes())));
      endpoint.send(PacketCodec.encode(packet), dispatcher.address());
    }

    /** Repeats the request until the answer has the expected number of segments. */
    void askUntil(int segments, HostAddress to, int port) throws InterruptedException {
      long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
      while (world.clock.monotonicNs() < deadlineNs) {
        send(new SegmentRequest(ReplicaWorld.LOCAL, CORE, false, false), to, port);
        SegmentReply reply = replies.poll(50, TimeUnit.MILLISECONDS);
        if (reply != null && reply.records().records().size() == segments) {
          return;
        }
      }
      throw new AssertionError("no answer with " + segments + " segments");
    }
  }

  @Test
  void segmentsAreRegisteredAndAskedForThroughTheDispatchers() throws Exception {
    Replica replica = startOnly();
    replica.whenCaughtUp().orTimeout(30, TimeUnit.SECONDS).join();
    assertEquals(1, connected(replica));
    assertEquals(serverAddress(), replica.address());
    List<CapnpSegment> ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
    List<SegmentRecord> records = new ArrayList<>();
    ups.forEach(one -> records.add(SegmentRecord.of(SegmentType.UP, one)));
    client.send(
        new SegmentRegistration(SegmentRecords.of(records, List.of())),
        HostAddress.Service.PATH,
        0);
    client.askUntil(TO_CORE, HostAddress.Service.PATH, 0);
    client.askUntil(
        TO_CORE, HostAddress.of(serverAddress().getAddress()), serverAddress().getPort());

    dispatcher.close();
    await("the dispatcher is missed", () -> connected(replica) == 0);
    dispatcher = open(serverSocket(), dispatcher.address());
    await("the replica registers again", () -> connected(replica) == 1);
    client.askUntil(TO_CORE, HostAddress.Service.PATH, 0);
  }

  @Test
  void replicaIsReadyOnlyWhenItIsRegistered() throws Exception {
    InetSocketAddress underlay = dispatcher.address();
    dispatcher.close();
    Replica replica = startOnly();
    await("the log is replayed", () -> replica.state() == Readiness.State.READY);
    assertFalse(replica.whenCaughtUp().isDone());
    assertEquals(0, connected(replica));
    dispatcher = open(serverSocket(), underlay);
    replica.whenCaughtUp().orTimeout(30, TimeUnit.SECONDS).join();
    assertEquals(1, connected(replica));
  }

  @Test
  void addressThatNoPacketCanNameIsRefused() throws Exception {
    ReplicaConfig everywhere =
        world.config("one", SocketAddresses.of("0.0.0.0", SERVER_PORT), serverSocket());
    StartupException refusal =
        assertThrows(StartupException.class, () -> world.startOnly(everywhere));
    assertTrue(refusal.getMessage().contains("listen 0.0.0.0:30252"), refusal.getMessage());
  }

  @Test
  void replicaThatClosesFreesItsPlaceForTheNext() throws Exception {
    Replica first = startOnly();
    first.whenCaughtUp().orTimeout(30, TimeUnit.SECONDS).join();
    first.close();
    await("the dispatcher forgets it", () -> dispatcher.applications() == 0);
    startOnly().whenCaughtUp().orTimeout(30, TimeUnit.SECONDS).join();
    assertEquals(1, dispatcher.applications());
  }
}
