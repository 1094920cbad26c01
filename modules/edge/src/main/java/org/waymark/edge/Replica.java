package org.waymark.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.http.HttpInterface;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.edge.metrics.StatusSource;
import org.waymark.edge.udp.ScionUdp;
import org.waymark.log.EventLog;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.resolve.Resolution;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Killable;
import org.waymark.runtime.OpenedParts;
import org.waymark.runtime.Opening;
import org.waymark.runtime.OwnedTimers;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.server.ServerCore;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Requester;
import org.waymark.server.message.Source;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.token.Freshness;
import org.waymark.server.token.ReadResult;
import org.waymark.server.token.WriteResult;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StateDigest;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/**
 * A replica of the path server of an AS, consisting of the log, store, server and transports that
 * {@link ReplicaStart} assembles.
 *
 * <p>Reads and writes by method calls return tokens, and reads accept one, so that a client reads
 * its own writes on any replica and never goes back (ARCHITECTURE, Tokens). The protocol of 2018
 * has no place for tokens.
 *
 * <p>A replica starts either completely or not at all. If starting fails, everything opened so far
 * is closed again. A replica does not own the log that is passed to it.
 */
public final class Replica implements Killable {
  private final ReplicaConfig config;
  private final ServerContext context;
  private final ServerCore core;
  private final ScionUdp transport;
  private final Optional<HttpInterface> http;
  private final StatusSource status;
  private final OpenedParts opened;

  Replica(
      ReplicaConfig config,
      ServerContext context,
      ServerCore core,
      ScionUdp transport,
      Optional<HttpInterface> http,
      StatusSource status,
      OpenedParts opened) {
    this.config = config;
    this.context = context;
    this.core = core;
    this.transport = transport;
    this.http = http;
    this.status = status;
    this.opened = opened;
  }

  /**
   * Starts a replica, which then catches up with the log in the background; see {@link
   * #whenCaughtUp}.
   *
   * @param eventLog the open, verified log; the caller closes it after the replica
   * @throws StartupException if a file, the address or the trust anchors are wrong
   * @throws org.waymark.store.row.StoreException if the store cannot be used
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public static Replica start(ReplicaConfig config, EventLog eventLog, Ports ports)
      throws StartupException {
    return start(
        config,
        CertificateFolder.read(config.certificates()),
        eventLog,
        ports,
        new ThreadedExecution());
  }

  /**
   * Starts a replica in a simulation, with only the given ports and without a disk or threads. Its
   * store is in memory, and start-up files are not watched.
   *
   * @param certificates the certificates to use instead of those in the folder of the AS
   * @param eventLog the log, as for {@link #start}, which must be reachable
   * @throws StartupException as in {@link #start}
   */
  public static Replica simulate(
      ReplicaConfig config, CertificateFolder certificates, EventLog eventLog, Ports ports)
      throws StartupException {
    return start(config, certificates, eventLog, ports, new SimulatedExecution(ports.timers()));
  }

  private static Replica start(
      ReplicaConfig config,
      CertificateFolder certificates,
      EventLog eventLog,
      Ports ports,
      Execution execution)
      throws StartupException {
    OpenedParts opened = new OpenedParts(ports.faults());
    OwnedTimers timers = new OwnedTimers(ports.timers());
    try (Opening parts = new Opening(opened::close);
        Opening callbacks = new Opening(timers::close)) {
      Replica replica =
          new ReplicaStart(config, eventLog, ports.withTimers(timers), execution, opened)
              .run(certificates);
      // The timers are added last and therefore closed first, so that no timer fires while the
      // other parts are being closed.
      opened.add(timers);
      parts.succeeded();
      callbacks.succeeded();
      return replica;
    }
  }

  /**
   * {@return a future that completes when the replica is ready for the first time, that is, when it
   * has caught up with the log and can receive packets} The future fails if the replica can never
   * become ready.
   */
  public CompletableFuture<Void> whenCaughtUp() {
    return core.readiness().whenCaughtUp().thenCompose(caughtUp -> transport.whenReceiving());
  }

  /** {@return the current readiness} */
  public Readiness.State state() {
    return core.readiness().state();
  }

  /**
   * Reads the current status. Callable by any thread.
   *
   * @return the status
   * @throws org.waymark.store.row.StoreException if the store cannot be read
   */
  public ReplicaStatus status() {
    return status.now();
  }

  /**
   * Makes a copy of the current store in the checkpoint folder of the store directory; a snapshot
   * is made from this copy. Callable from any thread; the replica continues to serve.
   *
   * @throws org.waymark.store.row.StoreException if the store has not caught up with the log yet,
   *     or cannot be copied
   */
  public void checkpoint() {
    context.store().checkpoint();
  }

  /** {@return the AS that the replica serves} */
  public IsdAs ia() {
    return config.ia();
  }

  /** {@return the configured id of the replica} */
  public String id() {
    return config.id();
  }

  /** {@return the address that the replica listens on, with the actual port} */
  public InetSocketAddress address() {
    return transport.address();
  }

  /** {@return the metrics of the replica} */
  public MeterRegistry registry() {
    return context.metrics().registry();
  }

  /** {@return the address of the HTTP interface, with the actual port; empty if there is none} */
  public Optional<InetSocketAddress> httpAddress() {
    return http.map(HttpInterface::address);
  }

  /**
   * Opens a view of the current state.
   *
   * @return the view, to be closed after use
   */
  public ReadView view() {
    return context.store().view();
  }

  /**
   * Opens a view of the history that the store has folded.
   *
   * @return the view, to be closed after use
   */
  public HistoryView history() {
    return context.store().history();
  }

  /**
   * {@return the answer to a question about the past, or an object with {@code error} if there is
   * no answer}
   *
   * <p>Blocks while it reads the store and the log.
   *
   * @param query the question, in the form that {@link org.waymark.history.query.HistoryQueries}
   *     describes
   */
  public ObjectNode answer(JsonNode query) {
    return answer(query, new SystemClock());
  }

  /** Answers like {@link #answer(JsonNode)}, but with a time limit measured by the given clock. */
  ObjectNode answer(JsonNode query, Clock limiting) {
    return new PastAnswers(context, limiting).answer(query);
  }

  /**
   * {@return the position up to which a topic has been applied, and the digest at that position}
   */
  public Standing standing(Topic topic) {
    try (ReadView view = context.store().view()) {
      return new Standing(
          view.position(topic).map(Position::nextOffset).orElse(0L), view.digest(topic));
    }
  }

  /**
   * The position up to which a replica has applied a topic, and its digest at that position.
   *
   * @param nextOffset the offset of the next record to apply
   */
  public record Standing(long nextOffset, StateDigest digest) {}

  /**
   * Finds the stored segments with the requested ends that are valid at the given time and not
   * blocked, fewest hops first.
   *
   * @param clockMs the time in Unix milliseconds
   * @param limit the maximum number of results
   */
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    try (ReadView view = context.store().view()) {
      return view.segments(query, clockMs, limit);
    }
  }

  /**
   * Finds segments like {@link #segments(SegmentQuery, long, int)}, at the present time by the
   * replica's clock, including those that this replica holds while its log is away. The offset of
   * such a segment is {@link StoredSegment#UNRECORDED}.
   *
   * @param freshness the state that the answer requires
   * @param from the client on whose behalf the read is made; waiting reads are limited per source
   * @return a future, as of {@link org.waymark.server.token.TokenReads#read}
   */
  public CompletableFuture<ReadResult<List<StoredSegment>>> segments(
      SegmentQuery query, int limit, Freshness freshness, Source from) {
    return core.reads()
        .read(from, freshness, (source, nowMs) -> source.segments(query, nowMs, limit));
  }

  /**
   * Determines the segments that answer a request, from the state of this replica and from what it
   * holds while its log is away. The request is not forwarded and does not become pending: the
   * resolution says what the next step would be.
   *
   * @param freshness the state that the answer requires
   * @param from the client on whose behalf the read is made; waiting reads are limited per source
   * @return a future, as of {@link org.waymark.server.token.TokenReads#read}
   */
  public CompletableFuture<ReadResult<Resolution>> resolve(
      SegmentRequest request, Freshness freshness, Source from) {
    return core.reads()
        .read(from, freshness, (source, nowMs) -> core.requests().resolve(request, source, nowMs));
  }

  /**
   * Registers segments like those of a registration message.
   *
   * @param from the sender on whose behalf the segments are registered; budgets apply to it
   * @return a future, as of {@link org.waymark.server.PathServer#register}
   */
  public CompletableFuture<WriteResult<List<Outcome>>> register(
      List<SegmentRecord> records, Requester from) {
    return core.pathServer().register(records, from);
  }

  /**
   * Processes a revocation like one in a message of its own.
   *
   * @param from the sender on whose behalf the revocation is processed; budgets apply to it
   * @return a future, as of {@link org.waymark.server.PathServer#revoke}
   */
  public CompletableFuture<WriteResult<RevocationOutcome>> revoke(
      Revocation revocation, Requester from) {
    return core.pathServer().revoke(revocation, from);
  }

  /**
   * Stops serving, records the stop in {@code .audit} if the log is reachable, and releases
   * everything.
   */
  @Override
  public void close() {
    opened.close();
  }

  /**
   * Stops the replica as if its process had been killed. No stop is recorded in {@code .audit}. If
   * the replica holds the lease, no other replica gets the lease until the lease expires. After the
   * next start, the store contains only the flushed changes, and the other changes are applied
   * again. Records already passed to the log, which the replica does not own, are still appended.
   * When this returns, all resources are free for a new start.
   */
  @Override
  public void kill() {
    opened.kill();
  }
}
