package org.waymark.history.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.life.CoverGap;
import org.waymark.history.life.LifeEvent;
import org.waymark.history.life.SegmentLives;
import org.waymark.history.state.StateDifference.Change;
import org.waymark.history.state.StateDifference.OfInterface;
import org.waymark.history.state.StateDifference.OfSegment;
import org.waymark.history.state.StateDifference.Version;
import org.waymark.log.Position;
import org.waymark.segment.AsInterface;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastVersions;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentValue;

/**
 * The difference between the segments in two stores of the same log, each at a moment. One of the
 * stores may be a replay that left out a record, for example.
 *
 * @param state the differences of the second store from the first; its revocations are those that
 *     took effect only in the second store
 * @param missing the revocations that took effect only in the first store, earliest first
 */
public record StoreDifference(StateDifference state, List<OfInterface> missing) {
  public StoreDifference {
    missing = List.copyOf(missing);
  }

  /** {@return whether the stores differ} */
  public boolean isDifferent() {
    return state.isDifferent() || !missing.isEmpty();
  }

  /** A store at a moment. */
  public record Side(HistoryView history, Moment moment) {}

  /**
   * Compares two stores.
   *
   * @throws IllegalArgumentException if the stores belong to different logs
   */
  public static StoreDifference between(
      Side first, Side second, SegmentFilter filter, QueryBounds bounds) {
    requireSameLog(first.history().position(), second.history().position());
    return new Comparison(first, second, filter, bounds).compare();
  }

  private static void requireSameLog(Optional<Position> first, Optional<Position> second) {
    if (first.isPresent()
        && second.isPresent()
        && !(first.get().clusterId() + first.get().topicId())
            .equals(second.get().clusterId() + second.get().topicId())) {
      throw new IllegalArgumentException(
          ("the two stores belong to different logs: topic id %s in cluster %s, and topic id %s"
                  + " in cluster %s")
              .formatted(
                  first.get().topicId(),
                  first.get().clusterId(),
                  second.get().topicId(),
                  second.get().clusterId()));
    }
  }

  private static final class Comparison {
    private final Side first;
    private final Side second;
    private final SegmentFilter filter;
    private final QueryBounds bounds;
    private final List<OfSegment> segments = new ArrayList<>();
    private final BoundedKeys bounded;
    private long same;
    private boolean truncated;

    private Comparison(Side first, Side second, SegmentFilter filter, QueryBounds bounds) {
      this.first = first;
      this.second = second;
      this.filter = filter;
      this.bounds = bounds;
      this.bounded = new BoundedKeys(bounds);
    }

    private StoreDifference compare() {
      PastVersions earlier = first.history().versions(first.moment().next());
      PastVersions later = second.history().versions(second.moment().next());
      SortedSet<SegmentKey> keys = new TreeSet<>();
      for (SegmentQuery query : filter.queries()) {
        keys.addAll(bounded.of(first.history(), query));
        keys.addAll(bounded.of(second.history(), query));
      }
      for (SegmentKey key : keys) {
        if (isFull(segments.size())) {
          break;
        }
        compare(key, valid(earlier.of(key), first), valid(later.of(key), second));
      }
      List<OfInterface> added = revokedOnlyIn(second, first, keys);
      List<OfInterface> missing = revokedOnlyIn(first, second, keys);
      boolean tooMany = bounded.areTooMany();
      return new StoreDifference(
          new StateDifference(segments, added, same, truncated || tooMany, tooMany), missing);
    }

    private boolean isFull(int results) {
      truncated |= results >= bounds.results() || bounds.isTimeOver().getAsBoolean();
      return truncated;
    }

    private Optional<SegmentValue> valid(Optional<SegmentValue> version, Side side) {
      return version
          .filter(stored -> stored.endMs() > side.moment().clockMs())
          .filter(stored -> filter.crosses(stored.hops()));
    }

    private void compare(
        SegmentKey key, Optional<SegmentValue> before, Optional<SegmentValue> after) {
      if (before.isPresent() && after.isEmpty()) {
        segments.add(gone(key, Version.of(before.get())));
      } else if (before.isEmpty() && after.isPresent()) {
        segments.add(OfSegment.by(key, Change.ADDED, Version.of(after.get())));
      } else if (before.isPresent()) {
        SegmentValue one = before.get();
        SegmentValue other = after.get();
        if (Arrays.equals(one.array(), other.array())) {
          same++;
        } else {
          segments.add(OfSegment.replaced(key, Version.of(one), Version.of(other)));
        }
      }
    }

    /** Describes a segment that is not valid in the second store, or was never stored there. */
    private OfSegment gone(SegmentKey key, Version before) {
      Optional<LifeEvent> end =
          SegmentLives.of(second.history(), key, second.moment()).openGap().map(CoverGap::from);
      return end.map(event -> OfSegment.ended(key, before, event))
          .orElseGet(() -> OfSegment.by(key, Change.MISSING, before));
    }

    private List<OfInterface> revokedOnlyIn(Side one, Side other, SortedSet<SegmentKey> keys) {
      List<OfInterface> found = new ArrayList<>();
      SortedMap<Long, AsInterface> elsewhere = other.history().revoked(0, other.moment().next());
      for (Map.Entry<Long, AsInterface> entry :
          one.history().revoked(0, one.moment().next()).entrySet()) {
        List<SegmentKey> killed = one.history().killedBy(entry.getKey());
        if (!entry.getValue().equals(elsewhere.get(entry.getKey()))
            && filter.names(entry.getValue().ia())
            && (!filter.namesEnds() || killed.stream().anyMatch(keys::contains))) {
          long recordTimeMs = one.history().record(entry.getKey()).orElseThrow().recordTimeMs();
          found.add(new OfInterface(entry.getKey(), recordTimeMs, entry.getValue(), killed));
        }
        if (isFull(found.size())) {
          return found;
        }
      }
      return found;
    }
  }
}
