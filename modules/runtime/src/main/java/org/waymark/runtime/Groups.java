package org.waymark.runtime;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A collection of elements grouped by key, with each group in order of arrival.
 *
 * <p>Not thread-safe.
 */
public final class Groups<K, T> {
  private final Map<K, Set<T>> groups = new LinkedHashMap<>();

  public void add(K key, T one) {
    groups.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(one);
  }

  /**
   * Removes an element, and also its group if that becomes empty.
   *
   * @return whether it was the last element of its group
   */
  public boolean remove(K key, T one) {
    Set<T> group = groups.get(key);
    group.remove(one);
    if (!group.isEmpty()) {
      return false;
    }
    groups.remove(key);
    return true;
  }

  /** {@return a copy of the current group, oldest first; empty if there is no group} */
  public List<T> of(K key) {
    return List.copyOf(groups.getOrDefault(key, Set.of()));
  }

  public boolean has(K key) {
    return groups.containsKey(key);
  }

  /** {@return the number of elements in a group} */
  public int size(K key) {
    return groups.getOrDefault(key, Set.of()).size();
  }

  /** {@return the oldest element of a group, which must exist} */
  public T oldest(K key) {
    return groups.get(key).iterator().next();
  }

  /** {@return the keys of all groups, oldest first} */
  public List<K> keys() {
    return List.copyOf(groups.keySet());
  }
}
