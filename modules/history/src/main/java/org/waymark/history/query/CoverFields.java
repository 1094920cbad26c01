package org.waymark.history.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.waymark.history.Moment;
import org.waymark.history.life.Cover;
import org.waymark.history.life.LifeEvent;
import org.waymark.history.life.SegmentLife;
import org.waymark.history.life.SegmentLives;
import org.waymark.segment.SegmentKey;

/**
 * Writes {@code cover}, from which pictures are drawn: the periods in which a valid version of a
 * segment was stored. Each period has {@code from} and {@code began} (how it began). A period that
 * has ended also has {@code to} and {@code because} and, if it was ended by a kill, the {@code
 * revocation} and its {@code interface}. If there are very many periods, only the latest are
 * listed, and {@code coverOmitted} is the number of the others.
 *
 * <p>A query requests them with {@code bars}, the maximum number of segments for which to write
 * {@code cover}. Not thread-safe.
 */
final class CoverFields {
  private static final int MAX_BARS = 1_000;
  private static final int MAX_COVERS = 50;

  private final QueryContext context;
  private final Moment until;
  private int left;

  /**
   * @throws IllegalArgumentException if {@code bars} is not a valid number
   */
  CoverFields(QueryContext context, Moment until) {
    this.context = context;
    this.until = until;
    this.left = bars(context);
  }

  /**
   * {@return the number of bars that a query requests; 0 if it requests none}
   *
   * @throws IllegalArgumentException if {@code bars} is not a valid number
   */
  static int bars(QueryContext context) {
    JsonNode bars = context.query().path("bars");
    if (bars.isMissingNode()) {
      return 0;
    }
    if (!bars.canConvertToInt() || bars.asInt() < 0 || bars.asInt() > MAX_BARS) {
      throw new IllegalArgumentException("bars must be in 0.." + MAX_BARS + ", got " + bars);
    }
    return bars.asInt();
  }

  /** {@return whether the query requests bars, and the limit has not been reached} */
  boolean hasRoom() {
    return left > 0 && !context.isTimeOver().getAsBoolean();
  }

  /** Writes the coverage of a segment, unless all bars have been used. */
  void put(SegmentKey key, ObjectNode into) {
    if (hasRoom()) {
      put(SegmentLives.of(context.history(), key, until), into);
    }
  }

  /** Writes the coverage of a segment, unless all bars have been used. */
  void put(SegmentLife life, ObjectNode into) {
    if (!hasRoom()) {
      return;
    }
    left--;
    List<Cover> covers = life.covers();
    int omitted = Math.max(0, covers.size() - MAX_COVERS);
    if (omitted > 0) {
      into.put("coverOmitted", omitted);
    }
    ArrayNode list = into.putArray("cover");
    covers.subList(omitted, covers.size()).forEach(cover -> put(cover, list.addObject()));
  }

  private static void put(Cover cover, ObjectNode node) {
    node.put("began", word(cover.from()));
    node.put("from", SegmentFields.time(cover.fromMs()));
    cover.toMs().ifPresent(toMs -> node.put("to", SegmentFields.time(toMs)));
    cover.to().ifPresent(end -> putEnd(end, node));
  }

  private static void putEnd(LifeEvent end, ObjectNode node) {
    node.put("because", word(end));
    end.revocation().ifPresent(offset -> node.put("revocation", offset));
    end.by().ifPresent(by -> node.put("interface", by.toString()));
  }

  private static String word(LifeEvent event) {
    return event.kind().name().toLowerCase(Locale.ROOT);
  }
}
