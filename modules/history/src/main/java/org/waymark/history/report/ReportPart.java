package org.waymark.history.report;

import java.util.Optional;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;

/**
 * The part of a topic that a report covers.
 *
 * @param from the offset of the first record of the span
 * @param to the offset after the last record of the span
 * @param read the offset after the last record that was counted; less than {@code to} if time ran
 *     out
 * @param start the offset of the oldest record that retention has not deleted
 * @param first the oldest record that retention has not deleted; empty if the topic has no records
 * @param lost whether retention has removed records that may belong to the span
 */
record ReportPart(long from, long to, long read, long start, Optional<First> first, boolean lost) {
  /** The oldest record that retention has not deleted, with its time in Unix milliseconds. */
  record First(long offset, long atMs) {}

  /** Determines which records of a topic belong to a span, without reading the records. */
  static ReportPart of(EventLog log, Topic topic, ReportSpan span) {
    long start = log.start(topic);
    Optional<First> first =
        log.first(topic).map(record -> new First(record.offset(), record.recordTimeMs()));
    long from = offset(log, topic, span.from());
    long to = Math.max(from, offset(log, topic, span.to()));
    boolean hasBound = topic == Topic.EVENTS && span.from().offset().isPresent();
    boolean lost =
        start > 0
            && !hasBound
            && first.map(record -> record.atMs() > span.from().ms()).orElse(true);
    return new ReportPart(from, to, from, start, first, lost);
  }

  /** {@return the offset of the first record after the given end of the span} */
  private static long offset(EventLog log, Topic topic, ReportSpan.Bound bound) {
    if (topic == Topic.EVENTS && bound.offset().isPresent()) {
      return bound.offset().getAsLong();
    }
    boolean isBeginning = bound.offset().isPresent() && bound.offset().getAsLong() == 0;
    // The log cannot look up instants before 1970.
    return isBeginning ? log.start(topic) : log.offsetAt(topic, Math.max(0, bound.ms() + 1));
  }

  /** {@return a copy of this part in which the record with the given offset has been read} */
  ReportPart readTo(long offset) {
    return new ReportPart(from, to, Math.clamp(offset + 1, from, to), start, first, lost);
  }

  /** {@return whether the topic has no record in the span} */
  boolean isEmpty() {
    return from == to;
  }

  /** {@return whether the time ran out before all records of the span had been counted} */
  boolean isStopped() {
    return read < to;
  }
}
