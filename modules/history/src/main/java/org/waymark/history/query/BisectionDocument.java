package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.bisect.Bisection;
import org.waymark.history.bisect.Condition;
import org.waymark.history.bisect.Flip;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;

/**
 * Answers the query {@code bisect}, which finds the changes of {@code condition} between {@code
 * from} and {@code to}.
 *
 * <p>{@code changes} contains the first change, or with {@code last} the last one. {@code flips} is
 * the number of all changes; {@code atFrom} and {@code atTo} say whether the condition held at the
 * two ends. A change without {@code offset} is an instant at which a fact ended. The moment of the
 * answer is the second moment; {@code fromOffset} and {@code fromAt} are the first.
 */
final class BisectionDocument {
  private static final String FORMS =
      "a condition must be 'path exists SRC DST', 'paths SRC DST below N', 'segment live ID' or"
          + " 'interface usable ISD-AS#IF', got '%s'";

  private BisectionDocument() {}

  static ObjectNode bisect(QueryContext context) {
    Condition condition = condition(context.history(), context.text("condition"));
    Moment from = context.moment("from");
    Moment to = context.moment("to");
    Bisection found = Bisection.of(context.history(), from, to, condition, context.isTimeOver());
    boolean wantsLast = context.query().path("last").asBoolean();
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
    flip.ifPresent(one -> changes.add(document(context.history(), one)));
    answer.put("truncated", found.truncated());
    return answer;
  }

  private static ObjectNode document(HistoryView history, Flip flip) {
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

  private static Condition condition(HistoryView history, String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    String form = words.size() < 2 ? text : words.get(0) + " " + words.get(1);
    if (form.equals("path exists") && words.size() == 4) {
      return new Condition.PathExists(IsdAs.parse(words.get(2)), IsdAs.parse(words.get(3)));
    }
    if (form.equals("segment live") && words.size() == 3) {
      return new Condition.SegmentLive(SegmentIds.find(history, words.get(2)));
    }
    if (form.equals("interface usable") && words.size() == 3) {
      return new Condition.InterfaceUsable(AsInterface.parse(words.get(2)));
    }
    if (words.getFirst().equals("paths") && words.size() == 5 && words.get(3).equals("below")) {
      return new Condition.PathsBelow(
          IsdAs.parse(words.get(1)), IsdAs.parse(words.get(2)), number(words.get(4)));
    }
    throw new IllegalArgumentException(FORMS.formatted(text));
  }

  private static int number(String text) {
    if (!text.matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException("below must be followed by 1..999, got '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
