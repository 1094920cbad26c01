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
 * What the outage buffer held at one moment. Taken before the view it is laid over: what is no
 * longer held is in that view.
 */
public record OutageContent(UnrecordedSegments segments, UnrecordedRevocations revocations) {
  /** Nothing. */
  public static final OutageContent EMPTY =
      new OutageContent(UnrecordedSegments.NONE, UnrecordedRevocations.NONE);

  /** {@return the state of the store with this laid over it} */
  public SegmentSource over(ReadView view) {
    return over(view, UnrecordedSegments.NONE);
  }

  /**
   * {@return the state of the store with this laid over it, and segments whose append is under way}
   */
  public SegmentSource over(ReadView view, UnrecordedSegments inProgress) {
    if (segments.isEmpty() && inProgress.isEmpty() && revocations.isEmpty()) {
      return new StoredSource(view);
    }
    return new OverlaySource(view, List.of(segments, inProgress), revocations);
  }

  /** {@return whether a version of the path is held, which has the ends of the segment} */
  public boolean holds(SegmentKey path, PathSegment segment) {
    return segments.of(new SegmentQuery(path.type(), segment.firstIa(), segment.lastIa())).stream()
        .anyMatch(one -> one.key().equals(path));
  }

  /**
   * {@return how many paths of any type are held that are not stored}
   *
   * @param first the AS they start at; AS 0 is any AS of the ISD, {@code 0-0} any AS
   * @param last the AS they end at, likewise
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
