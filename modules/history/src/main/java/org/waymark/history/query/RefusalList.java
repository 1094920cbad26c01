package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.EventBody;

/**
 * Writes {@code refusals}: the messages about a segment or an interface that replicas rejected
 * before a moment, and that were therefore recorded only in {@code .audit}. Each element has {@code
 * offset} (in {@code .audit}), {@code at}, {@code source} and the fields of {@link RefusalFields}.
 * If the records of {@code .audit} are not available, {@code refusals} is missing. Summaries of
 * rejections, and rejections that older builds recorded, do not name a segment.
 */
final class RefusalList {
  private final Optional<List<AuditRecord>> refusals;

  private RefusalList(Optional<List<AuditRecord>> refusals) {
    this.refusals = refusals;
  }

  /** Finds the rejected registrations of segments whose ids begin with these digits. */
  static RefusalList ofSegments(QueryContext context, Moment until, String digits) {
    return of(
        context,
        until,
        body ->
            body instanceof EventBody.RegistrationRefused refused
                && refused
                    .segment()
                    .filter(segment -> segment.id().toString().startsWith(digits))
                    .isPresent());
  }

  /** Finds the rejected revocations of an interface. */
  static RefusalList ofInterface(QueryContext context, Moment until, AsInterface one) {
    return of(
        context,
        until,
        body ->
            body instanceof EventBody.RevocationRefused refused
                && one.equals(new AsInterface(refused.ia(), refused.interfaceId())));
  }

  private static RefusalList of(QueryContext context, Moment until, Predicate<EventBody> isMeant) {
    return new RefusalList(
        context
            .circumstances()
            .at(context.history(), until)
            .audit()
            .map(all -> all.stream().filter(one -> isMeant.test(one.event().body())).toList()));
  }

  /** {@return whether no rejections are known} */
  boolean isEmpty() {
    return refusals.map(List::isEmpty).orElse(true);
  }

  /**
   * Writes the latest rejections.
   *
   * @param most the maximum number of rejections to list
   * @return whether all rejections were listed
   */
  boolean put(int most, ObjectNode answer) {
    if (refusals.isEmpty()) {
      return true;
    }
    List<AuditRecord> all = refusals.get();
    ArrayNode list = answer.putArray("refusals");
    all.subList(Math.max(0, all.size() - most), all.size())
        .forEach(one -> put(one, list.addObject()));
    return all.size() <= most;
  }

  private static void put(AuditRecord record, ObjectNode node) {
    node.put("offset", record.offset());
    node.put("at", SegmentFields.time(record.recordTimeMs()));
    switch (record.event().body()) {
      case EventBody.RegistrationRefused refused -> RefusalFields.put(refused, node);
      case EventBody.RevocationRefused refused -> RefusalFields.put(refused, node);
      case EventBody other -> throw new IllegalArgumentException(other + " is not a refusal");
    }
    SegmentFields.put(new EventSource(record.event().writer(), record.event().origin()), node);
  }
}
