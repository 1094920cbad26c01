package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
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
 * gaps}. For an interface, it has {@code events}, which are its revocations, and {@code users}. For
 * an AS, it has {@code interfaces} and {@code segments}.
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
      ofSegment(context, SegmentIds.find(context.history(), subject), until, answer);
    }
    return answer;
  }

  private static void ofSegment(
      QueryContext context, List<SegmentKey> keys, Moment until, ObjectNode answer) {
    QueryBounds bounds = context.bounds();
    answer.put("kind", "segment");
    List<SegmentLife> lives =
        keys.stream()
            .map(key -> SegmentLives.of(context.history(), key, until))
            .filter(life -> !life.events().isEmpty())
            .toList();
    answer.put("found", !lives.isEmpty());
    ArrayNode segments = answer.putArray("segments");
    ArrayNode events = answer.putArray("events");
    ArrayNode gaps = answer.putArray("gaps");
    boolean truncated = false;
    for (SegmentLife life : lives) {
      segments.add(brief(life));
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
    answer.put("truncated", truncated);
  }

  /** Summarizes a segment, without its events. */
  private static ObjectNode brief(SegmentLife life) {
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
    answer.put("found", !life.revocations().isEmpty() || !life.users().isEmpty());
    ArrayNode events = answer.putArray("events");
    int room = bounds.results();
    boolean truncated = life.truncated();
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
    for (SegmentKey key : life.users().subList(0, Math.min(life.users().size(), MAX_SHOWN_USERS))) {
      SegmentFields.put(key, users.addObject());
    }
    answer.put("truncated", truncated || life.users().size() > users.size());
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
    life.interfaces().forEach(one -> interfaces.add(brief(one)));
    ArrayNode segments = answer.putArray("segments");
    life.segments().forEach(one -> segments.add(brief(one)));
    answer.put("truncated", life.truncated());
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
