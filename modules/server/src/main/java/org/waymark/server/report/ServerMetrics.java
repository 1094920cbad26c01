package org.waymark.server.report;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentVersion;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReplicaCounters;

/**
 * The counters and timers of a path server. Names that begin with {@code ps_}, {@code pathdb_},
 * {@code rc_} and {@code se_} are taken from the path server of 2018 (PROTOCOL 9), so that existing
 * dashboards keep working; appends are counted under the old names for writes to ZooKeeper. Safe
 * for use by several threads.
 */
public final class ServerMetrics {
  private static final Duration[] BUCKETS =
      LongStream.of(
              100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
              1_000_000, 2_500_000, 5_000_000)
          .mapToObj(us -> Duration.of(us, ChronoUnit.MICROS))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Counter answered;
  private final Counter forwarded;
  private final Counter askedNextCoreAs;
  private final Counter askedAgain;
  private final Counter cut;
  private final Counter propagatedMessages;
  private final Counter propagatedSegments;
  private final Counter requested;
  private final Counter segmentsAppended;
  private final Counter revocationsAppended;
  private final Counter dropped;
  private final Map<SegmentType, Counter> segmentsAdded;
  private final Map<SegmentType, Counter> segmentsRemoved;
  private final Counter revocationsAdded;
  private final Counter revocationsRemoved;
  private final Timer requestTime;
  private final Timer registrationTime;
  private final Timer appendTime;
  private final Timer applyTime;

  /** Registers the counters. */
  public ServerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.answered = registry.counter("waymark.requests", "result", RequestResult.ANSWERED.label());
    this.forwarded = registry.counter("waymark.requests.forwarded");
    this.askedNextCoreAs = registry.counter("waymark.requests.forwarded.next");
    this.askedAgain = registry.counter("waymark.requests.forwarded.again");
    this.cut = registry.counter("waymark.replies.cut");
    this.propagatedMessages = registry.counter("waymark.propagation.messages");
    this.propagatedSegments = registry.counter("waymark.propagation.segments");
    this.requested = counter("ps_reqs_total", "received path requests");
    this.segmentsAppended = counter("ps_segs_to_zk_total", "path segments appended to the log");
    this.revocationsAppended = counter("ps_revs_to_zk_total", "revocations appended to the log");
    this.dropped = counter("se_packets_dropped_total", "dropped packets and messages");
    this.segmentsAdded =
        byType("pathdb_segs_added_total", "path segments added that were not stored before");
    this.segmentsRemoved =
        byType(
            "pathdb_segs_removed_total",
            "path segments removed because they were revoked or had expired");
    this.revocationsAdded = counter("rc_revs_added_total", "revocations stored");
    this.revocationsRemoved =
        counter("rc_revs_removed_total", "rows of revocations and blocks removed after they ended");
    this.requestTime =
        timer(
            "waymark.request",
            "time from the arrival of a path request to its answer from the store");
    this.registrationTime =
        timer(
            "waymark.registration",
            "time from the arrival of a segment to the outcome of its registration");
    this.appendTime = timer("waymark.append", "time until the log acknowledges an event");
    this.applyTime = timer("waymark.apply", "time to apply a batch of records to the store");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Map<SegmentType, Counter> byType(String name, String description) {
    Map<SegmentType, Counter> counters = new EnumMap<>(SegmentType.class);
    for (SegmentType type : SegmentType.values()) {
      counters.put(
          type,
          Counter.builder(name)
              .tag("type", typeLabel(type))
              .description(description)
              .register(registry));
    }
    return counters;
  }

  /** {@return the segment type as a value of the label {@code type}} */
  public static String typeLabel(SegmentType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** {@return the meter registry, for gauges that other classes register} */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * {@return the registry's monotonic time in nanoseconds, to be passed to the measuring methods}
   */
  public long nowNs() {
    return registry.config().clock().monotonicTime();
  }

  private void took(Timer timer, long sinceNs) {
    timer.record(nowNs() - sinceNs, TimeUnit.NANOSECONDS);
  }

  /** Counts a received path request. */
  public void requested() {
    requested.increment();
  }

  /** Measures the time to handle a path request, whether or not it was answered. */
  public void requestTook(long sinceNs) {
    took(requestTime, sinceNs);
  }

  /** Measures the time to register a segment. */
  public void registrationTook(long sinceNs) {
    took(registrationTime, sinceNs);
  }

  /** Counts an append that the log has acknowledged and measures the time that it took. */
  public void appended(EventBody body, long sinceNs) {
    took(appendTime, sinceNs);
    switch (body) {
      case EventBody.SegmentEvent _ -> segmentsAppended.increment();
      case EventBody.RevocationEvent _ -> revocationsAppended.increment();
      default -> {
        // The original server shared only these kinds through ZooKeeper.
      }
    }
  }

  /**
   * Measures the time to apply a batch, and counts the segments and revocations that the batch
   * added and removed.
   */
  public void applied(List<Applied> batch, long sinceNs) {
    took(applyTime, sinceNs);
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Added added -> segmentsAdded.get(added.stored().type()).increment();
        case Applied.Revoked revoked -> {
          revocationsAdded.increment();
          removed(revoked.killed());
        }
        case Applied.Ticked ticked -> {
          removed(ticked.ended());
          revocationsRemoved.increment(ticked.rowsRemoved() - ticked.ended().size());
        }
        default -> {
          // These effects add and remove nothing.
        }
      }
    }
  }

  private void removed(List<SegmentVersion> versions) {
    versions.forEach(version -> segmentsRemoved.get(version.key().type()).increment());
  }

  /** Counts a new request by its result. */
  public void request(RequestResult result) {
    if (result == RequestResult.ANSWERED) {
      answered.increment();
    } else {
      registry.counter("waymark.requests", "result", result.label()).increment();
    }
  }

  /** Counts a forwarded request. */
  public void forwarded() {
    forwarded.increment();
  }

  /** Counts a request forwarded to the next core AS because the previous one did not answer. */
  public void askedNextCoreAs() {
    askedNextCoreAs.increment();
  }

  /** Counts a request that was answered from the store and is forwarded as well. */
  public void askedAgain() {
    askedAgain.increment();
  }

  /**
   * Counts a request that is no longer pending because it was answered, repeated, displaced or
   * expired.
   */
  public void pendingEnded(WaitEnd how) {
    registry.counter("waymark.requests.pending.ended", "how", how.label()).increment();
  }

  /**
   * Counts a request that stops waiting for a segment over which to send it, because the request
   * was sent, displaced or expired.
   */
  public void waitingEnded(WaitEnd how) {
    registry.counter("waymark.requests.waiting.ended", "how", how.label()).increment();
  }

  /** Counts an answer that was not sent. */
  public void replyDropped(DropReason reason) {
    registry.counter("waymark.replies.dropped", "reason", reason.label()).increment();
  }

  /** Counts an answer that was truncated to fit into one datagram. */
  public void cut() {
    cut.increment();
  }

  /** Counts the outcome of a segment. */
  public void registered(Outcome outcome) {
    String reason =
        outcome instanceof Outcome.Refused(RefusalCause cause, String detail) ? cause.label() : "";
    registry
        .counter("waymark.registrations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /** Counts the outcome of a revocation. */
  public void revoked(RevocationOutcome outcome) {
    String reason =
        outcome instanceof RevocationOutcome.Refused(RefusalCause cause, String detail)
            ? cause.label()
            : "";
    registry
        .counter("waymark.revocations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /**
   * Counts a message that was dropped because it was undecodable, unsupported, or in excess of a
   * limit.
   */
  public void messageDropped(DropReason reason) {
    messageDropped(reason.label());
  }

  /** Counts a message that a decoder rejected. */
  public void messageDropped(RefusalReason reason) {
    messageDropped(reason.text());
  }

  private void messageDropped(String reason) {
    dropped.increment();
    registry.counter("waymark.messages.dropped", "reason", reason).increment();
  }

  /**
   * Counts work that was displaced from the queue of the verification threads.
   *
   * @param kind registration, revocation or trust
   */
  public void displaced(WorkKind kind) {
    messageDropped(DropReason.OVERLOAD);
    registry.counter("waymark.work.displaced", "kind", kind.label()).increment();
  }

  /** Counts a changed start-up file that the running replica cannot use. */
  public void startupFileRefused(String file) {
    registry.counter("waymark.startup.files.refused", "file", file).increment();
  }

  /** Counts a message with DOWN segments sent to another core AS, and its segments. */
  public void propagated(int segments) {
    propagatedMessages.increment();
    propagatedSegments.increment(segments);
  }

  /** Counts a DOWN segment that was due to be sent to another core AS but could not be sent. */
  public void notPropagated(DropReason reason) {
    registry.counter("waymark.propagation.dropped", "reason", reason.label()).increment();
  }

  /** Counts a rejection that is only part of a summary in {@code .audit}. */
  public void refusalSummedUp() {
    registry.counter("waymark.refusals.summed.up").increment();
  }

  /** Counts the result of forwarding a message to another AS. */
  public void forwarded(WorkKind kind, ForwardingResult result) {
    registry
        .counter("waymark.forwarded", "kind", kind.label(), "result", result.label())
        .increment();
  }

  /** Counts an entry of the outage buffer that has been appended and applied. */
  public void drained() {
    registry.counter("waymark.room.drained").increment();
  }

  /** Counts an entry that left the outage buffer without being appended. */
  public void outageDropped(OutageDropReason reason) {
    registry.counter("waymark.room.dropped", "reason", reason.label()).increment();
  }

  /** Counts an entry added to the outage buffer. */
  public void held() {
    registry.counter("waymark.room.held").increment();
  }

  /** Counts an answer that contains a segment from the outage buffer. */
  public void answeredFromOutage() {
    registry.counter("waymark.room.answers").increment();
  }

  /** Counts a record of a topic that could not be applied. */
  public void quarantined(String topic, String reason) {
    registry.counter("waymark.quarantined", "topic", topic, "reason", reason).increment();
  }

  /** Counts a difference that was found between the digests of two replicas. */
  public void digestsDiffer() {
    registry.counter("waymark.digest.differences").increment();
  }

  /** {@return what this replica has done since its start, for its reports} */
  public ReplicaCounters counters() {
    return new ReplicaCounters(
        (long) requested.count(),
        (long) segmentsAppended.count(),
        (long) revocationsAppended.count(),
        (long) dropped.count());
  }

  /** Counts a failure that should not happen. */
  public void fault(FaultPlace where) {
    registry.counter("waymark.faults", "where", where.label()).increment();
  }
}
