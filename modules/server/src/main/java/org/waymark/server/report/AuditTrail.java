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
 * Writes to {@code .audit} what is about the state but no part of it: starts, stops and refusals.
 * Refused bytes are not kept, only hash, length and reason. Beyond a number a second there is one
 * summary per reason and 10 s, because whoever sends garbage must not decide how fast the log
 * grows.
 *
 * <p>Nobody waits for an audit event: one that cannot be appended is counted. Safe for use by
 * several threads.
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
   * @param refusalEventsPerS refusals written one by one
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
   * {@return the append of the start of this replica; its record time tells how far the clocks are
   * apart}
   */
  public CompletableFuture<Appended> started(String applyVersion, String address) {
    return append(
        Origin.SELF, 0, new EventBody.ReplicaStarted(applyVersion, Event.NEWEST_SCHEMA, address));
  }

  /** {@return the append of the end of this replica} */
  public CompletableFuture<Appended> stopped(String reason) {
    return append(Origin.SELF, 0, new EventBody.ReplicaStopped(reason));
  }

  /** A segment was refused. */
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
    appendRefusal(
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
            appendRefusal(
                Origin.SELF,
                0,
                new EventBody.RegistrationRefused(ByteString.EMPTY, 0, cause.label(), count)));
  }

  private void appendRefusal(Origin origin, long requestId, EventBody body) {
    append(origin, requestId, body)
        .whenComplete(
            (appended, failure) -> {
              if (failure != null) {
                metrics.fault(FaultPlace.AUDIT);
                log.debug("a refusal was not written to .audit: {}", failure.getMessage());
              }
            });
  }

  private CompletableFuture<Appended> append(Origin origin, long requestId, EventBody body) {
    Event event = new Event(Event.NEWEST_SCHEMA, List.of(), replicaId, origin, requestId, body);
    return eventLog.append(
        Topic.AUDIT, new Entry(RecordKeys.audit(replicaId), body.kind(), EventCodec.encode(event)));
  }
}
