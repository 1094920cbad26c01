package org.waymark.server.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Appended;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;
import org.waymark.runtime.TokenBucket;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Sha256;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.message.SegmentRecord;

/**
 * Writes starts, stops and refusals to {@code .audit}. These events do not change the state. For
 * refused segments only the hash, length and reason are recorded. Refusals beyond a limit per
 * second are summarized by reason every 10 s, so that a sender of garbage cannot control how fast
 * the log grows.
 *
 * <p>Refusals are written asynchronously; those that cannot be appended are counted. Safe for use
 * by several threads.
 */
public final class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final long SUMMARY_EVERY_MS = 10_000;

  private final String replicaId;
  private final EventLog eventLog;
  private final ServerMetrics metrics;
  private final TokenBucket refusalEvents;
  private final Map<RefusalCause, Long> summedUp = new EnumMap<>(RefusalCause.class);

  /**
   * @param refusalEventsPerS the maximum number of refusals per second that are recorded
   *     individually
   */
  public AuditTrail(
      String replicaId,
      EventLog eventLog,
      int refusalEventsPerS,
      ServerMetrics metrics,
      Clock clock,
      Timers timers) {
    this.replicaId = replicaId;
    this.eventLog = eventLog;
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
        Origin.SELF, 0, new EventBody.ReplicaStarted(applyVersion, Event.NEWEST_SCHEMA, address));
  }

  /**
   * Appends the stop of this replica. {@return a future that completes when the record has been
   * appended}
   */
  public CompletableFuture<Appended> stopped(String reason) {
    return append(Origin.SELF, 0, new EventBody.ReplicaStopped(reason));
  }

  /**
   * Appends a signed checkpoint without waiting. The next one replaces one that cannot be appended.
   *
   * @param note the signed note
   */
  public void checkpoint(ByteString note) {
    appendUnheeded(Origin.SELF, 0, new EventBody.CheckpointSigned(note));
  }

  /** Appends the refusal of a segment, or counts it for the next summary. */
  public void refused(SegmentRecord record, RefusalCause cause, MessageOrigin origin) {
    if (!refusalEvents.tryTake()) {
      metrics.refusalSummedUp();
      synchronized (summedUp) {
        summedUp.merge(cause, 1L, Long::sum);
      }
      return;
    }
    ByteString hash = ByteString.EMPTY;
    int lengthBytes = 0;
    if (record.segment() instanceof Decoded.Accepted<PathSegment>(PathSegment segment)) {
      hash = Sha256.hash(segment.bytes());
      lengthBytes = segment.bytes().size();
    }
    appendUnheeded(
        origin.ofEvent(),
        origin.requestId(),
        new EventBody.RegistrationRefused(hash, lengthBytes, cause.label(), 1));
  }

  private void writeSummaries() {
    Map<RefusalCause, Long> summaries;
    synchronized (summedUp) {
      summaries = Map.copyOf(summedUp);
      summedUp.clear();
    }
    summaries.forEach(
        (cause, count) ->
            appendUnheeded(
                Origin.SELF,
                0,
                new EventBody.RegistrationRefused(ByteString.EMPTY, 0, cause.label(), count)));
  }

  /** Appends an event; one that cannot be appended is counted. */
  private void appendUnheeded(Origin origin, long requestId, EventBody body) {
    append(origin, requestId, body)
        .whenComplete(
            (appended, failure) -> {
              if (failure != null) {
                metrics.fault(FaultPlace.AUDIT);
                log.debug("Could not append a {} to .audit: {}", body.kind(), failure.getMessage());
              }
            });
  }

  private CompletableFuture<Appended> append(Origin origin, long requestId, EventBody body) {
    Event event = new Event(Event.NEWEST_SCHEMA, List.of(), replicaId, origin, requestId, body);
    return eventLog.append(
        Topic.AUDIT, new Entry(RecordKeys.audit(replicaId), body.kind(), EventCodec.encode(event)));
  }
}
