package org.waymark.faults.truth;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * Everything that a store returns to its readers: all rows, the answer to every query, and all of
 * the history.
 *
 * @param events the offset of the next event to apply
 * @param trust the offset of the next trust record to apply
 * @param parts the results that were read, by kind of query
 * @param unavailable the parts that could not be read, with the reason
 */
public record StoreContent(
    long events, long trust, Map<String, List<?>> parts, Map<String, String> unavailable) {
  private static final List<Topic> FOLDED = List.of(Topic.EVENTS, Topic.TRUST);
  private static final int NO_LIMIT = 100_000;

  /**
   * Reads everything that can be read. The parts are independent, because a part that is wrong must
   * not be hidden by another one that cannot be read.
   *
   * @param history the history up to the same state as the view
   * @param log the recorded log, whose end is the clock of the queries
   * @throws StoreException.Unavailable if not even the positions can be read
   */
  public static StoreContent of(ReadView view, HistoryView history, RecordedLog log) {
    StoreContent content =
        new StoreContent(
            next(view, Topic.EVENTS), next(view, Topic.TRUST), new TreeMap<>(), new TreeMap<>());
    for (Topic topic : FOLDED) {
      content.read("rows of " + topic.suffix(), () -> view.rows(topic));
      content.read("digest of " + topic.suffix(), () -> List.of(view.digest(topic)));
      content.read(
          "recomputed digest of " + topic.suffix(), () -> List.of(view.recomputeDigest(topic)));
    }
    content.read("segments by ends", () -> byEnds(view, log));
    content.read("segments by interface", () -> byInterface(view, log));
    content.read("revocations", view::revocations);
    content.read("records", () -> records(history));
    content.read("changes", () -> changes(history));
    content.read("past rows", () -> pastRows(history));
    return content;
  }

  private void read(String part, Supplier<List<?>> reading) {
    try {
      parts.put(part, reading.get());
    } catch (StoreException.Unavailable failure) {
      unavailable.put(part, failure.getMessage());
    }
  }

  /** {@return whether every part could be read} */
  public boolean isWhole() {
    return unavailable.isEmpty();
  }

  private static long next(ReadView view, Topic topic) {
    return view.position(topic).map(Position::nextOffset).orElse(0L);
  }

  private static List<?> byEnds(ReadView view, RecordedLog log) {
    List<Object> found = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      for (IsdAs ia : log.network().topology().ases().keySet()) {
        for (SegmentQuery query :
            List.of(
                new SegmentQuery(type, ia, IsdAs.NONE), new SegmentQuery(type, IsdAs.NONE, ia))) {
          found.add(view.segments(query, log.endMs(), NO_LIMIT));
          found.add(view.versions(query));
        }
      }
    }
    return found;
  }

  private static List<?> byInterface(ReadView view, RecordedLog log) {
    List<Object> found = new ArrayList<>();
    for (NetworkTopology.As as : log.network().topology().ases().values()) {
      for (long id : as.interfaces().keySet()) {
        found.add(view.segmentsUsing(as.ia(), id));
        found.add(view.revocations(as.ia(), id));
      }
    }
    return found;
  }

  private static List<String> records(HistoryView history) {
    List<String> found = new ArrayList<>();
    history.records(
        0,
        Long.MAX_VALUE,
        (offset, summary) -> found.add(offset + " " + HexFormat.of().formatHex(summary.encode())));
    return found;
  }

  private static List<?> changes(HistoryView history) {
    List<Object> found = new ArrayList<>();
    for (SegmentType type : SegmentType.values()) {
      for (SegmentKey key : history.segments(new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE))) {
        history
            .changes(key)
            .forEach(
                change -> {
                  found.add(change.offset() + " " + HexFormat.of().formatHex(change.encode()));
                  found.add(history.bytes(change.offset()));
                });
      }
    }
    return found;
  }

  private static List<?> pastRows(HistoryView history) {
    long middle = history.next() / 2;
    try (ReadView past = history.asOf(middle, Long.MAX_VALUE)) {
      return past.rows(Topic.EVENTS);
    }
  }

  /**
   * {@return a description of how this content differs from other content, or of what could not be
   * read; empty if they are equal}
   */
  public Optional<String> differsFrom(StoreContent other) {
    return isWhole() ? readableDiffersFrom(other) : Optional.of("cannot read " + unavailable);
  }

  /**
   * {@return a description of how the parts that could be read differ from those of other content;
   * empty if they are equal}
   */
  Optional<String> readableDiffersFrom(StoreContent other) {
    if (events != other.events || trust != other.trust) {
      return Optional.of(
          "at offsets %d and %d instead of %d and %d"
              .formatted(events, trust, other.events, other.trust));
    }
    List<String> different =
        parts.keySet().stream()
            .filter(part -> !parts.get(part).equals(other.parts.get(part)))
            .map(
                part ->
                    "%s (%d instead of %d)"
                        .formatted(part, parts.get(part).size(), other.parts.get(part).size()))
            .toList();
    return different.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", different));
  }
}
