package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.SegmentIds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.life.AsLife;
import org.waymark.history.life.CoverGap;
import org.waymark.history.life.InterfaceLife;
import org.waymark.history.life.LifeEvent;
import org.waymark.history.life.SegmentLife;
import org.waymark.history.life.SegmentLives;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;

/**
 * Answers the query {@code history}, which describes the life of the {@code subject} until {@code
 * asOf}. The subject is the id of a segment or its first digits, an interface such as 1-11#5, or an
 * AS.
 *
 * <p>The field {@code kind} of the answer is segment, interface or as. For a segment, the answer
 * has {@code segments} (one for each type under which it was registered), {@code events} and {@code
 * gaps}. For an interface, it has {@code events}, which are its revocations, and {@code users}.
 * Both have {@code refusals}, the messages that replicas rejected (see {@link RefusalList}). For an
 * AS, the answer has {@code interfaces} and {@code segments}.
 *
 * <p>With {@code bars}, segments and users also have {@code cover} (see {@link CoverFields}), and
 * the interfaces of an AS have {@code revoked}, their latest revocations.
 */
final class LifeDocument {
  private static final int MAX_SHOWN_USERS = 1_000;

  private LifeDocument() {}

  static ObjectNode history(QueryContext context) {
    String subject = context.text("subject");
    Moment until = context.until("asOf");
    ObjectNode answer = context.answer(until);
    answer.put("subject", subject);
    if (subject.contains("#")) {
      ofInterface(context, AsInterface.parse(subject), until, answer);
    } else if (subject.contains("-")) {
      ofAs(context, IsdAs.parse(subject), until, answer);
    } else {
      RefusalList refusals =
          RefusalList.ofSegments(context, until, subject.toLowerCase(Locale.ROOT));
      ofSegment(context, keys(context, subject, refusals), refusals, until, answer);
    }
    return answer;
  }

  /** {@return the keys of a segment; none if the segment is known only from a rejection} */
  private static List<SegmentKey> keys(QueryContext context, String subject, RefusalList refusals) {
    try {
      return SegmentIds.find(context.history(), subject);
    } catch (UnknownPastException e) {
      if (refusals.isEmpty()) {
        throw e;
      }
      return List.of();
    }
  }

  private static void ofSegment(
      QueryContext context,
      List<SegmentKey> keys,
      RefusalList refusals,
      Moment until,
      ObjectNode answer) {
    QueryBounds bounds = context.bounds();
    answer.put("kind", "segment");
    List<SegmentLife> lives =
        keys.stream()
            .map(key -> SegmentLives.of(context.history(), key, until, bounds))
            .filter(life -> !life.events().isEmpty())
            .toList();
    answer.put("found", !lives.isEmpty() || !refusals.isEmpty());
    ArrayNode segments = answer.putArray("segments");
    ArrayNode events = answer.putArray("events");
    ArrayNode gaps = answer.putArray("gaps");
    boolean truncated = false;
    CoverFields cover = new CoverFields(context, until);
    for (SegmentLife life : lives) {
      segments.add(brief(life, cover));
      for (LifeEvent event : life.events()) {
        truncated |= events.size() == bounds.results();
        if (!truncated) {
          events.add(event(life.key(), event));
        }
      }
      for (CoverGap gap : life.gaps()) {
        if (gaps.size() < bounds.results()) {
          gaps.add(gap(life.key(), gap));
        }
      }
    }
    truncated |= !refusals.put(bounds.results(), answer);
    answer.put("truncated", truncated);
  }

  /** Summarizes a segment, without its events. */
  private static ObjectNode brief(SegmentLife life, CoverFields cover) {
    ObjectNode node = JsonNodes.object();
    SegmentFields.put(life.key(), node);
    life.version().ifPresent(version -> SegmentFields.put(version.hops(), node));
    node.put("live", life.live());
    node.put("stored", life.stored());
    life.version().ifPresent(version -> node.put("end", SegmentFields.time(version.endMs())));
    node.put("events", life.events().size());
    node.put("gaps", life.gaps().size());
    if (!life.events().isEmpty()) {
      LifeEvent last = life.events().getLast();
      node.put("firstAt", SegmentFields.time(life.events().getFirst().atMs()));
      node.put("lastAt", SegmentFields.time(last.atMs()));
      node.put("lastEvent", text(last.kind()));
    }
    cover.put(life, node);
    return node;
  }

  private static ObjectNode event(SegmentKey key, LifeEvent event) {
    ObjectNode node = JsonNodes.object();
    SegmentFields.put(key, node);
    node.put("event", text(event.kind()));
    node.put("offset", event.offset());
    node.put("at", SegmentFields.time(event.atMs()));
    event.endMs().ifPresent(endMs -> node.put("end", SegmentFields.time(endMs)));
    event.version().ifPresent(offset -> node.put("version", offset));
    event.revocation().ifPresent(offset -> node.put("revocation", offset));
    event.by().ifPresent(by -> node.put("interface", by.toString()));
    event.reason().ifPresent(reason -> node.put("reason", reason.text()));
    event.source().ifPresent(source -> SegmentFields.put(source, node));
    return node;
  }

  private static ObjectNode gap(SegmentKey key, CoverGap gap) {
    ObjectNode node = JsonNodes.object();
    SegmentFields.put(key, node);
    node.put("from", SegmentFields.time(gap.fromMs()));
    node.put("fromOffset", gap.from().offset());
    node.put("because", text(gap.from().kind()));
    gap.toMs().ifPresent(toMs -> node.put("to", SegmentFields.time(toMs)));
    gap.to().ifPresent(event -> node.put("toOffset", event.offset()));
    return node;
  }

  private static void ofInterface(
      QueryContext context, AsInterface subject, Moment until, ObjectNode answer) {
    QueryBounds bounds = context.bounds();
    InterfaceLife life = InterfaceLife.of(context.history(), subject, until, bounds);
    answer.put("kind", "interface");
    RefusalList refusals = RefusalList.ofInterface(context, until, subject);
    answer.put(
        "found", !life.revocations().isEmpty() || !life.users().isEmpty() || !refusals.isEmpty());
    ArrayNode events = answer.putArray("events");
    int room = bounds.results();
    boolean truncated = life.truncated() | !refusals.put(room, answer);
    for (InterfaceLife.Revoked one : life.revocations()) {
      if (events.size() == bounds.results()) {
        truncated = true;
        break;
      }
      ObjectNode event = revoked(subject, one);
      int listed = SegmentFields.putKilled(one.killed(), room, event);
      truncated |= listed < one.killed().size();
      room -= listed;
      events.add(event);
    }
    ArrayNode users = answer.putArray("users");
    Map<SegmentKey, ObjectNode> nodes = new LinkedHashMap<>();
    for (SegmentKey key : life.users().subList(0, Math.min(life.users().size(), MAX_SHOWN_USERS))) {
      ObjectNode user = users.addObject();
      SegmentFields.put(key, user);
      nodes.put(key, user);
    }
    putCovers(context, until, life, nodes);
    answer.put("truncated", truncated || life.users().size() > users.size());
  }

  /**
   * Writes the periods of coverage of segments, starting with segments that were killed by
   * revocations.
   */
  private static void putCovers(
      QueryContext context, Moment until, InterfaceLife life, Map<SegmentKey, ObjectNode> users) {
    CoverFields cover = new CoverFields(context, until);
    Set<SegmentKey> order = new LinkedHashSet<>();
    life.revocations().forEach(revoked -> order.addAll(revoked.killed()));
    order.addAll(users.keySet());
    order.retainAll(users.keySet());
    for (SegmentKey key : order) {
      if (!cover.hasRoom()) {
        return;
      }
      ObjectNode user = users.get(key);
      SegmentLife used = SegmentLives.of(context.history(), key, until);
      used.version().ifPresent(version -> SegmentFields.put(version.hops(), user));
      used.version().ifPresent(version -> user.put("end", SegmentFields.time(version.endMs())));
      cover.put(used, user);
    }
  }

  private static ObjectNode revoked(AsInterface subject, InterfaceLife.Revoked one) {
    ObjectNode node = JsonNodes.object();
    node.put("event", "revoked");
    node.put("interface", subject.toString());
    node.put("offset", one.offset());
    node.put("at", SegmentFields.time(one.recordTimeMs()));
    node.put("until", SegmentFields.time(one.expiryMs()));
    node.put("epoch", one.epoch());
    one.source().ifPresent(source -> SegmentFields.put(source, node));
    return node;
  }

  private static void ofAs(QueryContext context, IsdAs subject, Moment until, ObjectNode answer) {
    AsLife life = AsLife.of(context.history(), subject, until, context.bounds());
    answer.put("kind", "as");
    answer.put("found", !life.interfaces().isEmpty());
    ArrayNode interfaces = answer.putArray("interfaces");
    CoverFields cover = new CoverFields(context, until);
    for (AsLife.OfInterface one : life.interfaces()) {
      ObjectNode node = brief(one);
      if (cover.hasRoom()) {
        ArrayNode revoked = node.putArray("revoked");
        one.latest().forEach(each -> putSpan(each, revoked.addObject()));
      }
      interfaces.add(node);
    }
    ArrayNode segments = answer.putArray("segments");
    life.segments().forEach(one -> segments.add(brief(one, cover)));
    answer.put("truncated", life.truncated());
  }

  private static void putSpan(InterfaceLife.Revoked one, ObjectNode node) {
    node.put("offset", one.offset());
    node.put("at", SegmentFields.time(one.recordTimeMs()));
    node.put("until", SegmentFields.time(one.expiryMs()));
    node.put("killedCount", one.killed().size());
  }

  private static ObjectNode brief(AsLife.OfInterface one) {
    ObjectNode node = JsonNodes.object();
    node.put("interface", one.subject().toString());
    node.put("segments", one.segments());
    node.put("revocations", one.revocations());
    node.put("killed", one.killed());
    Optional<InterfaceLife.Revoked> last = one.last();
    last.ifPresent(revoked -> node.put("lastAt", SegmentFields.time(revoked.recordTimeMs())));
    last.ifPresent(revoked -> node.put("lastOffset", revoked.offset()));
    return node;
  }

  private static String text(LifeEvent.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
