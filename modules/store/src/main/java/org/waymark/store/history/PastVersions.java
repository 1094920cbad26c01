package org.waymark.store.history;

import java.util.Arrays;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.Prefixes;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentValue;
import org.waymark.store.row.StoredRow;

/**
 * The versions of paths that were stored before a record, without their bytes. The versions can be
 * read until the {@link HistoryView} is closed.
 */
public final class PastVersions {
  private final RowSnapshot rows;
  private final AsOf asOf;
  private final RememberedVersions remembered;

  PastVersions(RowSnapshot rows, AsOf asOf, RememberedVersions remembered) {
    this.rows = rows;
    this.asOf = asOf;
    this.remembered = remembered;
  }

  /** {@return the stored version of the path, which may have expired} */
  public Optional<SegmentValue> of(SegmentKey key) {
    byte[] segment = Keys.segment(key);
    return remembered
        .of(segment, asOf.next(), () -> PastRows.lastVersion(rows, segment, asOf.next()))
        .filter(version -> version.endMs() > asOf.lastTick().timeMs());
  }

  /** The place at which a scan continues after a path. */
  public enum Next {
    /** The scan continues at the next path. */
    PATH,
    /** The scan continues at the next pair of first and last ASes. */
    ENDS,
    /** The scan continues at the next AS at which paths start. */
    FIRST,
    /** The scan does not continue. */
    NOWHERE
  }

  /** Receives paths in the order of their first and last AS, the fewest hops first. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Receives a path that occurs in the history.
     *
     * @param version the stored version, if there is one
     */
    Next path(IsdAs first, IsdAs last, SegmentKey key, Optional<SegmentValue> version);
  }

  /**
   * Visits the paths in all records, including paths of which no version is stored. Only the path
   * being visited is in memory.
   *
   * @param first the AS at which the paths start; {@link IsdAs#NONE} means any AS
   * @param last the AS at which the paths end; {@link IsdAs#NONE} means any AS, and is required if
   *     {@code first} is {@link IsdAs#NONE}
   */
  public void scan(SegmentType type, IsdAs first, IsdAs last, Visitor visitor) {
    byte[] prefix = HistoryKeys.pastByEnd(Family.BY_FIRST, Keys.byEndPrefix(type, first, last));
    Optional<StoredRow> row = rows.firstFrom(Family.PAST_BY_END, prefix, prefix);
    while (row.isPresent()) {
      byte[] key = row.get().key();
      byte[] ends = HistoryKeys.keyOfPastByEnd(key);
      SegmentKey path = Keys.segmentOfEnd(ends);
      Next next = visitor.path(Keys.nearIa(ends), Keys.farIa(ends), path, of(path));
      if (next == Next.NOWHERE) {
        return;
      }
      row =
          Prefixes.after(visited(key, next))
              .flatMap(after -> rows.firstFrom(Family.PAST_BY_END, after, prefix));
    }
  }

  private static byte[] visited(byte[] key, Next next) {
    return switch (next) {
      case ENDS -> Arrays.copyOf(key, HistoryKeys.PAST_BY_END_ENDS);
      case FIRST -> Arrays.copyOf(key, HistoryKeys.PAST_BY_END_FIRST);
      case PATH, NOWHERE -> key;
    };
  }
}
