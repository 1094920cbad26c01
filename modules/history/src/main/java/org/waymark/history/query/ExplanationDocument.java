package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Carrier;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.Evidence;
import org.waymark.history.explain.Explanation;
import org.waymark.history.explain.Missing;
import org.waymark.history.explain.SegmentFate;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * Answers the query {@code explain}, which explains why there was, or was not, a path from {@code
 * src} to {@code dst} at {@code asOf}.
 *
 * <p>{@code found} says whether there was a path. If so, {@code path} is the best of {@code paths}
 * paths, {@code segments} are the segments of that path, {@code critical} are the interfaces that
 * all paths use, and {@code lastsUntil} is the time at which the last path expires. A segment has
 * {@code refusedRevocations} if revocations of its interfaces were rejected after it was recorded,
 * in which case the path may have been broken nevertheless. If there was no path, {@code stage},
 * {@code reason}, {@code evidence} and {@code wouldWorkIf} describe the first missing stage, and
 * {@code segments} says, for each segment that could have completed that stage, why it did not.
 * {@code inferred} is true if no record states the reason. For example, a killed replica leaves no
 * record; the only sign is that the log falls silent. {@code unknown} lists facts that could have
 * mattered but are unknown.
 */
final class ExplanationDocument {
  private ExplanationDocument() {}

  static ObjectNode explain(QueryContext context) {
    IsdAs source = IsdAs.parse(context.text("src"));
    IsdAs destination = IsdAs.parse(context.text("dst"));
    Moment moment = context.until("asOf");
    Circumstances known = context.circumstances().at(context.history(), moment);
    if (known.areOfAnsweringReplica()) {
      moment = context.moment("asOf");
    }
    QueryBounds bounds = context.bounds();
    Explanation explanation =
        Explanation.of(context.history(), moment, source, destination, known, bounds);
    ObjectNode answer = context.answer(moment);
    answer.put("src", source.toString());
    answer.put("dst", destination.toString());
    answer.put("found", explanation.works());
    boolean truncated =
        explanation
            .missing()
            .map(missing -> put(missing, bounds, answer))
            .orElseGet(() -> putPath(explanation, answer));
    ArrayNode unknown = answer.putArray("unknown");
    explanation.unknown().forEach(unknown::add);
    answer.put("truncated", truncated);
    return answer;
  }

  private static boolean put(Missing missing, QueryBounds bounds, ObjectNode answer) {
    answer.put("stage", text(missing.stage()));
    answer.put("reason", text(missing.reason()));
    answer.put("inferred", missing.inferred());
    missing.evidence().ifPresent(evidence -> put(evidence, answer));
    answer.put("wouldWorkIf", missing.wouldWorkIf());
    ArrayNode segments = answer.putArray("segments");
    missing.segments().stream()
        .limit(bounds.results())
        .forEach(fate -> segments.add(document(fate)));
    return missing.segments().size() > bounds.results();
  }

  private static ObjectNode document(SegmentFate fate) {
    ObjectNode node = JsonNodes.object();
    SegmentFields.put(fate.key(), node);
    SegmentFields.put(fate.hops(), node);
    node.put("reason", text(fate.reason()));
    put(fate.evidence(), node);
    return node;
  }

  private static void put(Evidence evidence, ObjectNode into) {
    into.set("evidence", document(evidence));
  }

  private static ObjectNode document(Evidence evidence) {
    ObjectNode node = JsonNodes.object();
    node.put("topic", text(evidence.topic()));
    evidence.offset().ifPresent(offset -> node.put("offset", offset));
    node.put("at", SegmentFields.time(evidence.atMs()));
    evidence.interfaceId().ifPresent(one -> node.put("interface", one.toString()));
    evidence.untilMs().ifPresent(ms -> node.put("until", SegmentFields.time(ms)));
    node.put("text", evidence.text());
    evidence.source().ifPresent(source -> SegmentFields.put(source, node));
    return node;
  }

  private static String text(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static boolean putPath(Explanation explanation, ObjectNode answer) {
    explanation.best().ifPresent(path -> answer.set("path", PathDocument.document(path)));
    answer.put("paths", explanation.paths());
    ArrayNode segments = answer.putArray("segments");
    explanation.carriers().forEach(carrier -> segments.add(document(carrier)));
    ArrayNode critical = answer.putArray("critical");
    explanation.critical().forEach(one -> critical.add(one.toString()));
    explanation.lastsUntilMs().ifPresent(ms -> answer.put("lastsUntil", SegmentFields.time(ms)));
    return explanation.paths() == Explanation.MAX_PATHS;
  }

  private static ObjectNode document(Carrier carrier) {
    ObjectNode node = JsonNodes.object();
    PathSegment segment = carrier.stored().segment();
    SegmentFields.put(carrier.stored().key(), node);
    SegmentFields.put(segment.hops(), node);
    node.put("offset", carrier.stored().offset());
    node.put("recordedAt", SegmentFields.time(carrier.stored().recordTimeMs()));
    node.put("end", SegmentFields.time(segment.endMs()));
    ArrayNode interfaces = node.putArray("interfaces");
    carrier.interfaces().stream().map(AsInterface::toString).forEach(interfaces::add);
    if (!carrier.refusedRevocations().isEmpty()) {
      ArrayNode refused = node.putArray("refusedRevocations");
      carrier.refusedRevocations().forEach(one -> refused.add(document(one)));
    }
    carrier.source().ifPresent(source -> SegmentFields.put(source, node));
    return node;
  }
}
