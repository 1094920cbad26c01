package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.store.view.StoredRevocation;

/**
 * The state of a store, without an overlay.
 *
 * @param view a view of the store, which its owner closes
 */
public record StoredSource(ReadView view) implements SegmentSource {
  @Override
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    return view.segments(query, clockMs, limit);
  }

  @Override
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    return view.firstAses(query, clockMs);
  }

  @Override
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    return view.revocations(ia, interfaceId);
  }

  @Override
  public boolean isCore(IsdAs ia) {
    return view.trust().isCore(ia);
  }
}
