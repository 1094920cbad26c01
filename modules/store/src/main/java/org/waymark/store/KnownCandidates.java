package org.waymark.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.waymark.segment.IsdAs;

/**
 * What the index holds for the queries asked last, so that a query asked again costs no scan.
 *
 * <p>Every commit first says which queries it changes the candidates of, and the number it will
 * have as a version. An answer found in the rows of one version holds for the rows of another when
 * no commit up to either of them changed it since. The numbers are kept by hash: queries that share
 * one are asked of the rows more often than needed, never less. A snapshot may have seen commits
 * beyond its version; their numbers are there by then, and are greater than it, so that such an
 * answer is not used.
 *
 * <p>Any number of threads ask; one commits.
 */
final class KnownCandidates {
  private static final int SLOT_BITS = 14;

  /** Each takes some 200 bytes, whatever its segment is like. */
  private static final long REMEMBERED_CANDIDATES = 200_000;

  /** The version of the last commit that changed a query of the slot. */
  private final AtomicLongArray changed = new AtomicLongArray(1 << SLOT_BITS);

  private final Cache<SegmentQuery, Answer> answers =
      Caffeine.newBuilder()
          .maximumWeight(REMEMBERED_CANDIDATES)
          .weigher((SegmentQuery query, Answer answer) -> 1 + answer.candidates().size())
          .executor(Runnable::run)
          .build();

  /** Candidates as they were in the rows of a version. */
  private record Answer(long version, List<SegmentSearch.Candidate> candidates) {}

  /** {@return the candidates of the query in the snapshot, in the order of results} */
  List<SegmentSearch.Candidate> of(SegmentQuery query, RowSnapshot rows) {
    long version = rows.version();
    // In this order: the number of a change is there before any answer that has seen it.
    Answer answer = answers.getIfPresent(query);
    if (answer != null && changed.get(slot(query)) <= Math.min(answer.version(), version)) {
      return answer.candidates();
    }
    List<SegmentSearch.Candidate> found = new SegmentSearch(rows).all(query);
    if (answer == null || answer.version() < version) {
      answers.put(query, new Answer(version, found));
    }
    return found;
  }

  /**
   * Says what the commit that is about to be made changes.
   *
   * @param version the number of commits after it
   * @param pairs the types and ends of segments that it puts or removes
   */
  void willChange(long version, Set<SegmentQuery> pairs) {
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
