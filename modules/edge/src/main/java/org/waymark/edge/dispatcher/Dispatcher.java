package org.waymark.edge.dispatcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.Datagrams;
import org.waymark.runtime.LateHandler;
import org.waymark.runtime.SocketPath;
import org.waymark.runtime.StreamListener;
import org.waymark.runtime.Streams;
import org.waymark.runtime.Timers;
import org.waymark.server.report.LogLines;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.dispatcher.RegistrationAnswer;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;

/**
 * The dispatcher of a host (PROTOCOL 2.3): one UDP socket for all its applications, which register
 * over a Unix stream socket.
 *
 * <pre>
 *  border routers, hosts            dispatcher                applications
 *         | --- SCION/UDP -----------> |                            |
 *         |                            | --- frame: packet -------> |  UDP: by address and port,
 *         |                            |                            |  or by service
 *         |                            |                            |  SCMP error: to the sender of
 *         |                            |                            |  the packet that it quotes
 *         | <-- SCION/UDP ------------ | <-- frame: packet ---------|  to its first hop
 * </pre>
 *
 * <p>Malformed packets are dropped, counted, and answered with an SCMP error if the protocol
 * defines one. Packets for an address, port or service that no application registered are dropped
 * and counted without an error, as the dispatcher of 2018 did, because an application that is
 * restarting does not mean that a path is dead. The dispatcher itself answers echo requests. An
 * application that does not read its packets loses them, without affecting other applications.
 *
 * <p>Safe for use by several threads.
 */
public final class Dispatcher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** The maximum number of connected applications, registered or not. */
  public static final int MAX_APPLICATIONS = 1_024;

  /** The time within which an application must register to avoid being disconnected. */
  static final long REGISTER_WITHIN_MS = 2_000;

  private final Config config;
  private final Context context;
  private final LogLines lines;
  private final Applications applications = new Applications();
  private final Echoes echoes = new Echoes();
  private final Applicants applicants = new Applicants();
  private final DispatcherDrops drops;
  private final Counter sent;
  private final DatagramEndpoint endpoint;
  private final StreamListener listener;

  /**
   * The addresses of a dispatcher.
   *
   * @param socket the Unix socket for applications
   * @param listen the UDP address of the host, with port 30041 except in tests
   */
  public record Config(SocketPath socket, InetSocketAddress listen) {}

  /** The ports to the outside world that a dispatcher uses. */
  public record Context(
      Streams streams, Datagrams datagrams, Timers timers, Clock clock, MeterRegistry registry) {}

  private Dispatcher(Config config, Context context) throws IOException {
    this.config = config;
    this.context = context;
    this.lines = new LogLines(context.clock());
    this.drops = new DispatcherDrops(context.registry());
    this.sent = context.registry().counter("waymark.dispatcher.sent");
    Gauge.builder("waymark.dispatcher.applications", applications, Applications::size)
        .description("applications that are registered")
        .register(context.registry());
    LateHandler deliveries = new LateHandler();
    this.endpoint = context.datagrams().open(config.listen(), deliveries);
    deliveries.handTo(
        new Deliveries(applications, echoes, endpoint, context.clock(), context.registry()));
    this.listener = listen();
  }

  private StreamListener listen() throws IOException {
    try {
      return context.streams().listen(config.socket(), () -> new Application(applicants));
    } catch (IOException e) {
      endpoint.close();
      throw e;
    }
  }

  /**
   * Starts a dispatcher.
   *
   * @return the running dispatcher
   * @throws IOException if the UDP address is in use, or another dispatcher is listening at the
   *     socket; the message says why and what to do
   */
  public static Dispatcher open(Config config, Context context) throws IOException {
    return new Dispatcher(config, context);
  }

  /** {@return the bound UDP address, with the actual port} */
  public InetSocketAddress address() {
    return endpoint.local();
  }

  /** {@return the number of registered applications} */
  public int applications() {
    return applications.size();
  }

  /** Closes all connections, and releases the socket and the port. */
  @Override
  public void close() {
    listener.close();
    endpoint.close();
  }

  /**
   * Manages the connected programs. The methods are called on the thread of the stream socket or on
   * the timer thread.
   */
  private final class Applicants implements Application.Owner {
    private final Map<Application, Cancellable> connected = new HashMap<>();

    @Override
    public synchronized boolean connected(Application application) {
      if (connected.size() >= MAX_APPLICATIONS) {
        refused(
            RegistrationResult.TOO_MANY_APPLICATIONS.label(),
            config.socket() + " already has " + connected.size());
        return false;
      }
      connected.put(
          application,
          context.timers().after(REGISTER_WITHIN_MS, () -> expectRegistered(application)));
      return true;
    }

    private void expectRegistered(Application application) {
      if (application.registration().isEmpty()) {
        refused(
            RegistrationResult.NO_REGISTRATION.label(),
            "no registration within " + REGISTER_WITHIN_MS + " ms");
        application.end();
      }
    }

    @Override
    public Optional<DispatcherRegistration> registering(
        Application application, DispatcherFrame first) {
      return switch (DispatcherRegistration.decode(first.payload())) {
        case Decoded.Refused<DispatcherRegistration>(Refusal refusal) -> {
          refused(refusal.reason().text(), refusal.detail());
          answer(application, 0);
          yield Optional.empty();
        }
        case Decoded.Accepted<DispatcherRegistration>(DispatcherRegistration wanted) ->
            register(application, wanted);
      };
    }

    private Optional<DispatcherRegistration> register(
        Application application, DispatcherRegistration wanted) {
      return switch (applications.register(wanted, application)) {
        case Applications.Admission.Refused(RegistrationRefusal why) -> {
          refused(why.text(), wanted.toString());
          answer(application, 0);
          yield Optional.empty();
        }
        case Applications.Admission.Admitted(int port) -> {
          registrations(RegistrationResult.REGISTERED.label());
          DispatcherRegistration inForce =
              new DispatcherRegistration(
                  wanted.ia(), wanted.host(), port, wanted.bind(), wanted.service(), wanted.scmp());
          log.info("Registered {}", inForce);
          answer(application, port);
          yield Optional.of(inForce);
        }
      };
    }

    private static void answer(Application application, int port) {
      application.answer(DispatcherFrame.of(new RegistrationAnswer(port).encode()));
    }

    @Override
    public void sending(Application application, DispatcherFrame frame) {
      endpoint.send(
          frame.payload().duplicate(),
          new InetSocketAddress(frame.host().ip().orElseThrow(), frame.port()));
      sent.increment();
      rememberEcho(application, frame.payload());
    }

    /** Remembers the sender of an echo request. Other packets are passed on unexamined. */
    private void rememberEcho(Application application, ByteBuffer payload) {
      PacketCodec.decode(payload)
          .asOptional()
          .map(ScionPacket::layer4)
          .filter(ScmpMessage.class::isInstance)
          .map(ScmpMessage.class::cast)
          .filter(
              scmp ->
                  ScmpType.of(scmp.scmpClass(), scmp.type())
                      .filter(ScmpType.ECHO_REQUEST::equals)
                      .isPresent())
          .flatMap(scmp -> ScmpPayload.decode(scmp).asOptional())
          .map(ScmpPayload::info)
          .filter(ScmpInfo.Echo.class::isInstance)
          .map(ScmpInfo.Echo.class::cast)
          .ifPresent(echo -> echoes.asked(echo, application));
    }

    @Override
    public void wrong(Application application, String reason, String detail) {
      drops.count(reason);
      lines.warn(log, "Disconnected {}: {}: {}", application, reason, detail);
    }

    @Override
    public void gone(Application application, String why) {
      synchronized (this) {
        Cancellable deadline = connected.remove(application);
        if (deadline != null) {
          deadline.cancel();
        }
      }
      applications.remove(application);
      echoes.remove(application);
      if (application.registration().isPresent()) {
        log.info("Removed the registration of {}: {}", application, why);
      }
    }

    private void refused(String reason, String detail) {
      registrations(reason);
      lines.warn(log, "Refused a registration: {}: {}", reason, detail);
    }

    private void registrations(String result) {
      context.registry().counter("waymark.dispatcher.registrations", "result", result).increment();
    }
  }
}
