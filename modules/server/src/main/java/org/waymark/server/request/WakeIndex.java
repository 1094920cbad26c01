package org.waymark.server.request;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waymark.runtime.Groups;
import org.waymark.segment.IsdAs;
import org.waymark.store.row.SegmentQuery;

/**
 * Finds the keys of pending requests that a segment may answer: the keys whose last resolution
 * queried segments with the same ends. For any other key, the segment cannot change the result.
 *
 * <p>Not thread-safe: guarded by {@link PendingRequests}.
 */
final class WakeIndex {
  private final Groups<SegmentQuery, PendingKey> byQuery = new Groups<>();
  private final Map<PendingKey, Set<SegmentQuery>> asked = new HashMap<>();

  private final Set<PendingKey> wokenByAll = new LinkedHashSet<>();

  /**
   * Sets the queries made by the last resolution of a key, replacing the queries of an earlier
   * resolution.
   *
   * @param byAll whether any change may answer the key
   */
  void put(PendingKey pendingKey, Set<SegmentQuery> queries, boolean byAll) {
    remove(pendingKey);
    Set<SegmentQuery> copy = Set.copyOf(queries);
    asked.put(pendingKey, copy);
    copy.forEach(query -> byQuery.add(query, pendingKey));
    if (byAll) {
      wokenByAll.add(pendingKey);
    }
  }

  void remove(PendingKey pendingKey) {
    wokenByAll.remove(pendingKey);
    Set<SegmentQuery> queries = asked.remove(pendingKey);
    if (queries != null) {
      queries.forEach(query -> byQuery.remove(query, pendingKey));
    }
  }

  /**
   * {@return the keys that a segment may answer}
   *
   * @param ends the segment's type and its first and last AS
   */
  Set<PendingKey> wokenBy(SegmentQuery ends) {
    Set<PendingKey> woken = new LinkedHashSet<>();
    for (IsdAs first : asAskedFor(ends.first())) {
      for (IsdAs last : asAskedFor(ends.last())) {
        woken.addAll(byQuery.of(new SegmentQuery(ends.type(), first, last)));
      }
    }
    return woken;
  }

  private static List<IsdAs> asAskedFor(IsdAs ia) {
    return List.of(ia, ia.wildcard(), IsdAs.NONE);
  }

  /** {@return the keys that any change may answer} */
  Set<PendingKey> wokenByAll() {
    return Set.copyOf(wokenByAll);
  }
}
