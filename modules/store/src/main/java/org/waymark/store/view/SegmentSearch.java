package org.waymark.store.view;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.waymark.segment.Expiry;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.SegmentQuery;

/**
 * Finds segments by their first and last AS, with one short scan of the suitable index. Results are
 * ordered by fewest hops, then latest expiry, then id.
 */
public final class SegmentSearch {
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
   * A version to which an index entry points.
   *
   * @param first the AS at which the version starts
   * @param offset the offset of the record that stored the version
   */
  record Candidate(SegmentKey key, IsdAs first, int hops, long expiryS, long offset) {
    long endMs() {
      return Expiry.endMs(expiryS);
    }
  }

  private static SegmentKey keyOf(Candidate candidate) {
    return candidate.key();
  }

  /**
   * Finds all versions with the requested ends, including expired ones, in the order of results.
   */
  List<Candidate> all(SegmentQuery query) {
    List<Candidate> found = new ArrayList<>();
    each(query, found::add);
    found.sort(BEST_FIRST);
    return List.copyOf(found);
  }

  /** Visits all versions with the requested ends, including expired ones, in index order. */
  void each(SegmentQuery query, Consumer<Candidate> visitor) {
    scan(
        query,
        rows::scan,
        (key, value, byFirst) -> {
          visitor.accept(candidate(key, value, byFirst));
          return true;
        });
  }

  /** An index by ends, of the current state or of a past state. */
  @FunctionalInterface
  public interface Index {
    /** Visits the keys of the family that have the prefix, in order. */
    void scan(Family family, byte[] prefix, RowVisitor visitor);
  }

  /**
   * Finds the paths with the requested ends, in the order of the index.
   *
   * @param limit the maximum number of results
   */
  public static List<SegmentKey> keys(SegmentQuery query, Index index, int limit) {
    List<SegmentKey> found = new ArrayList<>();
    if (limit > 0) {
      scan(
          query,
          index,
          (key, value, byFirst) -> {
            found.add(Keys.segmentOfEnd(key));
            return found.size() < limit;
          });
    }
    return List.copyOf(found);
  }

  private interface Match {
    /** {@return whether to continue} */
    boolean row(byte[] key, byte[] value, boolean byFirst);
  }

  private static void scan(SegmentQuery query, Index index, Match match) {
    boolean byFirst = !query.first().isWildcard() || query.last().isWildcard();
    IsdAs near = byFirst ? query.first() : query.last();
    IsdAs far = byFirst ? query.last() : query.first();
    index.scan(
        byFirst ? Family.BY_FIRST : Family.BY_LAST,
        Keys.byEndPrefix(query.type(), near, far),
        (key, value) ->
            !SegmentQuery.matches(near, Keys.nearIa(key))
                || !SegmentQuery.matches(far, Keys.farIa(key))
                || match.row(key, value, byFirst));
  }

  /**
   * Counts the versions with the type and ends that have not expired at the clock.
   *
   * @param limit the number at which to stop counting
   */
  int count(SegmentType type, IsdAs first, IsdAs last, long clockMs, int limit) {
    int[] count = {0};
    if (limit > 0) {
      rows.scan(
          Family.BY_LAST,
          Keys.byEndPrefix(type, last, first),
          (key, value) -> {
            if (candidate(key, value, false).endMs() > clockMs) {
              count[0]++;
            }
            return count[0] < limit;
          });
    }
    return count[0];
  }

  private static Candidate candidate(byte[] key, byte[] value, boolean byFirst) {
    ByteBuffer pointer = ByteBuffer.wrap(value);
    return new Candidate(
        Keys.segmentOfEnd(key),
        byFirst ? Keys.nearIa(key) : Keys.farIa(key),
        Keys.hops(key),
        pointer.getLong(),
        pointer.getLong());
  }
}
