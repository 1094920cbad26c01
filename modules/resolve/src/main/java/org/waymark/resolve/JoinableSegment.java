package org.waymark.resolve;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.StoredSegment;

/**
 * A stored segment that is part of at least one path.
 *
 * @param links the number of links on the shortest such path
 */
record JoinableSegment(StoredSegment stored, int links) {
  private static final Comparator<JoinableSegment> SHORTEST_PATH_FIRST =
      Comparator.comparingInt(JoinableSegment::links)
          .thenComparing(JoinableSegment::stored, StoredSegment.BEST_FIRST);

  /**
   * Chooses segments by taking one from each AS in turn, starting with those on the shortest paths.
   *
   * <p>Taking turns prevents segments that share an AS from crowding out the others, which may be
   * the only ones left when links fail.
   *
   * @param by returns the AS to which a segment belongs when ASes take turns
   * @return at most {@code limit} segments
   */
  static List<StoredSegment> spread(
      Collection<JoinableSegment> segments, Function<StoredSegment, IsdAs> by, int limit) {
    Map<IsdAs, Deque<StoredSegment>> turns = new LinkedHashMap<>();
    segments.stream()
        .sorted(SHORTEST_PATH_FIRST)
        .forEach(
            one ->
                turns
                    .computeIfAbsent(by.apply(one.stored()), ia -> new ArrayDeque<>())
                    .add(one.stored()));
    List<StoredSegment> chosen = new ArrayList<>();
    while (!turns.isEmpty() && chosen.size() < limit) {
      for (Deque<StoredSegment> ofOne : List.copyOf(turns.values())) {
        if (chosen.size() < limit) {
          chosen.add(ofOne.remove());
        }
      }
      turns.values().removeIf(Deque::isEmpty);
    }
    return chosen;
  }
}
