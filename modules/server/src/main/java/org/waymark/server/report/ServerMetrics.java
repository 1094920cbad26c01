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
import org.waymark.wire.event.EventBody;

/**
 * The counters and times of a path server. Those named {@code ps_}, {@code pathdb_}, {@code rc_}
 * and {@code se_} are of the server it replaces (PROTOCOL 9), so that its dashboards go on working:
 * what it wrote to ZooKeeper is appended here. Safe for use by several threads.
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
    this.answered = registry.counter("waymark.requests", "result", "answered");
    this.forwarded = registry.counter("waymark.requests.forwarded");
    this.askedNextCoreAs = registry.counter("waymark.requests.forwarded.next");
    this.askedAgain = registry.counter("waymark.requests.forwarded.again");
    this.cut = registry.counter("waymark.replies.cut");
    this.propagatedMessages = registry.counter("waymark.propagation.messages");
    this.propagatedSegments = registry.counter("waymark.propagation.segments");
    this.requested = counter("ps_reqs_total", "path requests received");
    this.segmentsAppended = counter("ps_segs_to_zk_total", "path segments appended to the log");
    this.revocationsAppended = counter("ps_revs_to_zk_total", "revocations appended to the log");
    this.dropped = counter("se_packets_dropped_total", "packets and messages dropped");
    this.segmentsAdded = byType("pathdb_segs_added_total", "paths that were not stored before");
    this.segmentsRemoved = byType("pathdb_segs_removed_total", "paths that were revoked or ended");
    this.revocationsAdded = counter("rc_revs_added_total", "revocations stored");
    this.revocationsRemoved =
        counter("rc_revs_removed_total", "rows of revocations and blocks that ended");
    this.requestTime =
        timer("waymark.request", "a path request from its arrival to its answer from the store");
    this.registrationTime =
        timer("waymark.registration", "a segment from its arrival to its outcome");
    this.appendTime = timer("waymark.append", "an event until the log has acknowledged it");
    this.applyTime = timer("waymark.apply", "a batch of records applied to the store");
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

  /** {@return the value of the label {@code type}} */
  public static String typeLabel(SegmentType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** {@return the registry of the metrics, for gauges of others} */
  public MeterRegistry registry() {
    return registry;
  }

  /** {@return the registry's monotonic time, from which the times below are taken} */
  public long nowNs() {
    return registry.config().clock().monotonicTime();
  }

  private void took(Timer timer, long sinceNs) {
    timer.record(nowNs() - sinceNs, TimeUnit.NANOSECONDS);
  }

  /** A path request came. */
  public void requested() {
    requested.increment();
  }

  /** A path request has been answered from the store, or not. */
  public void requestTook(long sinceNs) {
    took(requestTime, sinceNs);
  }

  /** A segment of a message has its outcome. */
  public void registrationTook(long sinceNs) {
    took(registrationTime, sinceNs);
  }

  /** The log has acknowledged an event. */
  public void appended(EventBody body, long sinceNs) {
    took(appendTime, sinceNs);
    switch (body) {
      case EventBody.SegmentEvent _ -> segmentsAppended.increment();
      case EventBody.RevocationEvent _ -> revocationsAppended.increment();
      default -> {
        // The server of old shared nothing else.
      }
    }
  }

  /** The store has taken a batch. */
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
          // Nothing came or went.
        }
      }
    }
  }

  private void removed(List<SegmentVersion> versions) {
    versions.forEach(version -> segmentsRemoved.get(version.key().type()).increment());
  }

  /** What became of a new request. */
  public void request(String result) {
    if (result.equals("answered")) {
      answered.increment();
    } else {
      registry.counter("waymark.requests", "result", result).increment();
    }
  }

  /** A request was sent on. */
  public void forwarded() {
    forwarded.increment();
  }

  /** A request is sent on to the next core AS: the one before had its time. */
  public void askedNextCoreAs() {
    askedNextCoreAs.increment();
  }

  /** A request that was answered from what is remembered is sent on. */
  public void askedAgain() {
    askedAgain.increment();
  }

  /** A pending request is no longer one: answered, repeated, displaced or expired. */
  public void pendingEnded(String how) {
    registry.counter("waymark.requests.pending.ended", "how", how).increment();
  }

  /** A request no longer waits for a segment to be sent over: sent, displaced or expired. */
  public void waitingEnded(String how) {
    registry.counter("waymark.requests.waiting.ended", "how", how).increment();
  }

  /** An answer was not sent. */
  public void replyDropped(String reason) {
    registry.counter("waymark.replies.dropped", "reason", reason).increment();
  }

  /** A reply held more than one datagram can carry. */
  public void cut() {
    cut.increment();
  }

  /** A segment was judged. */
  public void registered(Outcome outcome) {
    String reason =
        outcome instanceof Outcome.Refused(RefusalCause cause, String detail) ? cause.label() : "";
    registry
        .counter("waymark.registrations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /** A revocation was judged. */
  public void revoked(RevocationOutcome outcome) {
    String reason =
        outcome instanceof RevocationOutcome.Refused(RefusalCause cause, String detail)
            ? cause.label()
            : "";
    registry
        .counter("waymark.revocations", "outcome", outcome.label(), "reason", reason)
        .increment();
  }

  /** A message was dropped before it was understood or because nobody handles its type. */
  public void messageDropped(String reason) {
    dropped.increment();
    registry.counter("waymark.messages.dropped", "reason", reason).increment();
  }

  /**
   * Work of a message was displaced from the queue of those that verify.
   *
   * @param kind what it was about
   */
  public void displaced(String kind) {
    messageDropped(RefusalCause.OVERLOAD.label());
    registry.counter("waymark.work.displaced", "kind", kind).increment();
  }

  /** A start-up file that changed under way is wrong. */
  public void startupFileRefused(String file) {
    registry.counter("waymark.startup.files.refused", "file", file).increment();
  }

  /** A message with DOWN segments was sent to another core AS. */
  public void propagated(int segments) {
    propagatedMessages.increment();
    propagatedSegments.increment(segments);
  }

  /** A DOWN segment was due at another core AS and could not be sent. */
  public void notPropagated(String reason) {
    registry.counter("waymark.propagation.dropped", "reason", reason).increment();
  }

  /** A refusal was not written to {@code .audit} one by one. */
  public void refusalSummedUp() {
    registry.counter("waymark.refusals.summed.up").increment();
  }

  /** A message was handed on to another AS. */
  public void forwarded(String kind) {
    registry.counter("waymark.forwarded", "kind", kind, "result", "sent").increment();
  }

  /** A message should have been handed on to another AS, and could not. */
  public void notForwarded(String kind, String reason) {
    registry.counter("waymark.forwarded", "kind", kind, "result", reason).increment();
  }

  /** What was held in the outage buffer has been appended and applied. */
  public void drained() {
    registry.counter("waymark.room.drained").increment();
  }

  /** Something left the outage buffer, and was not appended. */
  public void outageDropped(String reason) {
    registry.counter("waymark.room.dropped", "reason", reason).increment();
  }

  /** Something entered the outage buffer. */
  public void held() {
    registry.counter("waymark.room.held").increment();
  }

  /** An answer held a segment of the outage buffer. */
  public void answeredFromOutage() {
    registry.counter("waymark.room.answers").increment();
  }

  /** A record of a topic changed nothing, because it is wrong. */
  public void quarantined(String topic, String reason) {
    registry.counter("waymark.quarantined", "topic", topic, "reason", reason).increment();
  }

  /** Something failed that should not. */
  public void fault(String where) {
    registry.counter("waymark.faults", "where", where).increment();
  }
}
