package org.waymark.history.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waymark.history.QueryBounds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.fold.LogFold;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.wire.DecoderLimits;

/**
 * Creates the report on a time span from a log. To determine the effects of records, it folds
 * {@code .events} from one horizon before the span, and all of {@code .trust}, like a replica. This
 * takes as long as a rebuild of a replica, plus the time to read the records of the span.
 */
public final class AuditReportReader {
  private final EventLog log;
  private final long nowMs;
  private final DecoderLimits limits;

  /**
   * @param nowMs the current time, in Unix milliseconds
   */
  public AuditReportReader(EventLog log, long nowMs, DecoderLimits limits) {
    this.log = log;
    this.nowMs = nowMs;
    this.limits = limits;
  }

  /**
   * {@return the report as a document (see {@link AuditReportDocument})}
   *
   * @param empty an empty store, which is discarded afterwards
   * @throws UnknownPastException if the log has no record in the span because the log begins later,
   *     or because retention has deleted the records
   * @throws org.waymark.log.LogException if the log cannot be read
   */
  public ObjectNode read(ReportSpan span, Store empty, QueryBounds bounds) {
    Map<Topic, ReportPart> parts = new EnumMap<>(Topic.class);
    for (Topic topic : Topic.values()) {
      parts.put(topic, ReportPart.of(log, topic, span));
    }
    new ReportNotes(span, parts).requireKnownIfEmpty();
    AuditReport report = new AuditReport(limits, bounds.results());
    ReportPart audit = parts.get(Topic.AUDIT);
    if (!audit.isEmpty()) {
      log.readWhile(
          Topic.AUDIT,
          log.identity().at(Topic.AUDIT, audit.from()),
          audit.to(),
          records -> {
            records.stream().filter(record -> record.offset() < audit.to()).forEach(report::audit);
            return goesOn(Topic.AUDIT, records, parts, bounds);
          });
    }
    if (!parts.get(Topic.EVENTS).isEmpty() || !parts.get(Topic.TRUST).isEmpty()) {
      AtomicBoolean isStopped = new AtomicBoolean();
      new LogFold(log, nowMs)
          .into(
              empty,
              List.of(span.from().moment(), span.to().moment()),
              (topic, records, effects) -> {
                // Events cannot be judged if the time ran out before all of .trust was read.
                if (isStopped.get()) {
                  return false;
                }
                count(topic, records, effects, parts.get(topic), report);
                boolean goesOn = goesOn(topic, records, parts, bounds);
                isStopped.set(!goesOn);
                return goesOn;
              });
    }
    return AuditReportDocument.of(span, parts, report);
  }

  private static void count(
      Topic topic,
      List<LogRecord> records,
      List<Applied> effects,
      ReportPart part,
      AuditReport report) {
    for (int i = 0; i < records.size(); i++) {
      LogRecord record = records.get(i);
      if (record.offset() >= part.from() && record.offset() < part.to()) {
        report.applied(topic, record, effects.get(i));
      }
    }
  }

  /**
   * Remembers the offset up to which a topic was read. {@return whether there is time to read more}
   */
  private static boolean goesOn(
      Topic topic, List<LogRecord> records, Map<Topic, ReportPart> parts, QueryBounds bounds) {
    parts.computeIfPresent(topic, (key, part) -> part.readTo(records.getLast().offset()));
    return !bounds.isTimeOver().getAsBoolean();
  }
}
