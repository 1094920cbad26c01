package org.waymark.server.revocation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.waymark.runtime.FairBuffer;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Source;

/**
 * Revocations that prove against no segment held here yet: a bounded number of bounded size, each
 * for as long as it may act. When there are too many the oldest goes, first of a source that sent
 * more than its share.
 *
 * <p>Safe for use by several threads.
 */
final class UnprovenRevocations {
  /** An entry here, by its two targets, and where it came from. */
  private static final int ENTRY_BYTES = 1_024;

  private final FairBuffer<Source, Revocation> buffer;

  /** In the order of arrival. */
  private final Map<Revocation, UnprovenRevocation> waiting = new LinkedHashMap<>();

  /**
   * By what an AS entry must have for one to prove against it: the interface alone is anyone's
   * guess, and ten thousand made up for one of them must not be looked at for every segment.
   */
  private final Map<Target, Set<Revocation>> byTarget = new HashMap<>();

  private long displaced;

  private record Target(IsdAs ia, long interfaceId, ByteString root) {}

  /**
   * @param bytes of memory that those waiting may take
   */
  UnprovenRevocations(int capacity, long bytes) {
    this.buffer = new FairBuffer<>(capacity, bytes);
  }

  synchronized void add(Revocation revocation, RevocationSource source, MessageOrigin origin) {
    UnprovenRevocation one = new UnprovenRevocation(revocation, source, origin);
    UnprovenRevocation same = waiting.putIfAbsent(revocation, one);
    if (same != null) {
      if (same.source() == RevocationSource.SEGMENT_RECORDS) {
        // What came by itself as well is handed on once it is proven.
        waiting.put(revocation, one);
      }
      return;
    }
    targets(revocation)
        .forEach(
            target ->
                byTarget.computeIfAbsent(target, key -> new LinkedHashSet<>()).add(revocation));
    for (Revocation gone :
        buffer.add(revocation, origin.from().source(), memoryBytes(revocation))) {
      remove(gone);
      displaced++;
    }
  }

  /** {@return those that revoke the interface under the root, the oldest first} */
  synchronized List<UnprovenRevocation> of(IsdAs ia, long interfaceId, ByteString root) {
    Set<Revocation> revocations =
        byTarget.getOrDefault(new Target(ia, interfaceId, root), Set.of());
    return revocations.stream().map(waiting::get).toList();
  }

  /** Removes one. {@return whether it was there} */
  synchronized boolean remove(Revocation revocation) {
    if (waiting.remove(revocation) == null) {
      return false;
    }
    buffer.remove(revocation);
    targets(revocation)
        .forEach(
            target ->
                byTarget.computeIfPresent(
                    target,
                    (key, revocations) -> {
                      revocations.remove(revocation);
                      return revocations.isEmpty() ? null : revocations;
                    }));
    return true;
  }

  /** Removes and returns those that can no longer act at the clock. */
  synchronized List<UnprovenRevocation> removeEnded(long clockMs) {
    List<UnprovenRevocation> ended =
        waiting.values().stream()
            .filter(one -> !RevocationTolerance.accepts(one.revocation(), clockMs))
            .toList();
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

  private static long memoryBytes(Revocation revocation) {
    return ENTRY_BYTES + revocation.memoryBytes();
  }

  private static Stream<Target> targets(Revocation revocation) {
    return Arrays.stream(ProofSide.values())
        .map(
            side ->
                new Target(
                    revocation.ia(), revocation.interfaceId(), revocation.connectedRoot(side)));
  }
}
