package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.runtime.simulation.RecordedFaults;

/** Tests real sockets on the loopback interface. The time limit only ends a test that hangs. */
@Timeout(60)
class UdpDatagramsTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final RecordedFaults faults = new RecordedFaults();
  private final UdpDatagrams datagrams = new UdpDatagrams(faults);
  private final List<DatagramEndpoint> opened = new ArrayList<>();

  private record Received(byte[] payload, InetSocketAddress from) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }
  }

  private DatagramEndpoint open(DatagramHandler handler) throws IOException {
    DatagramEndpoint endpoint = datagrams.open(ANY_PORT, handler);
    opened.add(endpoint);
    return endpoint;
  }

  private DatagramEndpoint openInto(BlockingQueue<Received> queue) throws IOException {
    return open((payload, from) -> queue.add(new Received(bytes(payload), from)));
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void closeAll() {
    opened.forEach(DatagramEndpoint::close);
  }

  @Test
  void aDatagramArrivesWithTheAddressOfItsSender() throws Exception {
    BlockingQueue<Received> atServer = new LinkedBlockingQueue<>();
    BlockingQueue<Received> atClient = new LinkedBlockingQueue<>();
    DatagramEndpoint server = openInto(atServer);
    DatagramEndpoint client = openInto(atClient);
    ByteBuffer payload = text("..ask..").position(2).limit(5);
    client.send(payload, server.local());
    assertFalse(payload.hasRemaining());
    Received request = atServer.take();
    assertEquals("ask", request.text());
    assertEquals(client.local(), request.from());
    server.send(text("answer"), request.from());
    assertEquals("answer", atClient.take().text());
    assertEquals(0, server.unsent() + client.unsent());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_472, 65_507})
  void payloadsOfAnySizeArriveWhole(int size) throws Exception {
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    DatagramEndpoint server = openInto(queue);
    byte[] payload = new byte[size];
    for (int i = 0; i < size; i++) {
      payload[i] = (byte) (i * 31);
    }
    open((ignored, from) -> {}).send(ByteBuffer.wrap(payload), server.local());
    assertArrayEquals(payload, queue.take().payload());
  }

  @Test
  void aHandlerMayAnswerFromItsOwnBuffer() throws Exception {
    List<DatagramEndpoint> self = new ArrayList<>();
    CountDownLatch known = new CountDownLatch(1);
    DatagramEndpoint echo =
        open(
            (payload, from) -> {
              await(known);
              self.getFirst().send(payload, from);
            });
    self.add(echo);
    known.countDown();
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    openInto(queue).send(text("echo"), echo.local());
    assertEquals("echo", queue.take().text());
  }

  @Test
  void aHandlerThatThrowsIsReportedAndReceivingGoesOn() throws Exception {
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    AssertionError error = new AssertionError("of the handler");
    DatagramEndpoint server =
        open(
            (payload, from) -> {
              Received received = new Received(bytes(payload), from);
              if (received.text().equals("bad")) {
                throw error;
              }
              queue.add(received);
            });
    DatagramEndpoint client = open((payload, from) -> {});
    client.send(text("bad"), server.local());
    client.send(text("good"), server.local());
    assertEquals("good", queue.take().text());
    assertEquals(1, faults.faults().size());
    assertSame(error, faults.faults().getFirst().cause());
  }

  @Test
  void sendingToAPortWithoutAReceiverDoesNotEndTheEndpoint() throws Exception {
    DatagramEndpoint gone = open((payload, from) -> {});
    InetSocketAddress nobody = gone.local();
    gone.close();
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    DatagramEndpoint endpoint = openInto(queue);
    for (int i = 0; i < 10; i++) {
      endpoint.send(text("lost"), nobody);
    }
    endpoint.send(text("to itself"), endpoint.local());
    assertEquals("to itself", queue.take().text());
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void whatCannotBeSentIsCountedAndTheEndpointGoesOn() throws Exception {
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    DatagramEndpoint endpoint = openInto(queue);
    ByteBuffer tooLarge = ByteBuffer.allocate(65_508);
    endpoint.send(tooLarge, endpoint.local());
    assertFalse(tooLarge.hasRemaining());
    endpoint.send(text("x"), InetSocketAddress.createUnresolved("nowhere.invalid", 1));
    endpoint.send(text("x"), new InetSocketAddress(InetAddress.getByName("::1"), 1));
    assertEquals(3, endpoint.unsent());
    endpoint.send(text("fits"), endpoint.local());
    assertEquals("fits", queue.take().text());
  }

  @Test
  void aSenderThatIsInterruptedDoesNotTakeTheSocketAway() throws Exception {
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    DatagramEndpoint endpoint = openInto(queue);
    Thread.currentThread().interrupt();
    endpoint.send(text("one"), endpoint.local());
    assertTrue(Thread.interrupted());
    assertEquals("one", queue.take().text());
    endpoint.send(text("two"), endpoint.local());
    assertEquals("two", queue.take().text());
  }

  @Test
  void manyThreadsMaySendAtOnce() throws Exception {
    BlockingQueue<Received> queue = new LinkedBlockingQueue<>();
    DatagramEndpoint server = openInto(queue);
    DatagramEndpoint client = open((payload, from) -> {});
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "sender " + i + " datagram ";
      senders.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 50; n++) {
                      client.send(text(name + n), server.local());
                    }
                  }));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    Set<String> texts = ConcurrentHashMap.newKeySet();
    while (texts.size() < 200) {
      texts.add(queue.take().text());
    }
    assertEquals(0, client.unsent());
  }

  @Test
  void aPortInUseIsRefusedWithTheReasonAndTheWayOut() throws Exception {
    DatagramEndpoint first = open((payload, from) -> {});
    BindException refusal =
        assertThrows(
            BindException.class, () -> datagrams.open(first.local(), (payload, from) -> {}));
    String text = refusal.getMessage();
    assertTrue(text.contains(Integer.toString(first.local().getPort())), text);
    assertTrue(text.contains("another program is using the port"), text);
    assertTrue(text.contains("configure another address"), text);
  }

  @Test
  void closingFreesThePortAtOnceAndMayBeRepeated() throws Exception {
    DatagramEndpoint first = open((payload, from) -> {});
    for (int i = 0; i < 20; i++) {
      InetSocketAddress local = first.local();
      first.close();
      first.close();
      first = datagrams.open(local, (payload, from) -> {});
      opened.add(first);
      assertEquals(local, first.local());
    }
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void aHandlerMayCloseItsEndpoint() throws Exception {
    List<DatagramEndpoint> self = new ArrayList<>();
    CountDownLatch known = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    DatagramEndpoint endpoint =
        open(
            (payload, from) -> {
              await(known);
              self.getFirst().close();
              closed.countDown();
            });
    self.add(endpoint);
    known.countDown();
    endpoint.send(text("close"), endpoint.local());
    closed.await();
    datagrams.open(endpoint.local(), (payload, from) -> {}).close();
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void sendingThroughAClosedEndpointIsCounted() throws Exception {
    DatagramEndpoint endpoint = open((payload, from) -> {});
    endpoint.close();
    endpoint.send(text("late"), endpoint.local());
    assertEquals(1, endpoint.unsent());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
