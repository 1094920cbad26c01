package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.bisect.Availability;
import org.waymark.history.bisect.Condition;
import org.waymark.history.state.PathsAsOf;
import org.waymark.history.state.StateDifference;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;

/**
 * Answers the query {@code diff}: how the states at {@code from} and {@code to} differ.
 *
 * <p>{@code changes} lists the segments, among those that the filter selects, that were added,
 * expired, revoked, prolonged or replaced. {@code revocations} lists the revocations that counted
 * in between. {@code same} is the number of segments that did not change. The moment of the answer
 * is the second moment; {@code fromOffset} and {@code fromAt} are the first.
 *
 * <p>With {@code paths}, the query compares the paths from {@code src} to {@code dst} instead, and
 * {@code changes} lists those that were added or removed.
 *
 * <p>With {@code bars}, segments also have {@code cover} (see {@link CoverFields}) and {@code at},
 * the time of the record that changed them. For paths, the answer also has {@code availability}:
 * whether there was a path {@code atFrom}, all {@code changes} of that (written as by {@link
 * BisectionDocument}), how many are {@code omitted}, and whether it is {@code truncated}, so that
 * nothing is known after the last change.
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
    CoverFields cover = new CoverFields(context, to);
    for (StateDifference.OfSegment one : found.segments()) {
      ObjectNode node = document(one);
      if (cover.hasRoom()) {
        one.offset().stream()
            .mapToObj(context.history()::record)
            .flatMap(Optional::stream)
            .forEach(record -> node.put("at", SegmentFields.time(record.recordTimeMs())));
        cover.put(one.key(), node);
      }
      changes.add(node);
    }
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
    boolean truncated = before.truncated() || after.truncated();
    if (CoverFields.bars(context) > 0) {
      truncated |=
          putAvailability(context, from, to, new Condition.PathExists(source, destination), answer);
    }
    answer.put("truncated", truncated);
  }

  /** Puts {@code availability}. {@return whether something was left out} */
  private static boolean putAvailability(
      QueryContext context, Moment from, Moment to, Condition.PathExists pair, ObjectNode answer) {
    Availability found = Availability.of(context.history(), from, to, pair, context.bounds());
    ObjectNode node = answer.putObject("availability");
    node.put("atFrom", found.atFrom());
    ArrayNode changes = node.putArray("changes");
    found
        .changes()
        .forEach(flip -> changes.add(BisectionDocument.document(context.history(), flip)));
    node.put("omitted", found.omitted());
    node.put("truncated", found.truncated());
    return found.truncated() || found.omitted() > 0;
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
