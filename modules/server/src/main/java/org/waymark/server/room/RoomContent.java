package org.waymark.server.room;

import java.util.List;
import org.waymark.resolve.OverlaySource;
import org.waymark.resolve.SegmentSource;
import org.waymark.resolve.StoredSource;
import org.waymark.resolve.UnrecordedRevocations;
import org.waymark.resolve.UnrecordedSegments;
import org.waymark.store.ReadView;

/**
 * What the waiting room held at one moment. Taken before the view it is laid over: what is no
 * longer held is in that view.
 */
public record RoomContent(UnrecordedSegments segments, UnrecordedRevocations revocations) {
  /** {@return the state of the store with this laid over it} */
  public SegmentSource over(ReadView view) {
    return over(view, UnrecordedSegments.NONE);
  }

  /**
   * {@return the state of the store with this laid over it, and segments whose append is under way}
   */
  public SegmentSource over(ReadView view, UnrecordedSegments underWay) {
    if (segments.isEmpty() && underWay.isEmpty() && revocations.isEmpty()) {
      return new StoredSource(view);
    }
    return new OverlaySource(view, List.of(segments, underWay), revocations);
  }
}
