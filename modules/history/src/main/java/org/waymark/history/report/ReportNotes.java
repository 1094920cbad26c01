package org.waymark.history.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.waymark.history.UnknownPastException;
import org.waymark.history.query.SegmentFields;
import org.waymark.log.Topic;
import org.waymark.store.ColdStart;

/** Describes in sentences what a report does not cover, and gives the reasons. */
final class ReportNotes {
  private final ReportSpan span;
  private final Map<Topic, ReportPart> parts;

  ReportNotes(ReportSpan span, Map<Topic, ReportPart> parts) {
    this.span = span;
    this.parts = parts;
  }

  /** {@return the sentences; empty if the report is complete} */
  List<String> sentences() {
    List<String> notes = new ArrayList<>();
    beginning().ifPresent(beginsMs -> notes.add(beginning(beginsMs)));
    parts.forEach(
        (topic, part) -> {
          if (part.lost()) {
            notes.add(lost(topic, part));
          }
        });
    judged().ifPresent(fromMs -> notes.add(judged(fromMs)));
    parts.forEach(
        (topic, part) -> {
          if (part.isStopped()) {
            notes.add(
                "The time ran out, so the records of .%s from offset %d to %d are not counted."
                    .formatted(topic.suffix(), part.read(), part.to() - 1));
          }
        });
    return List.copyOf(notes);
  }

  /**
   * Checks that a span without records is empty because nothing was recorded.
   *
   * @throws UnknownPastException if retention has deleted the records of the span, or if the log
   *     began after the span
   */
  void requireKnownIfEmpty() {
    if (!parts.values().stream().allMatch(ReportPart::isEmpty)) {
      return;
    }
    List<String> notes = sentences();
    boolean isLost = parts.values().stream().anyMatch(ReportPart::lost);
    boolean isBefore = beginning().isPresent() && span.to().ms() < beginning().getAsLong();
    if (isLost || isBefore) {
      throw new UnknownPastException(
          "the log has no records after %s and up to %s. %s"
              .formatted(time(span.from().ms()), time(span.to().ms()), String.join(" ", notes)));
    }
  }

  /** {@return the time at which the log began, if it began within the span or later} */
  private OptionalLong beginning() {
    boolean isWhole = parts.values().stream().allMatch(part -> part.start() == 0);
    OptionalLong beginsMs =
        parts.values().stream()
            .flatMap(part -> part.first().stream())
            .mapToLong(ReportPart.First::atMs)
            .min();
    return isWhole && span.from().offset().isEmpty() && span.from().ms() < beginsMs.orElse(0)
        ? beginsMs
        : OptionalLong.empty();
  }

  private static String beginning(long beginsMs) {
    return "The log began at " + time(beginsMs) + ": it has no earlier records.";
  }

  private String lost(Topic topic, ReportPart part) {
    String what =
        switch (topic) {
          case EVENTS -> "what was registered and revoked";
          case TRUST -> "which trust material was accepted";
          case AUDIT -> "what was rejected, and when replicas started and stopped,";
        };
    return part.first()
        .map(
            first ->
                ("Retention has removed the records of .%s before offset %d, which was recorded at"
                        + " %s: %s from %s until then is unknown.")
                    .formatted(
                        topic.suffix(),
                        first.offset(),
                        time(first.atMs()),
                        what,
                        time(span.from().ms())))
        .orElse(
            ("Retention has removed all records of .%s, which were those before offset %d: %s is"
                    + " unknown.")
                .formatted(topic.suffix(), part.start(), what));
  }

  /**
   * {@return the time until which effects in the span may depend on records that retention has
   * deleted; empty if no such record was deleted}
   */
  private OptionalLong judged() {
    ReportPart events = parts.get(Topic.EVENTS);
    if (events.start() == 0 || events.isEmpty() || events.first().isEmpty()) {
      return OptionalLong.empty();
    }
    long completeMs = events.first().get().atMs() + ColdStart.HORIZON_MS;
    return span.from().ms() < completeMs ? OptionalLong.of(completeMs) : OptionalLong.empty();
  }

  private static String judged(long completeMs) {
    return "Up to "
        + time(completeMs)
        + ", records of .events are judged without the earlier records that retention has removed:"
        + " a replaced path may count as added, and a killed segment may be missing.";
  }

  private static String time(long ms) {
    return SegmentFields.time(ms);
  }
}
