package org.waymark.history.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;

/**
 * Counts the records of a time span in total, per source, per AS, per path, per interface and per
 * reason. The report is a pure function of the records and their effects, and its memory is bounded
 * by the number of rows per list.
 *
 * <p>Every record counts once in the totals, except that a summary of rejections counts as the
 * number of rejections that it states. Registrations that would change nothing are not recorded, so
 * their number is known only from the counters of the replicas. Not thread-safe.
 */
public final class AuditReport {
  private final EventCodec codec;
  private final int max;
  final ReportRow totals = new ReportRow();
  final ReportRows<EventSource> sources;
  final ReportRows<IsdAs> ases;
  final ReportRows<Path> paths;
  final ReportRows<Interface> interfaces;
  final ReportRows<Reason> refusals;
  final Map<Reason, RefusedMessages> refused = new HashMap<>();
  final ReportRows<Quarantine> quarantine;
  final List<Listed<EventBody.Audit>> replicas = new ArrayList<>();
  final List<Listed<Applied.TrustAccepted>> trust = new ArrayList<>();
  private boolean truncated;

  /** A path and the AS that registered it. */
  record Path(SegmentKey key, IsdAs first, IsdAs last, IsdAs registrant) {}

  /** An interface and the AS that sent its revocations; {@link IsdAs#NONE} stands for a replica. */
  record Interface(AsInterface subject, IsdAs sender) {}

  /**
   * A reason for rejections.
   *
   * @param what the kind of message that was rejected
   * @param summary whether the rejections are in summaries, which do not name sources
   */
  record Reason(ReportCount what, String reason, boolean summary) {}

  /** A reason for which records of a topic could not be applied. */
  record Quarantine(Topic topic, String reason) {}

  /** A record that is listed individually. */
  record Listed<T>(long offset, long atMs, Optional<EventSource> source, T content) {}

  /**
   * @param max the maximum number of rows in each list; the remaining subjects are combined into
   *     one row
   */
  public AuditReport(DecoderLimits limits, int max) {
    this.codec = new EventCodec(limits);
    this.max = max;
    sources = new ReportRows<>(max);
    ases = new ReportRows<>(max);
    paths = new ReportRows<>(max);
    interfaces = new ReportRows<>(max);
    refusals = new ReportRows<>(max);
    quarantine = new ReportRows<>(max);
  }

  /** Counts a record of {@code .events} or {@code .trust} with its effect. */
  public void applied(Topic topic, LogRecord record, Applied effect) {
    long atMs = record.recordTimeMs();
    Optional<EventSource> source = event(record).map(AuditReport::source);
    switch (effect) {
      case Applied.Added added -> segment(ReportCount.ADDED, added.stored(), source, atMs);
      case Applied.Replaced replaced ->
          segment(ReportCount.REPLACED, replaced.stored(), source, atMs);
      case Applied.Ignored _ -> count(ReportCount.IGNORED, 1, source, atMs);
      case Applied.KilledOnArrival _ -> count(ReportCount.KILLED_ON_ARRIVAL, 1, source, atMs);
      case Applied.Revoked revoked -> {
        Interface subject =
            new Interface(new AsInterface(revoked.ia(), revoked.interfaceId()), sender(source));
        count(ReportCount.REVOKED, 1, source, atMs);
        interfaces.add(subject, ReportCount.REVOKED, 1, atMs);
        count(ReportCount.KILLED, revoked.killed().size(), source, atMs);
        interfaces.add(subject, ReportCount.KILLED, revoked.killed().size(), atMs);
      }
      case Applied.RevocationKnown _ -> count(ReportCount.REVOCATION_KNOWN, 1, source, atMs);
      case Applied.Ticked _, Applied.TickIdle _ -> count(ReportCount.TICK, 1, source, atMs);
      case Applied.Blocked blocked ->
          count(
              blocked.renewal() ? ReportCount.BLOCK_RENEWED : ReportCount.HIDDEN, 1, source, atMs);
      case Applied.InterfaceDown _ -> count(ReportCount.HIDDEN, 1, source, atMs);
      case Applied.RenewalIgnored _ -> count(ReportCount.BLOCK_RENEWED, 1, source, atMs);
      case Applied.Quarantined(long _, var reason) ->
          quarantined(topic, reason.text(), source, atMs);
      case Applied.TrustRefused(long _, String why) -> quarantined(topic, why, source, atMs);
      case Applied.TrustAccepted accepted -> {
        count(ReportCount.TRUST_ACCEPTED, 1, source, atMs);
        list(trust, record, source, accepted);
      }
      case Applied.LogClaimed _, Applied.TrustKnown _ ->
          count(ReportCount.TRUST_KNOWN, 1, source, atMs);
      case Applied.LeftOut _ -> {
        // In the reported replay, this record does not exist.
      }
    }
  }

  /** Counts a record of {@code .audit}. */
  public void audit(LogRecord record) {
    long atMs = record.recordTimeMs();
    Optional<Event> event = event(record);
    Optional<EventSource> source = event.map(AuditReport::source);
    switch (event.map(Event::body).orElse(null)) {
      case EventBody.ReplicaStarted started -> {
        count(ReportCount.STARTED, 1, source, atMs);
        list(replicas, record, source, started);
      }
      case EventBody.ReplicaStopped stopped -> {
        count(ReportCount.STOPPED, 1, source, atMs);
        list(replicas, record, source, stopped);
      }
      case EventBody.RegistrationRefused refused ->
          refused(
              ReportCount.REGISTRATION_REFUSED,
              refused.reason(),
              refused.count(),
              new Listed<>(record.offset(), atMs, source, refused));
      case EventBody.RevocationRefused refused -> {
        refused(
            ReportCount.REVOCATION_REFUSED,
            refused.reason(),
            refused.count(),
            new Listed<>(record.offset(), atMs, source, refused));
        if (!refused.ia().equals(IsdAs.NONE)) {
          interfaces.add(
              new Interface(new AsInterface(refused.ia(), refused.interfaceId()), sender(source)),
              ReportCount.REVOCATION_REFUSED,
              refused.count(),
              atMs);
        }
      }
      case EventBody.CheckpointSigned _ -> count(ReportCount.CHECKPOINT, 1, source, atMs);
      case EventBody.ReplicaReported _ -> count(ReportCount.REPORTED, 1, source, atMs);
      case null, default -> count(ReportCount.UNREADABLE, 1, source, atMs);
    }
  }

  /** {@return the maximum number of rows in each list} */
  int max() {
    return max;
  }

  /** {@return whether some subjects are combined into one row, or some records are not listed} */
  boolean isTruncated() {
    return truncated
        || sources.others().isPresent()
        || ases.others().isPresent()
        || paths.others().isPresent()
        || interfaces.others().isPresent()
        || refusals.others().isPresent()
        || quarantine.others().isPresent();
  }

  private void segment(
      ReportCount what, StoredSegment stored, Optional<EventSource> source, long atMs) {
    count(what, 1, source, atMs);
    paths.add(
        new Path(
            stored.key(), stored.segment().firstIa(), stored.segment().lastIa(), sender(source)),
        what,
        1,
        atMs);
  }

  private void refused(
      ReportCount what, String reason, long count, Listed<EventBody.Audit> record) {
    boolean summary = record.source().orElseThrow().origin().equals(Origin.SELF);
    count(what, count, record.source(), record.atMs());
    Reason row = new Reason(what, reason, summary);
    refusals.add(row, what, count, record.atMs());
    if (refusals.rows().containsKey(row)) {
      refused.computeIfAbsent(row, _ -> new RefusedMessages()).add(record);
    }
  }

  private void quarantined(Topic topic, String reason, Optional<EventSource> source, long atMs) {
    count(ReportCount.QUARANTINED, 1, source, atMs);
    quarantine.add(new Quarantine(topic, reason), ReportCount.QUARANTINED, 1, atMs);
  }

  private void count(ReportCount what, long count, Optional<EventSource> source, long atMs) {
    totals.add(what, count, atMs);
    source.ifPresent(
        one -> {
          sources.add(one, what, count, atMs);
          ases.add(one.origin().peerIa(), what, count, atMs);
        });
  }

  private <T> void list(
      List<Listed<T>> list, LogRecord record, Optional<EventSource> source, T content) {
    if (list.size() == max) {
      truncated = true;
    } else {
      list.add(new Listed<>(record.offset(), record.recordTimeMs(), source, content));
    }
  }

  private Optional<Event> event(LogRecord record) {
    return switch (codec.decode(record.value())) {
      case Decoded.Accepted<Event>(Event event) -> Optional.of(event);
      case Decoded.Refused<Event>(Refusal _) -> Optional.empty();
    };
  }

  private static IsdAs sender(Optional<EventSource> source) {
    return source.map(one -> one.origin().peerIa()).orElse(IsdAs.NONE);
  }

  private static EventSource source(Event event) {
    return new EventSource(event.writer(), event.origin());
  }
}
