package org.waymark.store.view;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.store.apply.Applied;

/**
 * Upper bounds of the numbers of stored paths with the same ends, so that most registrations are
 * found to be within their limits without a scan.
 *
 * <p>A bound is the number of paths that a scan has found, plus those that apply has added since.
 * Removed paths are not subtracted, so a bound may be too high, but never too low. Before each
 * commit, apply announces the paths that it adds. A scan therefore becomes a bound only if no path
 * with its last AS was announced for a later version of the state.
 *
 * <p>Any number of threads may ask; one thread commits. All methods use one lock.
 */
public final class PathCounts {
  /** The maximum number of bounds. A bound occupies about 200 bytes. */
  private static final int MAX_COUNTS = 20_000;

  private static final int SLOT_BITS = 12;
  private static final float LOAD_FACTOR = 0.75f;

  /** For each slot, the version of the last commit that added a path whose last AS has it. */
  private final long[] added = new long[1 << SLOT_BITS];

  /** The bounds by ends, least recently used first. */
  private final Map<Ends, Count> counts =
      new LinkedHashMap<>(16, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Ends, Count> eldest) {
          return size() > MAX_COUNTS;
        }
      };

  /**
   * @param first the first AS, or {@link IsdAs#NONE} for any
   */
  private record Ends(IsdAs first, IsdAs last) {}

  /**
   * @param version the version of the state that was scanned
   */
  private record Count(long version, int paths) {
    Count plusOne() {
      return new Count(version, paths + 1);
    }
  }

  PathCounts() {}

  /**
   * Announces the paths that the next commit adds.
   *
   * @param version the version number after the commit
   * @param batch the effects of the records of the commit
   */
  public synchronized void willAdd(long version, List<Applied> batch) {
    for (Applied applied : batch) {
      if (applied instanceof Applied.Added one) {
        PathSegment segment = one.stored().segment();
        added[slot(segment.lastIa())] = version;
        counts.computeIfPresent(
            new Ends(segment.firstIa(), segment.lastIa()), (_, count) -> count.plusOne());
        counts.computeIfPresent(
            new Ends(IsdAs.NONE, segment.lastIa()), (_, count) -> count.plusOne());
      }
    }
  }

  /**
   * {@return a number that the number of stored paths does not exceed, if one is known}
   *
   * @param first the first AS, or {@link IsdAs#NONE} for any
   * @param version the version number of the state
   */
  synchronized OptionalInt bound(IsdAs first, IsdAs last, long version) {
    Count count = counts.get(new Ends(first, last));
    return count == null || count.version > version
        ? OptionalInt.empty()
        : OptionalInt.of(count.paths);
  }

  /** Notes how many paths a scan has found in a version of the state. */
  synchronized void counted(IsdAs first, IsdAs last, long version, int paths) {
    if (added[slot(last)] <= version) {
      counts.put(new Ends(first, last), new Count(version, paths));
    }
  }

  private static int slot(IsdAs last) {
    long mixed = last.value() * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> Long.SIZE - SLOT_BITS);
  }
}
