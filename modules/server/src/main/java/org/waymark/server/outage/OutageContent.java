package org.waymark.server.outage;

import java.util.List;
import org.waymark.resolve.OverlaySource;
import org.waymark.resolve.SegmentSource;
import org.waymark.resolve.StoredSource;
import org.waymark.resolve.UnrecordedRevocations;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * A snapshot of the outage buffer. It must be taken before the view of the store with which it is
 * combined, so that the view contains every entry that left the buffer earlier.
 */
public record OutageContent(UnrecordedSegments segments, UnrecordedRevocations revocations) {
  /** The content of an empty buffer. */
  public static final OutageContent EMPTY =
      new OutageContent(UnrecordedSegments.NONE, UnrecordedRevocations.NONE);

  /** {@return whether nothing is held} */
  public boolean isEmpty() {
    return segments.isEmpty() && revocations.isEmpty();
  }

  /**
   * Combines a view of the store with this snapshot.
   *
   * @return a source of the segments and revocations of both
   */
  public SegmentSource over(ReadView view) {
    return over(view, UnrecordedSegments.NONE);
  }

  /**
   * Combines a view of the store with this snapshot and with the segments whose append is in
   * progress.
   *
   * @return a source of the segments and revocations of all three
   */
  public SegmentSource over(ReadView view, UnrecordedSegments inProgress) {
    if (segments.isEmpty() && inProgress.isEmpty() && revocations.isEmpty()) {
      return new StoredSource(view);
    }
    return new OverlaySource(view, List.of(segments, inProgress), revocations);
  }

  /**
   * {@return whether a version of the path is held}
   *
   * @param segment any version of the path; its first and last AS limit the search
   */
  public boolean holds(SegmentKey path, PathSegment segment) {
    return segments.of(new SegmentQuery(path.type(), segment.firstIa(), segment.lastIa())).stream()
        .anyMatch(one -> one.key().equals(path));
  }

  /**
   * {@return the number of paths, of any type, that are held but not stored}
   *
   * @param first the first AS of the paths; AS 0 means any AS in the ISD, and {@code 0-0} means any
   *     AS
   * @param last the last AS of the paths, with the same wildcards
   */
  public int newPaths(IsdAs first, IsdAs last, ReadView view) {
    int paths = 0;
    for (SegmentType type : SegmentType.values()) {
      for (StoredSegment one : segments.of(new SegmentQuery(type, first, last))) {
        if (view.version(one.key()).isEmpty()) {
          paths++;
        }
      }
    }
    return paths;
  }
}
