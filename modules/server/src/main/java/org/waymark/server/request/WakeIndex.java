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
 * Which questions a segment may answer: those whose last resolution asked for segments with its
 * ends. For the others it changes nothing.
 *
 * <p>Not thread-safe: {@link PendingRequests} guards it.
 */
final class WakeIndex {
  private final Groups<SegmentQuery, PendingKey> byQuery = new Groups<>();
  private final Map<PendingKey, Set<SegmentQuery>> asked = new HashMap<>();

  private final Set<PendingKey> wokenByAll = new LinkedHashSet<>();

  /**
   * Takes what the last resolution of a question asked in place of what an earlier one did.
   *
   * @param byAll whether anything may answer it
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
   * {@return the questions that a segment may answer}
   *
   * @param ends its type and its first and last AS
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

  /** {@return the questions that anything may answer} */
  Set<PendingKey> wokenByAll() {
    return Set.copyOf(wokenByAll);
  }
}
