package org.waymark.server.request;

import java.util.List;
import org.waymark.resolve.SegmentSource;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;

/** A source without segments. */
record NoSegments() implements SegmentSource {
  /**
   * Creates the recorded queries of a resolution that queried these segments and found none.
   * {@return the queries}
   */
  static AskedQueries asked(SegmentQuery... queries) {
    AskedQueries asked = new AskedQueries(new NoSegments());
    for (SegmentQuery query : queries) {
      asked.segments(query, 0, 5);
    }
    return asked;
  }

  @Override
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    return List.of();
  }

  @Override
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    return List.of();
  }

  @Override
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    return List.of();
  }

  @Override
  public boolean isCore(IsdAs ia) {
    return false;
  }
}
