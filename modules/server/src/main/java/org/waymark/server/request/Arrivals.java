package org.waymark.server.request;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.waymark.runtime.Clock;

/**
 * A collection of elements in order of arrival, each with a limited lifetime.
 *
 * <p>Not thread-safe.
 *
 * @param <T> the type of the elements, which are compared by value; the collection must not contain
 *     equal elements
 */
final class Arrivals<T> {
  private final Clock clock;
  private final long lifeNs;

  /** The time of arrival of each element on the monotonic clock. */
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

  /** {@return the elements whose lifetime has ended, oldest first} */
  List<T> expired() {
    long nowNs = clock.monotonicNs();
    List<T> expired = new ArrayList<>();
    Iterator<Map.Entry<T, Long>> oldest = sinceNs.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<T, Long> one = oldest.next();
      // The monotonic clock may overflow, so only differences are compared.
      if (nowNs - one.getValue() < lifeNs) {
        break;
      }
      expired.add(one.getKey());
    }
    return expired;
  }

  /** {@return the oldest element; the collection must not be empty} */
  T oldest() {
    return sinceNs.keySet().iterator().next();
  }

  int size() {
    return sinceNs.size();
  }

  /** {@return all elements, oldest first} */
  List<T> all() {
    return List.copyOf(sinceNs.keySet());
  }
}
