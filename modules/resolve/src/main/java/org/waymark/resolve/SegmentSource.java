package org.waymark.resolve;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.IsdAs;
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredRevocation;
import org.waymark.store.StoredSegment;

/**
 * What a {@link Resolver} asks: the state of a store, or that state with something laid over it.
 *
 * <p>Clocks are Unix milliseconds. For one thread at a time.
 */
public interface SegmentSource {
  /**
   * {@return the segments with the ends asked for that are valid at the clock and not hidden, in
   * the order {@link StoredSegment#BEST_FIRST}}
   *
   * @param limit of the number of results
   */
  List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit);

  /**
   * {@return the ASes at which such segments start: each once, and more than those, since what is
   * hidden or revoked may be among them}
   */
  List<IsdAs> firstAses(SegmentQuery query, long clockMs);

  /** {@return the first of those segments: the way for a message, which is no part of an answer} */
  default Optional<StoredSegment> best(SegmentQuery query, long clockMs) {
    return segments(query, clockMs, 1).stream().findFirst();
  }

  /** {@return the revocations held of an interface, current or not} */
  List<StoredRevocation> revocations(IsdAs ia, long interfaceId);

  /** {@return whether the AS is core by the newest TRC held of its ISD} */
  boolean isCore(IsdAs ia);
}
