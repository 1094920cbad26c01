package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;

/**
 * Reads the facts that an explanation may use in addition to the history of a store from an event
 * log: the records of {@code .audit} before the moment, and the segments in records that the store
 * has not applied. At most {@value #MOST_RECORDS} records of each kind are read. Methods block
 * while they read.
 */
public final class LogCircumstances {
  private static final int MOST_RECORDS = 100_000;

  private final EventLog log;
  private final EventCodec events = new EventCodec(DecoderLimits.DEFAULT);
  private final SegmentCodec segments = new SegmentCodec(DecoderLimits.DEFAULT);

  public LogCircumstances(EventLog log) {
    this.log = log;
  }

  /**
   * {@return the circumstances, completed with facts from the log} If a part cannot be read, it
   * remains unknown and a note gives the reason.
   */
  public Circumstances addTo(Circumstances known, HistoryView history, Moment moment) {
    Optional<Position> position = history.position();
    if (position.isPresent() && !log.identity().holds(Topic.EVENTS, position.get())) {
      return known.with(
          ("The log was not read, because it is a different log: the store was built from topic %s"
                  + " of cluster %s, which is not in the log at %s.")
              .formatted(position.get().topicId(), position.get().clusterId(), log.where()));
    }
    List<String> notes = new ArrayList<>(known.notes());
    Optional<List<AuditRecord>> audit = Optional.empty();
    Optional<List<StoredSegment>> unapplied = Optional.empty();
    Optional<AuditRecord> later = Optional.empty();
    try {
      long auditEnd = auditEnd(history, moment);
      audit = Optional.of(audit(auditEnd, notes));
      later = known.replica().flatMap(replica -> runFrom(auditEnd, replica));
      // For an earlier moment, the log does not show which of the records before it the replica had
      // applied.
      if (moment.next() == history.next()) {
        unapplied = Optional.of(unapplied(history, moment, notes));
      }
    } catch (LogException e) {
      notes.add("The log could not be read: " + e.getMessage() + ".");
    }
    return new Circumstances(
        known.replica(),
        known.standing(),
        audit,
        unapplied,
        known.held(),
        notes,
        later,
        known.isAnswering());
  }

  private List<AuditRecord> audit(long to, List<String> notes) {
    long start = log.start(Topic.AUDIT);
    long from = Math.max(start, to - MOST_RECORDS);
    if (from > start) {
      notes.add(
          "The records of .audit before offset %d were not read, because only the last %d are read."
              .formatted(from, MOST_RECORDS));
    } else if (start > 0) {
      notes.add(
          "The records of .audit before offset %d were deleted by retention.".formatted(start));
    }
    List<AuditRecord> audit = new ArrayList<>();
    readAudit(from, to, audit::add);
    return audit;
  }

  /** {@return the replica's first start or stop at or after an offset of {@code .audit}} */
  private Optional<AuditRecord> runFrom(long from, String replica) {
    long end = Math.min(log.end(Topic.AUDIT).nextOffset(), from + MOST_RECORDS);
    List<AuditRecord> runs = new ArrayList<>();
    readAudit(
        from,
        end,
        record -> {
          if (runs.isEmpty() && record.isRun() && record.event().writer().equals(replica)) {
            runs.add(record);
          }
        });
    return runs.stream().findFirst();
  }

  private void readAudit(long from, long to, Consumer<AuditRecord> each) {
    read(
        log.identity().at(Topic.AUDIT, from),
        Topic.AUDIT,
        to,
        record ->
            events
                .decode(record.value())
                .asOptional()
                .map(event -> new AuditRecord(record.offset(), record.recordTimeMs(), event))
                .ifPresent(each));
  }

  /** {@return the offset of the first record of {@code .audit} after the moment} */
  private long auditEnd(HistoryView history, Moment moment) {
    if (!moment.isOffset()) {
      return log.offsetAt(Topic.AUDIT, moment.clockMs() + 1);
    }
    long next = moment.next();
    if (next >= log.end(Topic.EVENTS).nextOffset()) {
      return log.end(Topic.AUDIT).nextOffset();
    }
    long[] nextMs = {history.record(next).map(RecordSummary::recordTimeMs).orElse(0L)};
    if (next >= history.next()) {
      read(
          log.identity().at(Topic.EVENTS, next),
          Topic.EVENTS,
          next + 1,
          record -> nextMs[0] = record.recordTimeMs());
    }
    return log.offsetAt(Topic.AUDIT, Math.max(moment.clockMs(), nextMs[0]) + 1);
  }

  private List<StoredSegment> unapplied(HistoryView history, Moment moment, List<String> notes) {
    long end = log.end(Topic.EVENTS).nextOffset();
    long from = history.next();
    if (end - from > MOST_RECORDS) {
      notes.add(
          "The store lacks the records from offset %d to %d, of which only %d were read."
              .formatted(from, end - 1, MOST_RECORDS));
    }
    List<StoredSegment> unapplied = new ArrayList<>();
    read(
        history.position().orElseGet(() -> log.identity().at(Topic.EVENTS, from)),
        Topic.EVENTS,
        Math.min(end, from + MOST_RECORDS),
        record -> {
          if (record.recordTimeMs() <= moment.clockMs()) {
            segment(record).ifPresent(unapplied::add);
          }
        });
    return unapplied;
  }

  private Optional<StoredSegment> segment(LogRecord record) {
    return events
        .decode(record.value())
        .asOptional()
        .flatMap(
            event ->
                event.body() instanceof EventBody.SegmentEvent one
                    ? segments
                        .decode(one.format(), one.bytes())
                        .asOptional()
                        .map(
                            decoded ->
                                new StoredSegment(
                                    decoded, one.type(), record.recordTimeMs(), record.offset()))
                    : Optional.empty());
  }

  private void read(Position from, Topic topic, long to, Consumer<LogRecord> each) {
    if (from.nextOffset() < to) {
      log.read(
          topic,
          from,
          to,
          records -> records.stream().filter(one -> one.offset() < to).forEach(each));
    }
  }
}
