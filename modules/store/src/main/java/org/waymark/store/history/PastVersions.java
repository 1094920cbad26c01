package org.waymark.store.history;

import java.util.Optional;
import org.waymark.segment.SegmentKey;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.SegmentValue;

/**
 * The versions of paths that were stored before a record, without their bytes. They can be read
 * until the {@link HistoryView} is closed.
 */
public final class PastVersions {
  private final PastRows past;

  PastVersions(PastRows past) {
    this.past = past;
  }

  /** {@return the stored version of the path, which may have expired} */
  public Optional<SegmentValue> of(SegmentKey key) {
    return past.get(Family.SEGMENTS, Keys.segment(key)).map(SegmentValue::new);
  }
}
