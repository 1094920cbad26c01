package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.state.PathsAsOf;
import org.waymark.history.state.StateDifference;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * Answers the query {@code diff}, which compares the states at {@code from} and {@code to}.
 *
 * <p>{@code changes} lists the segments, among those that the filter selects, that were added,
 * expired, revoked, prolonged or replaced. {@code revocations} lists the effective revocations
 * between the two moments. {@code same} is the number of segments that did not change. The moment
 * of the answer is the second moment; {@code fromOffset} and {@code fromAt} are the first.
 *
 * <p>With {@code paths}, the query compares the paths from {@code src} to {@code dst} instead, and
 * {@code changes} lists those that were added or removed.
 */
final class DifferenceDocument {
  private DifferenceDocument() {}

  static ObjectNode diff(QueryContext context) {
    Moment from = context.moment("from");
    Moment to = context.moment("to");
    ObjectNode answer = context.answer(to);
    answer.put("fromOffset", from.next());
    answer.put("fromAt", SegmentFields.time(from.clockMs()));
    if (context.query().path("paths").asBoolean()) {
      paths(context, from, to, answer);
    } else {
      segments(context, from, to, answer);
    }
    return answer;
  }

  private static void segments(QueryContext context, Moment from, Moment to, ObjectNode answer) {
    StateDifference found =
        StateDifference.between(context.history(), from, to, context.filter(), context.bounds());
    answer.put("found", found.isDifferent());
    ArrayNode changes = answer.putArray("changes");
    found.segments().forEach(one -> changes.add(document(one)));
    ArrayNode revocations = answer.putArray("revocations");
    int room = context.bounds().results();
    boolean truncated = found.truncated();
    for (StateDifference.OfInterface one : found.revocations()) {
      ObjectNode node = document(one);
      int listed = SegmentFields.putKilled(one.killed(), room, node);
      truncated |= listed < one.killed().size();
      room -= listed;
      revocations.add(node);
    }
    answer.put("same", found.same());
    answer.put("truncated", truncated);
  }

  private static ObjectNode document(StateDifference.OfSegment one) {
    ObjectNode node = JsonNodes.object();
    node.put("change", one.change().name().toLowerCase(Locale.ROOT));
    SegmentFields.put(one.key(), node);
    SegmentFields.put(one.version().hops(), node);
    node.put("end", SegmentFields.time(one.endMs()));
    one.offset().ifPresent(offset -> node.put("offset", offset));
    one.by().ifPresent(by -> node.put("interface", by.toString()));
    return node;
  }

  private static ObjectNode document(StateDifference.OfInterface one) {
    ObjectNode node = JsonNodes.object();
    node.put("interface", one.subject().toString());
    node.put("offset", one.offset());
    node.put("at", SegmentFields.time(one.recordTimeMs()));
    return node;
  }

  private static void paths(QueryContext context, Moment from, Moment to, ObjectNode answer) {
    IsdAs source = IsdAs.parse(context.text("src"));
    IsdAs destination = IsdAs.parse(context.text("dst"));
    QueryBounds bounds = context.bounds();
    PathsAsOf before = PathsAsOf.of(context.history(), from, source, destination, bounds);
    PathsAsOf after = PathsAsOf.of(context.history(), to, source, destination, bounds);
    Map<ByteString, EndToEndPath> earlier = byRoute(before.paths());
    Map<ByteString, EndToEndPath> later = byRoute(after.paths());
    answer.put("src", source.toString());
    answer.put("dst", destination.toString());
    answer.put("found", !earlier.keySet().equals(later.keySet()));
    ArrayNode changes = answer.putArray("changes");
    later.forEach((route, path) -> addUnless(earlier, route, "added", path, changes));
    earlier.forEach((route, path) -> addUnless(later, route, "removed", path, changes));
    answer.put("same", earlier.keySet().stream().filter(later::containsKey).count());
    answer.put("truncated", before.truncated() || after.truncated());
  }

  private static Map<ByteString, EndToEndPath> byRoute(List<EndToEndPath> paths) {
    Map<ByteString, EndToEndPath> found = new LinkedHashMap<>();
    paths.forEach(path -> found.put(path.fingerprint(), path));
    return found;
  }

  private static void addUnless(
      Map<ByteString, EndToEndPath> others,
      ByteString route,
      String change,
      EndToEndPath path,
      ArrayNode changes) {
    if (!others.containsKey(route)) {
      ObjectNode node = JsonNodes.object();
      node.put("change", change);
      node.setAll(PathDocument.document(path));
      changes.add(node);
    }
  }
}
