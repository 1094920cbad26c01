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
import org.waymark.history.bisect.Bisection;
import org.waymark.history.bisect.Condition;
import org.waymark.history.life.CoverGap;
import org.waymark.history.state.PathsAsOf;
import org.waymark.history.state.StateDifference;
import org.waymark.history.state.StoreDifference;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentChange;

/**
 * Answers the query {@code diff}, which compares the states at {@code from} and {@code to}.
 *
 * <p>{@code changes} lists the segments, among those that the filter selects, that were added,
 * expired, revoked, prolonged or replaced. A segment that had a valid version at both moments, but
 * none for some time in between, is {@code registered-again}. Its field {@code because} is {@code
 * killed} or {@code expired}, and {@code endedAt} is the time at which the last earlier version was
 * killed or expired; if it was killed, it also has {@code revocation}, the offset of the
 * revocation, and its {@code interface}.
 *
 * <p>{@code revocations} lists the revocations that took effect between the two moments. {@code
 * same} is the number of segments that did not change. The moment of the answer is the second
 * moment; {@code fromOffset} and {@code fromAt} are the first.
 *
 * <p>If the query compares two stores, {@code from} is a moment of the first store and {@code to}
 * is a moment of the second. A change may then be {@code missing}, which means that the second
 * store never had the segment. {@code revocations} lists the revocations that took effect only in
 * the second store, and {@code missingRevocations} those that took effect only in the first.
 *
 * <p>With {@code paths}, the query compares the paths from {@code src} to {@code dst} instead, and
 * {@code changes} lists the paths that were added or removed.
 *
 * <p>With {@code bars}, segments also have {@code cover} (see {@link CoverFields}) and {@code at},
 * the time of the record that changed them. For paths, the answer also has {@code availability}:
 * whether there was a path at the first moment ({@code atFrom}), all {@code changes} of this (in
 * the format of {@link BisectionDocument}), the number of {@code omitted} changes, and whether the
 * list is {@code truncated}, so that nothing is known after the last change.
 */
final class DifferenceDocument {
  private DifferenceDocument() {}

  static ObjectNode diff(QueryContext context) {
    Moment from = context.moment("from");
    Moment to = context.second().moment("to");
    ObjectNode answer = context.second().answer(to);
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
    if (context.other().isPresent()) {
      StoreDifference found =
          StoreDifference.between(
              new StoreDifference.Side(context.history(), from),
              new StoreDifference.Side(context.other().get().history(), to),
              context.filter(),
              context.bounds());
      answer.put("found", found.isDifferent());
      put(found.state(), context, to, answer);
      boolean all =
          putRevocations(
              found.missing(), context.bounds().results(), answer.putArray("missingRevocations"));
      answer.put("truncated", answer.path("truncated").asBoolean() || !all);
      putItems(found.state(), context.bounds(), answer);
    } else {
      StateDifference found =
          StateDifference.between(context.history(), from, to, context.filter(), context.bounds());
      answer.put("found", found.isDifferent());
      put(found, context, to, answer);
      putItems(found, context.bounds(), answer);
    }
  }

  /** Writes the field that is true if there were too many segments to compare all of them. */
  private static void putItems(StateDifference found, QueryBounds bounds, ObjectNode answer) {
    if (found.tooManyItems()) {
      if (!answer.path("found").asBoolean()) {
        // That nothing differs among some does not mean that nothing differs.
        throw bounds.tooManyItems();
      }
      answer.put(HistoryQueries.TOO_MANY_ITEMS, true);
    }
  }

  private static void put(
      StateDifference found, QueryContext context, Moment to, ObjectNode answer) {
    ArrayNode changes = answer.putArray("changes");
    CoverFields cover = new CoverFields(context, to);
    for (StateDifference.OfSegment one : found.segments()) {
      ObjectNode node = document(one, context);
      if (cover.hasRoom()) {
        one.offset().stream()
            .mapToObj(context.history()::record)
            .flatMap(Optional::stream)
            .forEach(record -> node.put("at", SegmentFields.time(record.recordTimeMs())));
        cover.put(one.key(), node);
      }
      changes.add(node);
    }
    boolean all =
        putRevocations(
            found.revocations(), context.bounds().results(), answer.putArray("revocations"));
    answer.put("same", found.same());
    answer.put("truncated", found.truncated() || !all);
  }

  /** Writes the revocations. {@return whether all killed segments could be included} */
  private static boolean putRevocations(
      List<StateDifference.OfInterface> found, int results, ArrayNode revocations) {
    int room = results;
    boolean all = true;
    for (StateDifference.OfInterface one : found) {
      ObjectNode node = document(one);
      int listed = SegmentFields.putKilled(one.killed(), room, node);
      all &= listed == one.killed().size();
      room -= listed;
      revocations.add(node);
    }
    return all;
  }

  private static ObjectNode document(StateDifference.OfSegment one, QueryContext context) {
    ObjectNode node = JsonNodes.object();
    node.put("change", one.change().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    SegmentFields.put(one.key(), node);
    SegmentFields.put(hops(one, context), node);
    node.put("end", SegmentFields.time(one.endMs()));
    one.offset().ifPresent(offset -> node.put("offset", offset));
    one.by().ifPresent(by -> node.put("interface", by.toString()));
    one.gap().ifPresent(gap -> putGap(gap, node));
    return node;
  }

  private static List<Hop> hops(StateDifference.OfSegment one, QueryContext context) {
    HistoryView history =
        switch (one.change()) {
          case EXPIRED, REVOKED, MISSING -> context.history();
          case ADDED, PROLONGED, REPLACED, REGISTERED_AGAIN -> context.second().history();
        };
    return history
        .change(one.key(), one.version())
        .flatMap(SegmentChange::version)
        .orElseThrow()
        .hops();
  }

  private static void putGap(CoverGap gap, ObjectNode node) {
    node.put("because", gap.from().kind().name().toLowerCase(Locale.ROOT));
    node.put("endedAt", SegmentFields.time(gap.fromMs()));
    gap.from().revocation().ifPresent(offset -> node.put("revocation", offset));
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
    // A path beyond the bounds of one side alone would look like a difference.
    QueryBounds bounds = context.limits();
    PathsAsOf before = PathsAsOf.of(context.history(), from, source, destination, bounds);
    PathsAsOf after = PathsAsOf.of(context.second().history(), to, source, destination, bounds);
    boolean truncated = before.truncated() || after.truncated();
    if (truncated) {
      bounds.requireTime();
    }
    Map<ByteString, EndToEndPath> earlier = byRoute(before.paths());
    Map<ByteString, EndToEndPath> later = byRoute(after.paths());
    answer.put("src", source.toString());
    answer.put("dst", destination.toString());
    answer.put("found", !earlier.keySet().equals(later.keySet()));
    ArrayNode changes = answer.putArray("changes");
    int limit = context.bounds().results();
    later.forEach((route, path) -> addUnless(earlier, route, "added", path, limit, changes));
    earlier.forEach((route, path) -> addUnless(later, route, "removed", path, limit, changes));
    answer.put("same", earlier.keySet().stream().filter(later::containsKey).count());
    truncated |= changes.size() == limit;
    if (CoverFields.bars(context) > 0) {
      truncated |=
          putAvailability(context, from, to, new Condition.PathExists(source, destination), answer);
    }
    answer.put("truncated", truncated);
  }

  /**
   * Writes {@code availability}.
   *
   * @return whether anything was left out
   */
  private static boolean putAvailability(
      QueryContext context, Moment from, Moment to, Condition.PathExists pair, ObjectNode answer) {
    Bisection found = Bisection.of(context.history(), from, to, pair, context.bounds());
    ObjectNode node = answer.putObject("availability");
    node.put("atFrom", found.atFrom());
    ArrayNode changes = node.putArray("changes");
    found
        .changes()
        .forEach(flip -> changes.add(BisectionDocument.document(context.history(), flip)));
    int omitted = found.flips() - found.changes().size();
    node.put("omitted", omitted);
    node.put("truncated", found.truncated());
    return found.truncated() || omitted > 0;
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
      int limit,
      ArrayNode changes) {
    if (!others.containsKey(route) && changes.size() < limit) {
      ObjectNode node = JsonNodes.object();
      node.put("change", change);
      node.setAll(PathDocument.document(path));
      changes.add(node);
    }
  }
}
