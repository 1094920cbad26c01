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
 * Writes down which queries a resolution asks of a source: it can only come out otherwise when the
 * answer to one of them changes, or what is core.
 *
 * <p>An answer changes when a segment with such ends comes. Where it was cut at the limit it also
 * changes when a segment goes: one that was hidden by the limit comes up.
 */
final class AskedQueries implements SegmentSource {
  private final SegmentSource source;
  private final Set<SegmentQuery> queries = new LinkedHashSet<>();
  private boolean anyAtLimit;

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
    return source.revocations(ia, interfaceId);
  }

  @Override
  public boolean isCore(IsdAs ia) {
    return source.isCore(ia);
  }

  /** {@return the queries so far, each once} */
  Set<SegmentQuery> queries() {
    return queries;
  }

  /** {@return whether the answer to one of them may have been cut} */
  boolean anyAtLimit() {
    return anyAtLimit;
  }
}
