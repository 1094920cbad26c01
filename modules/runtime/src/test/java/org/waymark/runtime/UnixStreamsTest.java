package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.runtime.simulation.RecordedFaults;

/** Tests real Unix sockets. The time limit only ends a test that hangs. */
@Timeout(60)
class UnixStreamsTest {
  @TempDir private Path folder;
  private final RecordedFaults faults = new RecordedFaults();
  private final UnixStreams streams = new UnixStreams(faults);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final LinkedBlockingQueue<Recorder> atListener = new LinkedBlockingQueue<>();

  /** Records the calls of a handler in order, with the bytes joined again. */
  private static class Recorder implements StreamHandler {
    final LinkedBlockingQueue<StreamConnection> open = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Byte> bytes = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @Override
    public void opened(StreamConnection connection) {
      open.add(connection);
    }

    @Override
    public void received(ByteBuffer received) {
      while (received.hasRemaining()) {
        bytes.add(received.get());
      }
    }

    @Override
    public void closed(String why) {
      closed.add(why);
    }

    String text(int length) throws InterruptedException {
      byte[] text = new byte[length];
      for (int i = 0; i < length; i++) {
        text[i] = bytes.take();
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  private SocketPath socket() {
    return new SocketPath(folder.resolve("s"));
  }

  private StreamListener listen() throws IOException {
    StreamListener listener =
        streams.listen(
            socket(),
            () -> {
              Recorder recorder = new Recorder();
              atListener.add(recorder);
              return recorder;
            });
    opened.add(listener);
    return listener;
  }

  private StreamConnection connect(StreamHandler handler) throws IOException {
    StreamConnection connection = streams.connect(socket(), handler);
    opened.add(connection);
    return connection;
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable part : opened) {
      part.close();
    }
  }

  @Test
  void connectionThatNobodyHandlesIsClosedAndTheNextOneIsTaken() throws Exception {
    AtomicBoolean failed = new AtomicBoolean();
    Recorder handled = new Recorder();
    opened.add(
        streams.listen(
            socket(),
            () -> {
              if (failed.compareAndSet(false, true)) {
                throw new IllegalStateException("made up");
              }
              return handled;
            }));
    Recorder refused = new Recorder();
    connect(refused);
    assertEquals("closed at the other end", refused.closed.take());
    connect(new Recorder());
    handled.open.take();
  }

  @Test
  void bytesGoBothWaysAndBothEndsLearnOfTheEnd() throws Exception {
    listen();
    Recorder near = new Recorder();
    connect(near);
    StreamConnection toListener = near.open.take();
    ByteBuffer payload = text("..ask..").position(2).limit(5);
    assertTrue(toListener.send(payload));
    assertFalse(payload.hasRemaining());
    Recorder far = atListener.take();
    assertEquals("ask", far.text(3));
    StreamConnection toClient = far.open.take();
    assertTrue(toClient.send(text("answer")));
    assertEquals("answer", near.text(6));
    toListener.close();
    toListener.close();
    assertEquals("closed at the other end", far.closed.take());
    assertEquals("closed at this end", near.closed.take());
    assertFalse(toListener.send(text("late")));
    assertEquals(List.of(), List.copyOf(near.closed));
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void whereNobodyListensTheHandlerIsToldOnce() throws Exception {
    Recorder near = new Recorder();
    StreamConnection connection = connect(near);
    String why = near.closed.take();
    assertTrue(why.contains(socket().toString()), why);
    assertFalse(connection.send(text("x")));
    connection.close();
    assertEquals(0, near.closed.size() + near.open.size());
  }

  @Test
  void anEndThatDoesNotReadIsGivenWholeMessagesUpToABoundAndHindersNoOther() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket().path()));
      Recorder near = new Recorder();
      connect(near);
      StreamConnection connection = near.open.take();
      byte[] message = new byte[100_000];
      int taken = 0;
      while (connection.send(ByteBuffer.wrap(message))) {
        taken++;
        for (int i = 0; i < message.length; i++) {
          message[i] = (byte) taken;
        }
      }
      assertTrue(taken >= StreamConnection.MAX_WAITING_BYTES / message.length, "taken " + taken);
      assertTrue(taken < 100, "taken " + taken);
      assertFalse(connection.send(ByteBuffer.wrap(message)));
      try (SocketChannel slow = server.accept()) {
        ByteBuffer all = ByteBuffer.allocate(taken * message.length);
        while (all.hasRemaining() && slow.read(all) >= 0) {
          // Wait for the whole message.
        }
        for (int i = 0; i < all.capacity(); i++) {
          assertEquals((byte) (i / message.length), all.get(i), "byte " + i);
        }
        assertTrue(connection.send(text("again")));
        ByteBuffer five = ByteBuffer.allocate(5);
        while (five.hasRemaining() && slow.read(five) >= 0) {
          // No refused bytes arrive in between.
        }
        assertEquals("again", new String(five.array(), StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void aHandlerThatThrowsIsReportedAndReadingGoesOn() throws Exception {
    AssertionError error = new AssertionError("of the handler");
    BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    StreamListener listener =
        streams.listen(
            socket(),
            () ->
                new Recorder() {
                  @Override
                  public void received(ByteBuffer received) {
                    String piece = StandardCharsets.UTF_8.decode(received).toString();
                    pieces.add(piece);
                    if (piece.equals("bad")) {
                      throw error;
                    }
                  }
                });
    opened.add(listener);
    Recorder near = new Recorder();
    connect(near);
    StreamConnection connection = near.open.take();
    connection.send(text("bad"));
    assertEquals("bad", pieces.take());
    connection.send(text("good"));
    assertEquals("good", pieces.take());
    assertSame(error, faults.faults().getFirst().cause());
  }

  @Test
  void aSenderThatIsInterruptedDoesNotEndTheConnection() throws Exception {
    listen();
    Recorder near = new Recorder();
    connect(near);
    StreamConnection connection = near.open.take();
    Thread.currentThread().interrupt();
    assertTrue(connection.send(text("one")));
    assertTrue(Thread.interrupted());
    assertTrue(connection.send(text("two")));
    assertEquals("onetwo", atListener.take().text(6));
  }

  @Test
  void messagesOfManyThreadsDoNotMix() throws Exception {
    listen();
    Recorder near = new Recorder();
    connect(near);
    StreamConnection connection = near.open.take();
    List<Thread> senders = new ArrayList<>();
    for (char letter = 'a'; letter < 'e'; letter++) {
      String message = String.valueOf(letter).repeat(1_000);
      senders.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < 50; n++) {
                      while (!connection.send(text(message))) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
    Recorder far = atListener.take();
    for (int n = 0; n < 200; n++) {
      String message = far.text(1_000);
      assertEquals(message.substring(0, 1).repeat(1_000), message);
    }
    for (Thread sender : senders) {
      sender.join();
    }
  }

  @Test
  void theFileOfADeadListenerIsReplaced() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket().path()));
    }
    assertTrue(Files.exists(socket().path()));
    listen();
    Recorder near = new Recorder();
    connect(near);
    near.open.take();
  }

  @Test
  void aLiveListenerIsRefusedAndStaysReachable() throws Exception {
    listen();
    BindException refusal = assertThrows(BindException.class, this::listen);
    assertTrue(refusal.getMessage().contains(socket().toString()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("another program is listening"), refusal.getMessage());
    atListener.take();
    Recorder near = new Recorder();
    connect(near);
    near.open.take();
  }

  @Test
  void aFileThatIsNoSocketIsRefusedAndKept() throws Exception {
    Files.writeString(socket().path(), "precious");
    BindException refusal = assertThrows(BindException.class, this::listen);
    assertTrue(refusal.getMessage().contains("is not a socket"), refusal.getMessage());
    assertEquals("precious", Files.readString(socket().path()));
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    SocketPath nowhere = new SocketPath(folder.resolve("no").resolve("s"));
    BindException refusal =
        assertThrows(BindException.class, () -> streams.listen(nowhere, Recorder::new));
    assertTrue(refusal.getMessage().contains("folder"), refusal.getMessage());
  }

  @Test
  void closingAListenerEndsItsConnectionsAndFreesThePath() throws Exception {
    for (int i = 0; i < 20; i++) {
      StreamListener listener = listen();
      Recorder near = new Recorder();
      connect(near);
      near.open.take();
      Recorder far = atListener.take();
      listener.close();
      listener.close();
      assertEquals("closed at the other end", near.closed.take());
      assertEquals("the listener was closed", far.closed.take());
      assertFalse(Files.exists(socket().path()));
    }
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void closingLeavesTheFileOfASuccessor() throws Exception {
    StreamListener first = listen();
    Files.delete(socket().path());
    listen();
    first.close();
    Recorder near = new Recorder();
    connect(near);
    near.open.take();
  }

  @Test
  void aHandlerMayCloseItsConnectionAndItsListener() throws Exception {
    LinkedBlockingQueue<StreamListener> listener = new LinkedBlockingQueue<>();
    Recorder far =
        new Recorder() {
          @Override
          public void received(ByteBuffer received) {
            super.received(received);
            open.forEach(StreamConnection::close);
            listener.forEach(StreamListener::close);
          }
        };
    StreamListener opening = streams.listen(socket(), () -> far);
    opened.add(opening);
    listener.add(opening);
    Recorder near = new Recorder();
    connect(near);
    near.open.take().send(text("x"));
    assertEquals("closed at the other end", near.closed.take());
    assertEquals("closed at this end", far.closed.take());
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void aPathThatIsTooLongIsRefusedWithItsLength() {
    Path longest = Path.of("/" + "x".repeat(SocketPath.MAX_BYTES - 1));
    assertEquals(longest, new SocketPath(longest).path());
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SocketPath(Path.of("/" + "ä".repeat(SocketPath.MAX_BYTES / 2))));
    assertTrue(refusal.getMessage().contains("101 bytes"), refusal.getMessage());
  }
}
