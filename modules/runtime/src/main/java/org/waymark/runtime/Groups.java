package org.waymark.runtime;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Things by something they have in common, each group in the order of arrival.
 *
 * <p>Not thread-safe.
 */
public final class Groups<K, T> {
  private final Map<K, Set<T>> groups = new LinkedHashMap<>();

  public void add(K key, T one) {
    groups.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(one);
  }

  /** {@return whether it was the last one of its group, which is gone now} */
  public boolean remove(K key, T one) {
    Set<T> group = groups.get(key);
    group.remove(one);
    if (!group.isEmpty()) {
      return false;
    }
    groups.remove(key);
    return true;
  }

  /** {@return those of a group now, the oldest first} */
  public List<T> of(K key) {
    return List.copyOf(groups.getOrDefault(key, Set.of()));
  }

  public boolean has(K key) {
    return groups.containsKey(key);
  }

  /** {@return how many there are in a group} */
  public int size(K key) {
    return groups.getOrDefault(key, Set.of()).size();
  }

  /** {@return the first of a group; there must be one} */
  public T oldest(K key) {
    return groups.get(key).iterator().next();
  }

  /** {@return what groups there are, the oldest first} */
  public List<K> keys() {
    return List.copyOf(groups.keySet());
  }
}
