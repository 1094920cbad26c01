package org.waymark.runtime.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.StreamListener;

class SimulatedStreamsTest {
  private static final SocketPath SOCKET = new SocketPath(Path.of("s"));

  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(new VirtualClock(0), 1, faults);
  private final SimulatedStreams streams = new SimulatedStreams(timers, 2, faults);
  private final Recorder near = new Recorder();
  private final Recorder far = new Recorder();

  private static final class Recorder implements StreamHandler {
    final List<StreamConnection> open = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    final List<String> closed = new ArrayList<>();

    @Override
    public void opened(StreamConnection connection) {
      open.add(connection);
    }

    @Override
    public void received(ByteBuffer bytes) {
      text.append(StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public void closed(String why) {
      closed.add(why);
    }
  }

  /** Records events in order, and performs an action as soon as the connection is open. */
  private static final class Eager implements StreamHandler {
    final List<String> events = new ArrayList<>();
    private final Consumer<StreamConnection> first;

    Eager(Consumer<StreamConnection> first) {
      this.first = first;
    }

    @Override
    public void opened(StreamConnection connection) {
      events.add("opened");
      first.accept(connection);
    }

    @Override
    public void received(ByteBuffer bytes) {
      events.add("received");
    }

    @Override
    public void closed(String why) {
      events.add("closed");
    }
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bytesGoBothWaysInOrderUntilOneEndCloses() throws Exception {
    streams.listen(SOCKET, () -> far);
    StreamConnection connection = streams.connect(SOCKET, near);
    assertFalse(connection.send(text("early")));
    timers.runForMs(0);
    for (String word : List.of("one ", "two ", "three")) {
      assertTrue(connection.send(text(word)));
    }
    assertTrue(far.open.getFirst().send(text("back")));
    connection.close();
    timers.runForMs(0);
    assertEquals("one two three", far.text.toString());
    assertEquals("", near.text.toString());
    assertEquals(List.of("closed at the other end"), far.closed);
    assertEquals(List.of("closed at this end"), near.closed);
    assertFalse(far.open.getFirst().send(text("late")));
  }

  @Test
  void aListenerThatClosesEndsAllAndAnotherMayFollow() throws Exception {
    StreamListener listener = streams.listen(SOCKET, () -> far);
    assertThrows(BindException.class, () -> streams.listen(SOCKET, () -> far));
    streams.connect(SOCKET, near);
    timers.runForMs(0);
    listener.close();
    streams.connect(SOCKET, near);
    timers.runForMs(0);
    assertEquals(2, near.closed.size());
    assertTrue(near.closed.contains("closed at the other end"));
    assertTrue(near.closed.contains("cannot connect to s: no program is listening there"));
    streams.listen(SOCKET, () -> far);
  }

  @Test
  void connectionIsOpenedBeforeWhatTheListenerSendsAtOnceArrives() throws Exception {
    Eager near = new Eager(_ -> {});
    streams.listen(SOCKET, () -> new Eager(connection -> connection.send(text("x"))));
    streams.connect(SOCKET, near);
    timers.runForMs(0);
    assertEquals(List.of("opened", "received"), near.events);
  }

  @Test
  void connectionThatTheListenerEndsAtOnceWasOpenedBefore() throws Exception {
    Eager near = new Eager(_ -> {});
    streams.listen(SOCKET, () -> new Eager(StreamConnection::close));
    streams.connect(SOCKET, near);
    timers.runForMs(0);
    assertEquals(List.of("opened", "closed"), near.events);
  }

  @Test
  void connectionsThatEndedAreForgotten() throws Exception {
    streams.listen(SOCKET, () -> far);
    for (int i = 0; i < 10; i++) {
      StreamConnection connection = streams.connect(SOCKET, near);
      timers.runForMs(0);
      assertEquals(1, streams.taken(SOCKET));
      connection.close();
      timers.runForMs(0);
      assertEquals(0, streams.taken(SOCKET));
    }
  }
}
