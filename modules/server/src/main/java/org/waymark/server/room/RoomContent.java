package org.waymark.server.room;

import java.util.ArrayList;
import java.util.List;
import org.waymark.resolve.OverlaySource;
import org.waymark.resolve.SegmentSource;
import org.waymark.resolve.StoredSource;
import org.waymark.resolve.UnrecordedRevocations;
import org.waymark.store.ReadView;
import org.waymark.store.StoredSegment;

/**
 * What the waiting room held at one moment. Taken before the view it is laid over: what is no
 * longer held is in that view.
 */
public record RoomContent(List<StoredSegment> segments, UnrecordedRevocations revocations) {
  static final RoomContent EMPTY = new RoomContent(List.of(), UnrecordedRevocations.NONE);

  /** {@return the state of the store with this laid over it} */
  public SegmentSource over(ReadView view) {
    return over(view, List.of());
  }

  /**
   * {@return the state of the store with this laid over it, and segments whose append is under way}
   */
  public SegmentSource over(ReadView view, List<StoredSegment> underWay) {
    if (segments.isEmpty() && underWay.isEmpty() && revocations.isEmpty()) {
      return new StoredSource(view);
    }
    List<StoredSegment> all = new ArrayList<>(segments);
    all.addAll(underWay);
    return new OverlaySource(view, all, revocations);
  }
}
