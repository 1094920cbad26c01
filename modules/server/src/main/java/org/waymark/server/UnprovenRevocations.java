package org.waymark.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/**
 * Revocations that prove against no segment held here yet: a bounded number, each for as long as it
 * may act. The oldest goes first when there are too many.
 *
 * <p>Safe for use by several threads.
 */
final class UnprovenRevocations {
  private final int capacity;

  /** In the order of arrival. */
  private final Map<Revocation, Waiting> waiting = new LinkedHashMap<>();

  private final Map<Interface, Set<Revocation>> byInterface = new HashMap<>();
  private long displaced;

  /** One that waits, with the message it came in. */
  record Waiting(Revocation revocation, MessageOrigin origin) {}

  private record Interface(IsdAs ia, long interfaceId) {}

  UnprovenRevocations(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Revocation revocation, MessageOrigin origin) {
    if (waiting.putIfAbsent(revocation, new Waiting(revocation, origin)) != null) {
      return;
    }
    byInterface
        .computeIfAbsent(interfaceOf(revocation), key -> new LinkedHashSet<>())
        .add(revocation);
    if (waiting.size() > capacity) {
      remove(waiting.keySet().iterator().next());
      displaced++;
    }
  }

  /** {@return those that revoke the interface, the oldest first} */
  synchronized List<Waiting> of(IsdAs ia, long interfaceId) {
    Set<Revocation> revocations =
        byInterface.getOrDefault(new Interface(ia, interfaceId), Set.of());
    return revocations.stream().map(waiting::get).toList();
  }

  /** Removes one. {@return whether it was there} */
  synchronized boolean remove(Revocation revocation) {
    Interface key = interfaceOf(revocation);
    Set<Revocation> ofInterface = byInterface.get(key);
    if (waiting.remove(revocation) == null) {
      return false;
    }
    ofInterface.remove(revocation);
    if (ofInterface.isEmpty()) {
      byInterface.remove(key);
    }
    return true;
  }

  /** Removes and returns those that can no longer act at the clock. */
  synchronized List<Waiting> removeEnded(long clockMs) {
    List<Waiting> ended =
        waiting.values().stream().filter(one -> !one.revocation().isAcceptable(clockMs)).toList();
    ended.forEach(one -> remove(one.revocation()));
    return ended;
  }

  synchronized int size() {
    return waiting.size();
  }

  /** {@return how many were dropped for want of room} */
  synchronized long displaced() {
    return displaced;
  }

  private static Interface interfaceOf(Revocation revocation) {
    return new Interface(revocation.ia(), revocation.interfaceId());
  }
}
