package org.waymark.world.site;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts the packets and messages that a service dropped, by reason. Callable from any thread. */
public final class DropCounts {
  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * Counts one drop.
   *
   * @param reason one of a few fixed words, never a text taken from a packet
   */
  public void count(String reason) {
    counts.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  /** {@return the number of drops for each reason} */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> sums = new TreeMap<>();
    counts.forEach((reason, count) -> sums.put(reason, count.sum()));
    return Collections.unmodifiableSortedMap(sums);
  }
}
