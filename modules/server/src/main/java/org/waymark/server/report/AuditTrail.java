package org.waymark.server.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.Sha256;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.message.SegmentRecord;

/**
 * Writes starts, stops, reports, checkpoints and rejections to {@code .audit}. These events do not
 * change the state. For a rejected segment, the event contains the hash, the length, the reason
 * and, if the segment can be decoded, its id, type and end ASes; for a rejected revocation, the
 * interface. Segments and revocations share a limit of rejections per second. Rejections beyond
 * this limit are summarized by reason every 10 s and when the replica stops, so that a sender of
 * garbage cannot control how fast the log grows.
 *
 * <p>Rejections are written asynchronously. Rejections that were not appended, for example because
 * the log could not be reached, become part of the next summary. Rejections whose append timed out
 * may be missing; they are counted as faults in {@code audit}. Safe for use by several threads.
 */
public final class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final long SUMMARY_EVERY_MS = 10_000;

  private final String replicaId;
  private final EventLog eventLog;
  private final ServerMetrics metrics;
  private final WriterSchema schema;
  private final TokenBucket refusalEvents;

  /** Rejections since the last summaries that were not recorded individually. */
  private final Map<Refused, Long> summedUp = new HashMap<>();

  private enum Subject {
    REGISTRATION,
    REVOCATION
  }

  /** A key for counting rejections; each summary counts the rejections with one key. */
  private record Refused(Subject subject, RefusalCause cause) {}

  /**
   * @param schema the event schema in which to write
   * @param refusalEventsPerS the maximum number of rejections per second that are recorded
   *     individually
   */
  public AuditTrail(
      String replicaId,
      EventLog eventLog,
      WriterSchema schema,
      int refusalEventsPerS,
      ServerMetrics metrics,
      Clock clock,
      Timers timers) {
    this.replicaId = replicaId;
    this.eventLog = eventLog;
    this.schema = schema;
    this.metrics = metrics;
    this.refusalEvents = new TokenBucket(clock, refusalEventsPerS, refusalEventsPerS);
    timers.every(SUMMARY_EVERY_MS, this::writeSummaries);
  }

  /**
   * Appends the start of this replica.
   *
   * @return a future that completes when the record has been appended; the record time shows how
   *     far the clocks differ
   */
  public CompletableFuture<Appended> started(String applyVersion, String address) {
    return append(
        Origin.SELF, 0, new EventBody.ReplicaStarted(applyVersion, schema.newest(), address));
  }

  /**
   * Appends the stop of this replica, after the summaries of rejections that are still due.
   *
   * @return a future that completes when the record of the stop has been appended
   */
  public CompletableFuture<Appended> stopped(String reason) {
    writeSummaries();
    return append(Origin.SELF, 0, new EventBody.ReplicaStopped(reason));
  }

  /**
   * Appends a signed checkpoint without waiting. A checkpoint that cannot be appended is not
   * retried, because the next one replaces it.
   *
   * @param note the signed note
   */
  public void checkpoint(ByteString note) {
    appendOnce(new EventBody.CheckpointSigned(note));
  }

  /**
   * Appends a report without waiting. A report that cannot be appended is not retried, because the
   * next one follows at the next tick. Reports do not count towards the limit on rejections.
   */
  public void reported(EventBody.ReplicaReported report) {
    appendOnce(report);
  }

  private void appendOnce(EventBody body) {
    append(Origin.SELF, 0, body)
        .whenComplete(
            (appended, failure) -> {
              if (failure != null) {
                metrics.fault(FaultPlace.AUDIT);
                log.debug("Could not append {} to .audit: {}", body.kind(), failure.getMessage());
              }
            });
  }

  /**
   * Appends the rejection of a segment or, if the limit is reached, adds it to the next summary.
   */
  public void refused(SegmentRecord record, RefusalCause cause, MessageOrigin origin) {
    Refused refused = new Refused(Subject.REGISTRATION, cause);
    if (!isWithinBudget(refused)) {
      return;
    }
    Optional<PathSegment> segment = record.segment().asOptional();
    ByteString bytes = segment.map(PathSegment::bytes).orElse(ByteString.EMPTY);
    appendRefusal(
        refused,
        origin,
        new EventBody.RegistrationRefused(
            hash(bytes),
            bytes.size(),
            cause.label(),
            1,
            segment.map(
                one ->
                    new EventBody.RefusedSegment(
                        record.type(), one.id(), one.firstIa(), one.lastIa()))));
  }

  /** Appends the rejection of a revocation, or counts it for the next summary. */
  public void refused(Revocation revocation, RefusalCause cause, MessageOrigin origin) {
    Refused refused = new Refused(Subject.REVOCATION, cause);
    if (!isWithinBudget(refused)) {
      return;
    }
    ByteString bytes = RevocationCodec.encode(revocation);
    appendRefusal(
        refused,
        origin,
        new EventBody.RevocationRefused(
            hash(bytes),
            bytes.size(),
            cause.label(),
            1,
            revocation.ia(),
            revocation.interfaceId()));
  }

  /**
   * Appends the rejection of a revocation that cannot be decoded, or counts it for the next
   * summary.
   */
  public void refusedUndecodable(MessageOrigin origin) {
    Refused refused = new Refused(Subject.REVOCATION, RefusalCause.UNDECODABLE);
    if (isWithinBudget(refused)) {
      appendRefusal(refused, origin, revocationsRefused(refused.cause(), 1));
    }
  }

  private static ByteString hash(ByteString bytes) {
    return bytes.size() == 0 ? ByteString.EMPTY : Sha256.hash(bytes);
  }

  /** Takes one event from the budget, or counts the rejection for the next summary. */
  private boolean isWithinBudget(Refused refused) {
    if (refusalEvents.tryTake()) {
      return true;
    }
    metrics.refusalSummedUp();
    sumUp(refused, 1);
    return false;
  }

  private void sumUp(Refused refused, long count) {
    synchronized (summedUp) {
      summedUp.merge(refused, count, Long::sum);
    }
  }

  private void writeSummaries() {
    Map<Refused, Long> summaries;
    synchronized (summedUp) {
      summaries = Map.copyOf(summedUp);
      summedUp.clear();
    }
    summaries.forEach(
        (refused, count) ->
            appendRefusals(
                refused,
                count,
                Origin.SELF,
                0,
                switch (refused.subject()) {
                  case REGISTRATION ->
                      new EventBody.RegistrationRefused(
                          ByteString.EMPTY, 0, refused.cause().label(), count);
                  case REVOCATION -> revocationsRefused(refused.cause(), count);
                }));
  }

  private static EventBody revocationsRefused(RefusalCause cause, long count) {
    return new EventBody.RevocationRefused(
        ByteString.EMPTY, 0, cause.label(), count, IsdAs.NONE, 0);
  }

  private void appendRefusal(Refused refused, MessageOrigin origin, EventBody body) {
    appendRefusals(refused, 1, origin.ofEvent(), origin.requestId(), body);
  }

  private void appendRefusals(
      Refused refused, long count, Origin origin, long requestId, EventBody body) {
    append(origin, requestId, body)
        .whenComplete(
            (appended, failure) -> {
              if (failure == null) {
                return;
              }
              metrics.fault(FaultPlace.AUDIT);
              log.debug("Could not record a rejection in .audit: {}", failure.getMessage());
              // After a timeout, the record may still appear, and a second record would count the
              // rejection twice.
              if (!(failure instanceof LogException.AppendTimedOut)) {
                sumUp(refused, count);
              }
            });
  }

  private CompletableFuture<Appended> append(Origin origin, long requestId, EventBody body) {
    Event event = new Event(schema.getAsInt(), List.of(), replicaId, origin, requestId, body);
    return eventLog.append(
        Topic.AUDIT, new Entry(RecordKeys.audit(replicaId), body.kind(), EventCodec.encode(event)));
  }
}
