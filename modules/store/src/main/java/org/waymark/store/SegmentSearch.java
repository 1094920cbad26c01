package org.waymark.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;

/**
 * Finds segments by their ends, through the index that makes the answer one short scan. Among those
 * with fewest hops the latest expiry comes first, then the id.
 */
final class SegmentSearch {
  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingInt(Candidate::hops)
          .thenComparing(Comparator.comparingLong(Candidate::expiryS).reversed())
          .thenComparing(candidate -> candidate.key().id())
          .thenComparing(SegmentSearch::keyOf);

  private final RowReader rows;

  SegmentSearch(RowReader rows) {
    this.rows = rows;
  }

  /**
   * A version that an index points to.
   *
   * @param offset of the record that stored it
   */
  record Candidate(SegmentKey key, int hops, long expiryS, long offset) {
    long endMs() {
      return (expiryS + 1) * 1000;
    }
  }

  private static SegmentKey keyOf(Candidate candidate) {
    return candidate.key();
  }

  /**
   * {@return the best candidates that end after the clock and pass}
   *
   * @param passes asked in the order of the results, no more often than needed
   */
  List<Candidate> best(SegmentQuery query, long clockMs, int limit, Predicate<Candidate> passes) {
    Best best = new Best(limit, passes);
    if (limit <= 0) {
      return best.chosen;
    }
    boolean byFirst = !query.first().isWildcard() || query.last().isWildcard();
    IsdAs near = byFirst ? query.first() : query.last();
    IsdAs far = byFirst ? query.last() : query.first();
    // Only within one pair of ASes does the index have the order of the results.
    boolean ordered = !near.isWildcard() && !far.isWildcard();
    rows.scan(
        byFirst ? Family.BY_FIRST : Family.BY_LAST,
        Keys.byEndPrefix(query.type(), near, far),
        (key, value) -> {
          if (!SegmentQuery.matches(near, Keys.nearIa(key))
              || !SegmentQuery.matches(far, Keys.farIa(key))) {
            return true;
          }
          Candidate candidate = candidate(key, value);
          if (ordered && best.isFullBefore(candidate.hops())) {
            return false;
          }
          if (candidate.endMs() > clockMs) {
            best.group.add(candidate);
          }
          return true;
        });
    best.choose();
    return best.chosen;
  }

  /** {@return how many versions of the type end at the AS after the clock, up to the limit} */
  int count(SegmentType type, IsdAs first, IsdAs last, long clockMs, int limit) {
    int[] count = {0};
    if (limit > 0) {
      rows.scan(
          Family.BY_LAST,
          Keys.byEndPrefix(type, last, first),
          (key, value) -> {
            if (candidate(key, value).endMs() > clockMs) {
              count[0]++;
            }
            return count[0] < limit;
          });
    }
    return count[0];
  }

  private static Candidate candidate(byte[] key, byte[] value) {
    ByteBuffer pointer = ByteBuffer.wrap(value);
    return new Candidate(
        Keys.segmentOfEnd(key), Keys.hops(key), pointer.getLong(), pointer.getLong());
  }

  /** Collects candidates in groups, of equal hops where they come in that order. */
  private static final class Best {
    private final int limit;
    private final Predicate<Candidate> passes;
    private final List<Candidate> chosen = new ArrayList<>();
    private final List<Candidate> group = new ArrayList<>();

    Best(int limit, Predicate<Candidate> passes) {
      this.limit = limit;
      this.passes = passes;
    }

    /**
     * Ends the group when this number of hops begins another, {@return whether that was enough}.
     */
    boolean isFullBefore(int hops) {
      if (!group.isEmpty() && group.getFirst().hops() != hops) {
        choose();
      }
      return chosen.size() >= limit;
    }

    void choose() {
      group.sort(BEST_FIRST);
      for (Candidate candidate : group) {
        if (chosen.size() >= limit) {
          break;
        }
        if (passes.test(candidate)) {
          chosen.add(candidate);
        }
      }
      group.clear();
    }
  }
}
