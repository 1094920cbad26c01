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
 * Revocations that do not match any segment of this replica yet. A revocation waits until it is no
 * longer accepted. Their number and the memory that they use are limited; adding to a full buffer
 * evicts the oldest revocation, preferably one from a source that exceeds its share.
 *
 * <p><i>Example.</i> Interface 7 of AS 1-13 goes down at 12:10:03.
 *
 * <ul>
 *   <li>12:10:04: a host passes on the revocation for the epoch from 12:10:00 to 12:10:10. The only
 *       stored segment over that interface has expired and was removed, so the revocation does not
 *       match any segment. It is added here, under the interface and each of its two connected
 *       roots.
 *   <li>12:10:06: a segment over the interface is registered. Its entry for 1-13 has one of these
 *       roots. Its signatures are valid, so the revocation is now proven, appended and forwarded.
 *       The outcome of the segment is <i>killed</i>, and it is not appended.
 *   <li>12:10:12: the revocation is no longer in force. If no such segment had arrived, the
 *       revocation would be rejected as <i>unproven</i> at 12:10:16, because clocks may differ by 4
 *       s.
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
final class UnprovenRevocations {
  /** The memory that an entry occupies with its two targets and its origin, in bytes. */
  private static final int ENTRY_BYTES = 1_024;

  private final FairBuffer<Source, Revocation> buffer;

  /** Waiting revocations in order of arrival. */
  private final Map<Revocation, UnprovenRevocation> waiting = new LinkedHashMap<>();

  /**
   * Waiting revocations by interface and root. A revocation is proven only by an AS entry that
   * matches both. An index by interface alone could be abused: every segment would have to be
   * checked against ten thousand forged revocations of one interface.
   */
  private final Map<Target, Set<Revocation>> byTarget = new HashMap<>();

  private long displaced;

  private record Target(IsdAs ia, long interfaceId, ByteString root) {}

  /**
   * @param bytes the maximum memory of all waiting revocations
   */
  UnprovenRevocations(int capacity, long bytes) {
    this.buffer = new FairBuffer<>(capacity, bytes);
  }

  synchronized void add(Revocation revocation, RevocationSource source, MessageOrigin origin) {
    UnprovenRevocation one = new UnprovenRevocation(revocation, source, origin);
    UnprovenRevocation same = waiting.putIfAbsent(revocation, one);
    if (same != null) {
      if (same.source() == RevocationSource.SEGMENT_RECORDS) {
        // The revocation has now also been received on its own, so it is forwarded once it is
        // proven.
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

  /** {@return the revocations of the interface with the connected root, oldest first} */
  synchronized List<UnprovenRevocation> of(IsdAs ia, long interfaceId, ByteString root) {
    Set<Revocation> revocations =
        byTarget.getOrDefault(new Target(ia, interfaceId, root), Set.of());
    return revocations.stream().map(waiting::get).toList();
  }

  /**
   * Removes a revocation.
   *
   * @return whether the revocation was present
   */
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

  /** Removes and returns the revocations that are no longer accepted at the given time. */
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

  /** {@return the number of revocations that have been evicted} */
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
