package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.waymark.runtime.Clock;

/**
 * Things in the order of their arrival, and which of them have been there too long.
 *
 * <p>Not thread-safe.
 *
 * @param <T> with value equality; no two equal ones at a time
 */
final class Arrivals<T> {
  private final Clock clock;
  private final long lifeNs;

  /** With the time of arrival on the monotonic clock. */
  private final Map<T, Long> sinceNs = new LinkedHashMap<>();

  Arrivals(Clock clock, long lifeNs) {
    this.clock = clock;
    this.lifeNs = lifeNs;
  }

  void add(T one) {
    sinceNs.put(one, clock.monotonicNs());
  }

  void remove(T one) {
    sinceNs.remove(one);
  }

  /** {@return those that have been here for their life or longer, the oldest first} */
  List<T> expired() {
    long nowNs = clock.monotonicNs();
    List<T> expired = new ArrayList<>();
    Iterator<Map.Entry<T, Long>> oldest = sinceNs.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<T, Long> one = oldest.next();
      // The monotonic clock may pass the end of its numbers: only the difference is compared.
      if (nowNs - one.getValue() < lifeNs) {
        break;
      }
      expired.add(one.getKey());
    }
    return expired;
  }

  /** {@return the one that came first; there must be one} */
  T oldest() {
    return sinceNs.keySet().iterator().next();
  }

  int size() {
    return sinceNs.size();
  }

  /** {@return all in order} */
  List<T> all() {
    return List.copyOf(sinceNs.keySet());
  }
}
