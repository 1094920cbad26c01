package org.waymark.world.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.edge.Ports;
import org.waymark.edge.config.Topology;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.KnownRevocations;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.TreeTtls;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;

/**
 * A host of an AS. A host requests segments from the path servers of its AS, combines them into
 * paths, sends echo requests over these paths, and replies to the echo requests of other hosts. If
 * an SCMP error reports a dead link, the host passes the revocation on to its path servers. It
 * discards paths over revoked interfaces.
 *
 * <p>Between requests, the host remembers only revocations. Callable from any thread.
 */
public final class Host implements AutoCloseable {
  private static final long RESEND_MS = 500;
  private static final int MAX_PATHS = 100;
  private static final long US_PER_MS = 1_000;
  private static final ByteString NOTHING = ByteString.EMPTY;

  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final RevocationCodec revocations = new RevocationCodec(DecoderLimits.DEFAULT);
  private final DropCounts drops = new DropCounts();
  private final KnownRevocations known;
  private final Map<Long, Question> questions = new HashMap<>();
  private final Map<Long, Echo> echoes = new HashMap<>();
  private final Topology topology;
  private final Clock clock;
  private final Timers timers;
  private final ScionSocket socket;
  private long lastRequestId;
  private long lastTimestampUs;
  private boolean closed;

  private record Question(IsdAs destination, CompletableFuture<List<EndToEndPath>> answer) {}

  private record Echo(long sentNs, CompletableFuture<EchoOutcome> outcome) {}

  /**
   * Opens the host, which starts answering echo requests immediately.
   *
   * @param treeTtls the treeTTL of each AS, for checking revocations
   * @param listen the address of the host
   * @throws IOException if the address cannot be bound; the message says why
   */
  public Host(Topology topology, TreeTtls treeTtls, InetSocketAddress listen, Ports ports)
      throws IOException {
    this.topology = topology;
    this.known = new KnownRevocations(treeTtls);
    this.clock = ports.clock();
    this.timers = ports.timers();
    this.lastRequestId = ports.random().nextLong() >>> 1;
    // Packets received before the constructor has finished wait for the lock.
    synchronized (this) {
      socket = new ScionSocket(ports.datagrams(), listen, topology, drops, this::received);
    }
  }

  /** {@return the address of the host} */
  public ScionAddress address() {
    return socket.local();
  }

  /**
   * Requests paths from one path server after another, twice a second, until one reply contains
   * segments that form a path without revoked interfaces.
   *
   * @return a future that completes with the paths, fewest links first, or with an empty list after
   *     the timeout
   */
  public CompletableFuture<List<EndToEndPath>> paths(IsdAs destination, long timeoutMs) {
    if (destination.equals(topology.ia())) {
      return CompletableFuture.completedFuture(
          Combination.paths(
              destination,
              destination,
              new SegmentSet(List.of(), List.of(), List.of()),
              clock.wallMs(),
              1));
    }
    long requestId;
    Question question = new Question(destination, new CompletableFuture<>());
    synchronized (this) {
      requestId = ++lastRequestId;
      questions.put(requestId, question);
    }
    ask(requestId, 0, timeoutMs);
    return question.answer;
  }

  private void ask(long requestId, int asked, long leftMs) {
    List<Topology.Server> servers = List.copyOf(topology.pathServers().values());
    Question question;
    boolean over;
    synchronized (this) {
      question = questions.get(requestId);
      if (question == null) {
        return;
      }
      over = leftMs <= 0 || closed || servers.isEmpty();
      if (over) {
        questions.remove(requestId);
      }
    }
    if (over) {
      question.answer.complete(List.of());
      return;
    }
    toServer(
        servers.get(asked % servers.size()),
        new ControlPayload(
            new SegmentRequest(topology.ia(), question.destination, false, false), requestId));
    long waitMs = Math.min(RESEND_MS, leftMs);
    timers.after(waitMs, () -> ask(requestId, asked + 1, leftMs - waitMs));
  }

  private void toServer(Topology.Server server, ControlPayload payload) {
    socket.send(
        payload, server.scionAddress(topology.ia()), server.address().getPort(), ScionPath.EMPTY);
  }

  /**
   * Sends one echo request.
   *
   * @param to a host in the AS to which the path leads
   * @return a future that completes with the outcome
   */
  public CompletableFuture<EchoOutcome> echo(ScionAddress to, EndToEndPath path, long timeoutMs) {
    Echo echo = new Echo(clock.monotonicNs(), new CompletableFuture<>());
    long timestampUs;
    synchronized (this) {
      // The timestamp identifies the request, because no other suitable field is quoted in an SCMP
      // error.
      timestampUs = Math.max(lastTimestampUs + 1, clock.wallMs() * US_PER_MS);
      lastTimestampUs = timestampUs;
      echoes.put(timestampUs, echo);
    }
    ScmpMessage request =
        new ScmpPayload(
                new ScmpInfo.Echo(1, 1), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 0, NOTHING)
            .message(ScmpType.ECHO_REQUEST, timestampUs);
    socket.send(
        new ScionPacket(
            to,
            socket.local(),
            path.packetPath(),
            List.of(ExtensionHeader.scmp(false, false)),
            request));
    timers.after(timeoutMs, () -> ended(timestampUs, new EchoOutcome.Lost()));
    return echo.outcome;
  }

  /**
   * Completes an echo request.
   *
   * @return whether a caller was still waiting for the outcome
   */
  private boolean ended(long timestampUs, EchoOutcome outcome) {
    Echo echo;
    synchronized (this) {
      echo = echoes.remove(timestampUs);
    }
    return echo != null && echo.outcome.complete(outcome);
  }

  private void received(ScionPacket packet, InetSocketAddress underlay) {
    synchronized (this) {
      // Wait until the constructor has finished.
    }
    switch (packet.layer4()) {
      case UdpDatagram udp ->
          codec
              .decodeFramed(udp.payload())
              .asOptional()
              .ifPresentOrElse(this::received, () -> drops.count("control-payload"));
      case ScmpMessage scmp -> received(scmp, packet);
    }
  }

  private void received(ControlPayload payload) {
    if (!(payload.message() instanceof SegmentReply reply)) {
      drops.count("unsupported");
      return;
    }
    Question question;
    synchronized (this) {
      question = questions.get(payload.requestId());
    }
    if (question == null) {
      drops.count("late-answer");
      return;
    }
    reply
        .records()
        .revocations()
        .forEach(revocation -> revocation.asOptional().ifPresent(this::remember));
    long nowMs = clock.wallMs();
    List<EndToEndPath> paths =
        Combination.paths(
            topology.ia(),
            question.destination,
            SegmentSet.of(
                reply.records().records().stream()
                    .flatMap(record -> record.typed().asOptional().stream())
                    .toList()),
            known.spare(nowMs),
            nowMs,
            MAX_PATHS);
    if (!paths.isEmpty()) {
      synchronized (this) {
        questions.remove(payload.requestId());
      }
      question.answer.complete(paths);
    }
  }

  private void received(ScmpMessage scmp, ScionPacket packet) {
    Optional<ScmpType> type = ScmpType.of(scmp.scmpClass(), scmp.type());
    Optional<ScmpPayload> payload = ScmpPayload.decode(scmp).asOptional();
    if (type.isEmpty()
        || payload.isEmpty()
        || packet.extensions().stream().noneMatch(ExtensionHeader::isScmp)) {
      drops.count("scmp");
    } else if (type.get() == ScmpType.ECHO_REQUEST) {
      answer(packet, scmp, payload.get());
    } else if (type.get() == ScmpType.ECHO_REPLY) {
      answered(scmp.timestampUs());
    } else if (type.get().isError()) {
      refused(type.get(), payload.get());
    }
  }

  private void answer(ScionPacket request, ScmpMessage scmp, ScmpPayload payload) {
    socket.send(
        new ScionPacket(
            request.source(),
            socket.local(),
            request.path().reversed(),
            List.of(ExtensionHeader.scmp(false, false)),
            payload.message(ScmpType.ECHO_REPLY, scmp.timestampUs())));
  }

  private void answered(long timestampUs) {
    Echo echo;
    synchronized (this) {
      echo = echoes.get(timestampUs);
    }
    if (echo == null
        || !ended(timestampUs, new EchoOutcome.Answered(clock.monotonicNs() - echo.sentNs))) {
      drops.count("late-answer");
    }
  }

  private void refused(ScmpType type, ScmpPayload payload) {
    if (payload.info() instanceof ScmpInfo.RevokedInterface revoked) {
      switch (revoked.revocation(revocations)) {
        case Decoded.Accepted<Revocation>(Revocation revocation) -> {
          remember(revocation);
          tell(revocation);
        }
        case Decoded.Refused<Revocation> refused -> drops.count(refused.refusal().reason().text());
      }
    }
    if (quotedTimestamp(payload).filter(us -> ended(us, new EchoOutcome.Refused(type))).isEmpty()) {
      drops.count("late-answer");
    }
  }

  /**
   * Extracts the timestamp of the echo request from the SCMP header that an error quotes.
   *
   * @return the timestamp
   */
  private static Optional<Long> quotedTimestamp(ScmpPayload payload) {
    ByteString header = payload.layer4Header();
    return payload.layer4Protocol() == ScmpMessage.PROTOCOL
            && header.size() >= ScmpMessage.HEADER_SIZE
        ? Optional.of(
            ByteBuffer.wrap(header.toBytes()).getLong(ScmpMessage.HEADER_SIZE - Long.BYTES))
        : Optional.empty();
  }

  private void remember(Revocation revocation) {
    if (!known.add(revocation, clock.wallMs())) {
      drops.count("revocation");
    }
  }

  private void tell(Revocation revocation) {
    for (Topology.Server server : topology.pathServers().values()) {
      long requestId;
      synchronized (this) {
        requestId = ++lastRequestId;
      }
      toServer(server, new ControlPayload(new RevocationNotice(revocation), requestId));
    }
  }

  /** {@return the counts of drops, by reason} */
  public DropCounts drops() {
    return drops;
  }

  /**
   * Releases the address. Outstanding path requests complete without paths, and outstanding echo
   * requests complete as lost.
   */
  @Override
  public void close() {
    List<Question> open;
    List<Echo> sent;
    synchronized (this) {
      closed = true;
      open = new ArrayList<>(questions.values());
      sent = new ArrayList<>(echoes.values());
      questions.clear();
      echoes.clear();
    }
    socket.close();
    open.forEach(question -> question.answer.complete(List.of()));
    sent.forEach(echo -> echo.outcome.complete(new EchoOutcome.Lost()));
  }
}
