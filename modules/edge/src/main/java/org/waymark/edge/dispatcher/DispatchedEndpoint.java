package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.SocketAddresses;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamConnection;
import org.waymark.runtime.StreamHandler;
import org.waymark.runtime.Streams;
import org.waymark.runtime.Timers;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.FrameReader;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;

/**
 * An endpoint that uses the UDP socket of the dispatcher (PROTOCOL 2.3). Each datagram is one SCION
 * packet. It is sent to a given first hop, and is received together with the address from which the
 * dispatcher received it.
 *
 * <pre>
 *   connecting ----> registering ----> registered
 *       ^                |                  |
 *       |                v                  v
 *       +---- after ---- lost: absent, refused, silent, closed, garbage
 * </pre>
 *
 * <p>After any failure the endpoint reconnects and registers again. It waits {@value
 * #FIRST_WAIT_MS} ms at first, and then twice as long each time, up to {@value #LONGEST_WAIT_MS}
 * ms; a connection that lasted at least that long resets the wait. Every loss is counted, but each
 * kind of loss is logged only once until the next such connection. Datagrams sent while the
 * endpoint is not registered are lost and counted.
 *
 * <p>Owned by the transport that opened it. Datagrams may be sent from any thread, and arrive on
 * the thread of the connection. The lock of this object guards the current attempt to register.
 */
public final class DispatchedEndpoint implements DatagramEndpoint {
  private static final Logger log = LoggerFactory.getLogger(DispatchedEndpoint.class);

  static final long FIRST_WAIT_MS = 100;
  static final long LONGEST_WAIT_MS = 5_000;

  /** The time allowed between connecting and receiving the answer to the registration. */
  static final long ANSWER_WITHIN_MS = 2_000;

  /**
   * A placeholder for the sender of a frame that does not name one. Such a frame cannot be
   * answered.
   */
  private static final InetSocketAddress NOBODY =
      new InetSocketAddress(new HostAddress.Ipv4(0).ip().orElseThrow(), 0);

  private final SocketPath dispatcher;
  private final DispatcherRegistration wanted;
  private final InetAddress host;
  private final DatagramHandler handler;
  private final Context context;
  private final LongAdder unsent = new LongAdder();
  private final CompletableFuture<Void> firstRegistered = new CompletableFuture<>();

  /** The current attempt to connect; events of earlier attempts are ignored. */
  private Optional<Attempt> current = Optional.empty();

  private Optional<Loss> told = Optional.empty();
  private long waitMs = FIRST_WAIT_MS;
  private Cancellable coming = () -> {};
  private boolean closed;
  private volatile int port;
  private volatile Optional<StreamConnection> registered = Optional.empty();

  /** The reasons for being disconnected, with texts that can follow "the dispatcher". */
  private enum Loss {
    /** No dispatcher is listening at the socket. */
    ABSENT("absent", "is not running"),
    /** The dispatcher rejects the registration. */
    REFUSED("refused", "refused the registration (does another program use the address?)"),
    /** The dispatcher sends no valid answer to the registration. */
    UNANSWERED("unanswered", "gave no valid answer to the registration"),
    /** The dispatcher ended the connection. */
    CLOSED("closed", "closed the connection"),
    /** The dispatcher sends malformed frames. */
    GARBAGE("garbage", "sent a malformed frame");

    private final String label;
    private final String text;

    Loss(String label, String text) {
      this.label = label;
      this.text = text;
    }
  }

  /** The ports to the outside world that an endpoint uses. */
  public record Context(
      Streams streams, Timers timers, Clock clock, MeterRegistry registry, FaultHandler faults) {}

  private DispatchedEndpoint(
      SocketPath dispatcher,
      DispatcherRegistration wanted,
      DatagramHandler handler,
      Context context) {
    this.dispatcher = dispatcher;
    this.wanted = wanted;
    this.host = wanted.host().ip().orElseThrow();
    this.port = wanted.port();
    this.handler = handler;
    this.context = context;
  }

  /**
   * Opens an endpoint that registers as soon as the dispatcher is running.
   *
   * @param wanted the registration; with port 0, the dispatcher may assign a different port after
   *     each reconnection
   * @param handler called on the thread of the connection
   * @return the endpoint
   */
  public static DispatchedEndpoint open(
      SocketPath dispatcher,
      DispatcherRegistration wanted,
      DatagramHandler handler,
      Context context) {
    DispatchedEndpoint endpoint = new DispatchedEndpoint(dispatcher, wanted, handler, context);
    endpoint.connect();
    return endpoint;
  }

  /** {@return the registered address; before the registration, its port is the requested one} */
  @Override
  public InetSocketAddress local() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public boolean isReceiving() {
    return registered.isPresent();
  }

  @Override
  public CompletableFuture<Void> whenReceiving() {
    return firstRegistered.copy();
  }

  @Override
  public long unsent() {
    return unsent.sum();
  }

  @Override
  public void send(ByteBuffer payload, InetSocketAddress to) {
    if (!trySend(payload, to)) {
      unsent.increment();
    }
    payload.position(payload.limit());
  }

  private boolean trySend(ByteBuffer payload, InetSocketAddress to) {
    Optional<StreamConnection> connection = registered;
    if (connection.isEmpty() || to.isUnresolved() || payload.remaining() > PacketCodec.MAX_SIZE) {
      return false;
    }
    DispatcherFrame frame =
        new DispatcherFrame(HostAddress.of(to.getAddress()), to.getPort(), payload);
    return connection.get().send(bytes(frame));
  }

  private static ByteBuffer bytes(DispatcherFrame frame) {
    ByteBuffer bytes = ByteBuffer.allocate(frame.size());
    frame.encode(bytes);
    return bytes.flip();
  }

  @Override
  public void close() {
    Optional<Attempt> last;
    synchronized (this) {
      closed = true;
      coming.cancel();
      last = current;
      current = Optional.empty();
      registered = Optional.empty();
    }
    last.ifPresent(Attempt::end);
  }

  private void connect() {
    Attempt attempt = new Attempt();
    synchronized (this) {
      if (closed) {
        return;
      }
      current = Optional.of(attempt);
      attempt.deadline = context.timers().after(ANSWER_WITHIN_MS, attempt::expectAnswer);
    }
    try {
      attempt.begun(context.streams().connect(dispatcher, attempt));
    } catch (IOException e) {
      lost(attempt, Loss.ABSENT, e.getMessage());
    }
  }

  private synchronized boolean isCurrent(Attempt attempt) {
    return current.filter(attempt::equals).isPresent();
  }

  /**
   * Called when the dispatcher has accepted the registration.
   *
   * @return whether the endpoint is now registered; false if the attempt is no longer current
   */
  private synchronized boolean registered(Attempt attempt, StreamConnection by, int assigned) {
    if (!isCurrent(attempt)) {
      return false;
    }
    attempt.deadline.cancel();
    attempt.answered = true;
    attempt.sinceNs = context.clock().monotonicNs();
    port = assigned;
    registered = Optional.of(by);
    log.info("Registered {} port {} with the dispatcher at {}", host, port, dispatcher);
    return true;
  }

  /**
   * Ends an attempt. Only the first reason counts, because later failures are consequences of it.
   */
  private void lost(Attempt attempt, Loss loss, String detail) {
    synchronized (this) {
      // An answer that arrived just as its deadline passed still counts.
      if (!isCurrent(attempt) || attempt.answered && loss == Loss.UNANSWERED) {
        return;
      }
      current = Optional.empty();
      attempt.deadline.cancel();
      if (attempt.stoodLong()) {
        waitMs = FIRST_WAIT_MS;
        told = Optional.empty();
      }
      registered = Optional.empty();
      if (!told.equals(Optional.of(loss))) {
        told = Optional.of(loss);
        log.warn(
            "Not receiving packets, because the dispatcher at {} {}: {}; retrying",
            dispatcher,
            loss.text,
            detail);
      }
      coming = context.timers().after(waitMs, this::connect);
      waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    }
    context.registry().counter("waymark.dispatcher.lost", "reason", loss.label).increment();
    attempt.end();
  }

  /** One connection, or the attempt to establish one. */
  private final class Attempt implements StreamHandler {
    private final FrameReader frames = new FrameReader(PacketCodec.MAX_SIZE);
    private Cancellable deadline = () -> {};
    private long sinceNs;
    private volatile boolean answered;
    private boolean ended;
    private Optional<StreamConnection> connection = Optional.empty();
    private StreamConnection sending;

    /** Keeps the connection, or closes it if the attempt has already ended. */
    private void begun(StreamConnection begun) {
      boolean late;
      synchronized (this) {
        connection = Optional.of(begun);
        late = ended;
      }
      if (late) {
        begun.close();
      }
    }

    private void end() {
      Optional<StreamConnection> begun;
      synchronized (this) {
        ended = true;
        begun = connection;
      }
      begun.ifPresent(StreamConnection::close);
    }

    private boolean stoodLong() {
      return answered
          && context.clock().monotonicNs() - sinceNs
              >= TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MS);
    }

    private void expectAnswer() {
      lost(this, Loss.UNANSWERED, "no answer within " + ANSWER_WITHIN_MS + " ms");
    }

    @Override
    public void opened(StreamConnection opened) {
      sending = opened;
      opened.send(bytes(DispatcherFrame.of(wanted.encode())));
    }

    @Override
    public void received(ByteBuffer bytes) {
      while (isCurrent(this)) {
        Optional<Decoded<DispatcherFrame>> next = frames.read(bytes);
        if (next.isEmpty()) {
          return;
        }
        switch (next.get()) {
          case Decoded.Accepted<DispatcherFrame>(DispatcherFrame frame) -> received(frame);
          case Decoded.Refused<DispatcherFrame>(Refusal refusal) ->
              lost(this, Loss.GARBAGE, refusal.toString());
        }
      }
    }

    private void received(DispatcherFrame frame) {
      if (answered) {
        deliver(frame);
        return;
      }
      switch (RegistrationAnswer.decode(frame.payload())) {
        case Decoded.Refused<RegistrationAnswer>(Refusal refusal) ->
            lost(this, Loss.UNANSWERED, refusal.toString());
        case Decoded.Accepted<RegistrationAnswer>(RegistrationAnswer answer) -> answered(answer);
      }
    }

    /**
     * Passes a packet to the handler. A failing handler must not prevent later frames from being
     * read.
     */
    private void deliver(DispatcherFrame frame) {
      InetSocketAddress from =
          frame.host().ip().map(ip -> new InetSocketAddress(ip, frame.port())).orElse(NOBODY);
      try {
        handler.received(frame.payload(), from);
      } catch (Throwable e) {
        context
            .faults()
            .fault(
                "Failed to handle a packet from "
                    + SocketAddresses.text(from)
                    + "; continuing to receive",
                e);
      }
    }

    private void answered(RegistrationAnswer answer) {
      if (!answer.isAccepted()) {
        lost(this, Loss.REFUSED, wanted.toString());
      } else if (wanted.port() != 0 && answer.port() != wanted.port()) {
        lost(
            this,
            Loss.UNANSWERED,
            "the dispatcher assigned port " + answer.port() + " instead of " + wanted.port());
      } else if (registered(this, sending, answer.port())) {
        firstRegistered.complete(null);
      }
    }

    @Override
    public void closed(String why) {
      lost(this, sending == null ? Loss.ABSENT : Loss.CLOSED, why);
    }
  }
}
