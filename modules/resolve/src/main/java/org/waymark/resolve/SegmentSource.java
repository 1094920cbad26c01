package org.waymark.resolve;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;

/**
 * The segments and revocations that a {@link Resolver} queries: the state of a store, with or
 * without an overlay.
 *
 * <p>Clock values are Unix milliseconds. Used by one thread at a time.
 */
public interface SegmentSource {
  /**
   * {@return the segments that match the query, are valid at the given time and are not hidden, in
   * the order {@link StoredSegment#BEST_FIRST}}
   *
   * @param limit the maximum number of results
   */
  List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit);

  /**
   * {@return the first ASes of the segments that match the query, without duplicates} Some of these
   * segments may be hidden or revoked.
   */
  List<IsdAs> firstAses(SegmentQuery query, long clockMs);

  /**
   * {@return the best segment that matches the query} The segment is used to route a message, not
   * as part of an answer.
   */
  default Optional<StoredSegment> best(SegmentQuery query, long clockMs) {
    return segments(query, clockMs, 1).stream().findFirst();
  }

  /** {@return all revocations of an interface, whether current or not} */
  List<StoredRevocation> revocations(IsdAs ia, long interfaceId);

  /** {@return whether the AS is core according to the newest accepted TRC of its ISD} */
  boolean isCore(IsdAs ia);
}
