package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.TimeOverException;
import org.waymark.history.bisect.Bisection;
import org.waymark.history.bisect.Condition;
import org.waymark.history.bisect.Flip;
import org.waymark.store.history.HistoryView;

/**
 * Answers the query {@code bisect}, which finds the changes of {@code condition} between {@code
 * from} and {@code to}.
 *
 * <p>{@code changes} contains the first change; if the query has {@code last}, the last change; or
 * if the query has {@code all}, all changes. {@code flips} is the number of all changes; {@code
 * atFrom} and {@code atTo} say whether the condition held at the two moments. A change without
 * {@code offset} is an instant at which something expired. The moment of the answer is the second
 * moment; {@code fromOffset} and {@code fromAt} are the first.
 */
final class BisectionDocument {
  private BisectionDocument() {}

  static ObjectNode bisect(QueryContext context) {
    Moment from = context.moment("from");
    Moment to = context.moment("to");
    Condition condition = Condition.parse(context.history(), context.text("condition"));
    Bisection found = Bisection.of(context.history(), from, to, condition, context.bounds());
    boolean wantsLast = context.query().path("last").asBoolean();
    boolean wantsAll = context.query().path("all").asBoolean();
    if (wantsLast && found.truncated()) {
      // If the time ran out, the last change that was found is not necessarily the last change.
      throw new TimeOverException();
    }
    Optional<Flip> flip = wantsLast ? found.last() : found.first();
    ObjectNode answer = context.answer(to);
    answer.put("fromOffset", from.next());
    answer.put("fromAt", SegmentFields.time(from.clockMs()));
    answer.put("condition", context.text("condition"));
    answer.put("found", flip.isPresent());
    answer.put("atFrom", found.atFrom());
    answer.put("atTo", found.atTo());
    answer.put("flips", found.flips());
    ArrayNode changes = answer.putArray("changes");
    List<Flip> listed = wantsAll ? found.changes() : flip.stream().toList();
    listed.forEach(one -> changes.add(document(context.history(), one)));
    answer.put("truncated", found.truncated() || wantsAll && listed.size() < found.flips());
    return answer;
  }

  /** Writes one change. */
  static ObjectNode document(HistoryView history, Flip flip) {
    ObjectNode node = JsonNodes.object();
    node.put("holds", flip.holds());
    flip.offset()
        .ifPresent(
            offset -> {
              node.put("offset", offset);
              history
                  .record(offset)
                  .ifPresent(
                      record ->
                          node.put(
                              "effect",
                              record.effect().name().toLowerCase(Locale.ROOT).replace('_', '-')));
            });
    node.put("next", flip.next());
    node.put("at", SegmentFields.time(flip.atMs()));
    ArrayNode causes = node.putArray("causes");
    flip.causes().forEach(causes::add);
    return node;
  }
}
