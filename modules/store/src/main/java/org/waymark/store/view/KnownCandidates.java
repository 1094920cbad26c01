package org.waymark.store.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentQuery;

/**
 * A cache of the index entries for recent queries, so that a repeated query requires no scan.
 *
 * <p>Before each commit, apply announces the queries that the commit affects and the version number
 * of the resulting state. An answer found at one version is valid at another version if no commit
 * after the earlier one affected the query. The version numbers are indexed by a hash of the query,
 * so a collision can cause an unnecessary scan but never a stale answer. A snapshot may include
 * commits later than its version number; those commits have already been announced with greater
 * numbers, so the cache does not use such an answer.
 *
 * <p>Any number of threads may query; one thread commits.
 */
public final class KnownCandidates {
  private static final int SLOT_BITS = 14;

  /**
   * The maximum number of cached candidates. A candidate occupies some 200 bytes, regardless of the
   * size of its segment.
   */
  private static final long REMEMBERED_CANDIDATES = 200_000;

  /** For each slot, the version of the last commit that changed a query with that hash. */
  private final AtomicLongArray changed = new AtomicLongArray(1 << SLOT_BITS);

  private final PathCounts counts = new PathCounts();

  private final Cache<SegmentQuery, Answer> answers =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_CANDIDATES)
          .weigher((SegmentQuery query, Answer answer) -> 1 + answer.candidates().size())
          .executor(Runnable::run)
          .build();

  /** The candidates found at a version of the rows. */
  private record Answer(long version, List<SegmentSearch.Candidate> candidates) {}

  /** {@return what is known about the numbers of paths} */
  public PathCounts counts() {
    return counts;
  }

  /** Finds the candidates of the query in the snapshot, in the order of results. */
  List<SegmentSearch.Candidate> of(SegmentQuery query, RowSnapshot rows) {
    long version = rows.version();
    // The order matters: the number of a change is set before any answer can include that change.
    Answer answer = answers.getIfPresent(query);
    if (isValid(answer, query, version)) {
      return answer.candidates();
    }
    List<SegmentSearch.Candidate> found = find(query, version, rows);
    if (answer == null || answer.version() < version) {
      answers.put(query, new Answer(version, found));
    }
    return found;
  }

  private boolean isValid(Answer answer, SegmentQuery query, long version) {
    return answer != null && changed.get(slot(query)) <= Math.min(answer.version(), version);
  }

  /**
   * Finds the candidates among those from any AS, if these are known, or else in the rows. Most
   * requests ask for the segments to an AS from each AS that has some.
   */
  private List<SegmentSearch.Candidate> find(SegmentQuery query, long version, RowSnapshot rows) {
    if (!query.first().isWildcard()) {
      SegmentQuery fromAny = new SegmentQuery(query.type(), IsdAs.NONE, query.last());
      Answer answer = answers.getIfPresent(fromAny);
      if (isValid(answer, fromAny, version)) {
        return answer.candidates().stream()
            .filter(candidate -> candidate.first().equals(query.first()))
            .toList();
      }
    }
    return new SegmentSearch(rows).all(query);
  }

  /**
   * Announces the changes of the next commit. Must be called before the commit.
   *
   * @param version the version number after the commit
   * @param pairs the types and ends of the segments that the commit puts or removes
   */
  public void willChange(long version, Set<SegmentQuery> pairs) {
    for (SegmentQuery pair : pairs) {
      List<IsdAs> lasts = List.of(pair.last(), pair.last().wildcard(), IsdAs.NONE);
      for (IsdAs first : List.of(pair.first(), pair.first().wildcard(), IsdAs.NONE)) {
        for (IsdAs last : lasts) {
          changed.set(slot(new SegmentQuery(pair.type(), first, last)), version);
        }
      }
    }
  }

  private static int slot(SegmentQuery query) {
    long mixed =
        query.type().number()
            + 31 * (Long.rotateLeft(query.first().value(), 24) ^ query.last().value() * 31);
    mixed *= 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> Long.SIZE - SLOT_BITS);
  }
}
