package org.waymark.server.request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.waymark.resolve.SegmentSource;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;

/**
 * Records the queries that a resolution makes against a source. The result of the resolution can
 * change only if the result of one of these queries or the set of core ASes changes.
 *
 * <p>The result of a query changes if a segment with matching ends arrives. A result that was
 * truncated at the limit also changes if a segment is removed, because a segment beyond the limit
 * takes its place.
 */
final class AskedQueries implements SegmentSource {
  private final SegmentSource source;
  private final Set<SegmentQuery> queries = new LinkedHashSet<>();
  private boolean anyAtLimit;
  private boolean anyRevocation;

  AskedQueries(SegmentSource source) {
    this.source = source;
  }

  @Override
  public List<StoredSegment> segments(SegmentQuery query, long clockMs, int limit) {
    List<StoredSegment> found = source.segments(query, clockMs, limit);
    queries.add(query);
    anyAtLimit |= found.size() >= limit;
    return found;
  }

  @Override
  public List<IsdAs> firstAses(SegmentQuery query, long clockMs) {
    queries.add(query);
    return source.firstAses(query, clockMs);
  }

  @Override
  public Optional<StoredSegment> best(SegmentQuery query, long clockMs) {
    return source.best(query, clockMs);
  }

  @Override
  public List<StoredRevocation> revocations(IsdAs ia, long interfaceId) {
    List<StoredRevocation> found = source.revocations(ia, interfaceId);
    anyRevocation |= !found.isEmpty();
    return found;
  }

  @Override
  public boolean isCore(IsdAs ia) {
    return source.isCore(ia);
  }

  /** {@return the distinct queries made so far} */
  Set<SegmentQuery> queries() {
    return queries;
  }

  /** {@return whether any revocation was found, current or not} */
  boolean anyRevocation() {
    return anyRevocation;
  }

  /** {@return whether the result of any query may have been truncated at the limit} */
  boolean anyAtLimit() {
    return anyAtLimit;
  }
}
