package org.waymark.edge.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.edge.dispatcher.DispatcherWorld.HOST;
import static org.waymark.edge.dispatcher.DispatcherWorld.ROUTER;
import static org.waymark.edge.dispatcher.DispatcherWorld.SOCKET;
import static org.waymark.edge.dispatcher.DispatcherWorld.at;
import static org.waymark.edge.dispatcher.DispatcherWorld.udp;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.waymark.edge.dispatcher.DispatcherWorld.Received;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;

/** Tests an endpoint behind a dispatcher that starts, stops, refuses and sends nonsense. */
class DispatchedEndpointTest {
  private static final long MINUTE_MS = 60_000;

  private final DispatcherWorld world;
  private final List<Received> received = new ArrayList<>();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(DispatchedEndpoint.class);

  DispatchedEndpointTest() throws IOException {
    world = new DispatcherWorld();
  }

  @BeforeEach
  void listenToTheLog() {
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
  }

  @AfterEach
  void leaveTheLog() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  private long warnings() {
    return lines.list.stream().filter(line -> line.getLevel().equals(Level.WARN)).count();
  }

  private void assertWorks(DispatchedEndpoint endpoint) {
    received.clear();
    world.atRouter.clear();
    assertTrue(endpoint.isReceiving());
    ScionPacket packet = udp(HOST, endpoint.local().getPort());
    world.arrive(packet);
    assertEquals(List.of(new Received(packet, ROUTER)), received);
    endpoint.send(DispatcherWorld.bytes(packet.reversed()), ROUTER);
    world.settle();
    assertEquals(List.of(packet.reversed()), List.copyOf(world.atRouter));
  }

  @Test
  void packetsGoBothWays() throws IOException {
    world.dispatcher();
    DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
    assertFalse(endpoint.isReceiving());
    world.settle();
    assertEquals(new InetSocketAddress(HOST.ip().orElseThrow(), 30_252), endpoint.local());
    assertTrue(endpoint.whenReceiving().isDone());
    assertWorks(endpoint);
    assertEquals(0, endpoint.unsent());
  }

  @Test
  void portThatTheDispatcherChoosesIsTheEndpointsOwn() throws IOException {
    world.dispatcher();
    DispatchedEndpoint endpoint = world.endpoint(at(0), received);
    world.settle();
    assertNotEquals(0, endpoint.local().getPort());
    assertWorks(endpoint);
  }

  @Test
  void dispatcherThatIsNotThereIsTriedAgainAtAPaceAndToldOnce() throws IOException {
    DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
    world.timers.runForMs(10 * MINUTE_MS);
    double tries = world.lost("absent");
    double most = 10.0 * MINUTE_MS / DispatchedEndpoint.LONGEST_WAIT_MS + 10;
    assertTrue(tries > most / 2 && tries < most, "tries: " + tries);
    assertEquals(1, warnings());
    assertFalse(endpoint.isReceiving() || endpoint.whenReceiving().isDone());
    endpoint.send(DispatcherWorld.bytes(udp(HOST, 1)), ROUTER);
    assertEquals(1, endpoint.unsent());
    world.dispatcher();
    world.timers.runForMs(DispatchedEndpoint.LONGEST_WAIT_MS);
    assertTrue(endpoint.whenReceiving().isDone());
    assertWorks(endpoint);
  }

  @Test
  void dispatcherThatStartsAnewIsRegisteredWithAgainSoonAfterALongTime() throws IOException {
    Dispatcher first = world.dispatcher();
    DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
    world.timers.runForMs(MINUTE_MS);
    first.close();
    world.settle();
    assertFalse(endpoint.isReceiving());
    assertEquals(1, world.lost("closed"));
    world.dispatcher();
    world.timers.runForMs(DispatchedEndpoint.FIRST_WAIT_MS);
    assertWorks(endpoint);
  }

  @Test
  void refusedRegistrationIsTriedUntilTheAddressIsFree() throws IOException {
    world.dispatcher();
    DispatcherWorld.App has = world.new App().register(at(30_252));
    DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
    world.timers.runForMs(MINUTE_MS);
    assertTrue(world.lost("refused") > 5, "tries: " + world.lost("refused"));
    assertEquals(0, world.lost("closed"));
    assertEquals(1, warnings());
    assertFalse(endpoint.isReceiving());
    has.connection.close();
    world.timers.runForMs(DispatchedEndpoint.LONGEST_WAIT_MS);
    assertWorks(endpoint);
  }

  @Test
  void closedEndpointIsForgottenAndTriesNoMore() throws IOException {
    Dispatcher dispatcher = world.dispatcher();
    DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
    world.settle();
    endpoint.close();
    endpoint.close();
    world.settle();
    assertEquals(0, dispatcher.applications());
    assertFalse(endpoint.isReceiving());
    endpoint.send(DispatcherWorld.bytes(udp(HOST, 1)), ROUTER);
    assertEquals(1, endpoint.unsent());
    dispatcher.close();
    world.timers.runForMs(MINUTE_MS);
    assertEquals(0, world.lost("absent") + world.lost("closed"));
    DispatchedEndpoint early = world.endpoint(at(30_252), received);
    early.close();
    world.timers.runForMs(MINUTE_MS);
    assertEquals(0, world.lost("absent"));
  }

  /** A dispatcher that sends what the test specifies, regardless of what it receives. */
  private final class Odd implements StreamHandler {
    private final FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);
    private final List<DispatcherRegistration> registrations;
    private final List<ByteBuffer> saying;
    private StreamConnection connection;

    Odd(List<DispatcherRegistration> registrations, List<ByteBuffer> saying) {
      this.registrations = registrations;
      this.saying = saying;
    }

    @Override
    public void opened(StreamConnection opened) {
      connection = opened;
    }

    @Override
    public void received(ByteBuffer bytes) {
      frames
          .read(bytes)
          .ifPresent(
              frame -> {
                registrations.add(
                    DispatcherRegistration.decode(frame.orElseThrow().payload()).orElseThrow());
                saying.forEach(one -> connection.send(one.duplicate()));
              });
    }

    @Override
    public void closed(String why) {}
  }

  private StreamListener odd(List<DispatcherRegistration> heard, ByteBuffer... saying)
      throws IOException {
    return world.streams.listen(SOCKET, () -> new Odd(heard, List.of(saying)));
  }

  private static ByteBuffer frame(ByteBuffer payload) {
    DispatcherFrame frame = DispatcherFrame.of(payload);
    ByteBuffer bytes = ByteBuffer.allocate(frame.size());
    frame.encode(bytes);
    return bytes.flip();
  }

  private static ByteBuffer answer(int port) {
    return frame(new RegistrationAnswer(port).encode());
  }

  @Test
  void garbageEndsTheConnectionAndARegistrationFollows() throws IOException {
    List<DispatcherRegistration> heard = new ArrayList<>();
    try (StreamListener _ = odd(heard, answer(30_252), ByteBuffer.allocate(13))) {
      world.endpoint(at(30_252), received);
      world.timers.runForMs(MINUTE_MS);
    }
    assertTrue(world.lost("garbage") > 5, "lost: " + world.lost("garbage"));
    assertTrue(world.lost("garbage") < 30, "a flood: " + world.lost("garbage"));
    assertEquals(List.of(at(30_252), at(30_252)), heard.subList(0, 2));
    assertEquals(List.of(), received);
  }

  @Test
  void wrongAnswersAreNoRegistration() throws IOException {
    for (ByteBuffer wrong :
        List.of(answer(30_253), frame(ByteBuffer.allocate(3)), frame(ByteBuffer.allocate(0)))) {
      double before = world.lost("unanswered");
      try (StreamListener _ = odd(new ArrayList<>(), wrong)) {
        DispatchedEndpoint endpoint = world.endpoint(at(30_252), received);
        world.settle();
        assertFalse(endpoint.isReceiving());
        endpoint.close();
      }
      assertEquals(before + 1, world.lost("unanswered"));
    }
  }

  @Test
  void silentDispatcherIsLeftAfterAWhile() throws IOException {
    List<DispatcherRegistration> heard = new ArrayList<>();
    DispatchedEndpoint endpoint;
    try (StreamListener _ = odd(heard)) {
      endpoint = world.endpoint(at(30_252), received);
      world.timers.runForMs(DispatchedEndpoint.ANSWER_WITHIN_MS - 1);
      assertEquals(0, world.lost("unanswered"));
      world.timers.runForMs(1);
      assertEquals(1, world.lost("unanswered"));
      assertEquals(1, heard.size());
    }
    world.dispatcher();
    world.timers.runForMs(DispatchedEndpoint.LONGEST_WAIT_MS);
    assertWorks(endpoint);
  }

  @Test
  void handlerThatThrowsIsReportedAndTheFramesBehindAreRead() throws IOException {
    ByteBuffer packet = DispatcherWorld.bytes(udp(HOST, 1));
    ByteBuffer three =
        ByteBuffer.allocate(answer(1).remaining() + 3 * frame(packet).remaining())
            .put(answer(30_252))
            .put(frame(packet))
            .put(frame(packet))
            .put(frame(packet))
            .flip();
    List<InetSocketAddress> senders = new ArrayList<>();
    try (StreamListener _ = odd(new ArrayList<>(), three)) {
      DispatchedEndpoint.open(
          SOCKET,
          at(30_252),
          (bytes, from) -> {
            senders.add(from);
            throw new AssertionError("of the handler");
          },
          new DispatchedEndpoint.Context(
              world.streams, world.timers, world.clock, world.registry, world.faults));
      world.settle();
    }
    assertEquals(3, world.faults.faults().size());
    assertEquals(3, senders.size());
    assertTrue(senders.getFirst().getAddress().isAnyLocalAddress());
    assertEquals(0, world.lost("garbage"));
  }
}
