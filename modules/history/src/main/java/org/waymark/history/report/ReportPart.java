package org.waymark.history.report;

import java.util.Optional;
import org.waymark.log.EventLog;
import org.waymark.log.Topic;

/**
 * What a report covers of a topic.
 *
 * @param from the offset of the first record of the span
 * @param to the offset after its last record
 * @param read the offset after the last record that was counted; before {@code to} if the time was
 *     over
 * @param start the offset of the first record that retention has left
 * @param first that record; empty if the topic has none
 * @param lost whether retention has removed records that may belong to the span
 */
record ReportPart(long from, long to, long read, long start, Optional<First> first, boolean lost) {
  /** The first record that retention has left, at Unix milliseconds. */
  record First(long offset, long atMs) {}

  /** Looks up, without reading them, which records of a topic belong to a span. */
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

  /** {@return the offset of the first record later than the bound} */
  private static long offset(EventLog log, Topic topic, ReportSpan.Bound bound) {
    if (topic == Topic.EVENTS && bound.offset().isPresent()) {
      return bound.offset().getAsLong();
    }
    boolean isBeginning = bound.offset().isPresent() && bound.offset().getAsLong() == 0;
    // The log does not look for instants before 1970.
    return isBeginning ? log.start(topic) : log.offsetAt(topic, Math.max(0, bound.ms() + 1));
  }

  /** {@return this part after the record with the given offset was read} */
  ReportPart readTo(long offset) {
    return new ReportPart(from, to, Math.clamp(offset + 1, from, to), start, first, lost);
  }

  /** {@return whether the span has no record here} */
  boolean isEmpty() {
    return from == to;
  }

  /** {@return whether the time was over before all records of the span had been counted} */
  boolean isStopped() {
    return read < to;
  }
}
