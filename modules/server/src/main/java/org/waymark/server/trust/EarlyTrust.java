package org.waymark.server.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;

/**
 * TRCs and chains that cannot be verified until a preceding TRC has been accepted. Because they are
 * unverified, several of them may have the same version, and a sender of many must not be able to
 * displace one that a segment is waiting for.
 *
 * <p>Their number is limited, and none of them is longer than a message. Safe for use by several
 * threads.
 */
final class EarlyTrust {
  private final int outage;

  /** The kept TRCs and chains by packed text, oldest first. */
  private final Map<ByteString, Kept> all = new LinkedHashMap<>();

  private final Map<TrustVersion, Integer> numbers = new HashMap<>();

  private record Kept(TrustVersion material, ReceivedTrust received, boolean awaited) {}

  EarlyTrust(int outage) {
    this.outage = outage;
  }

  /**
   * Keeps a TRC or chain. If the limit is reached, the oldest TRC or chain for which no segment is
   * waiting is dropped. If segments are waiting for all of them, the oldest one is dropped.
   *
   * @param awaited whether a segment is waiting for it
   * @return the number of dropped TRCs and chains
   */
  synchronized int keep(TrustVersion material, ReceivedTrust received, boolean awaited) {
    if (all.containsKey(received.packed())) {
      return 0;
    }
    int dropped = 0;
    if (all.size() >= outage) {
      Optional<ByteString> unawaited =
          all.entrySet().stream()
              .filter(one -> !one.getValue().awaited)
              .map(Map.Entry::getKey)
              .findFirst();
      if (unawaited.isEmpty() && !awaited) {
        return 1;
      }
      remove(unawaited.orElseGet(() -> all.keySet().iterator().next()));
      dropped = 1;
    }
    all.put(received.packed(), new Kept(material, received, awaited));
    numbers.merge(material, 1, Integer::sum);
    return dropped;
  }

  /** {@return whether a TRC or chain with this kind, subject and version is kept} */
  synchronized boolean isKept(TrustVersion material) {
    return numbers.containsKey(material);
  }

  /**
   * Removes and returns the material of an ISD that can be verified now: all chains, and the TRCs
   * up to the successor of the newest accepted TRC.
   */
  synchronized List<ReceivedTrust> takeJudgeable(int isd, long newestVersion) {
    List<ReceivedTrust> taken = new ArrayList<>();
    for (Map.Entry<ByteString, Kept> one : List.copyOf(all.entrySet())) {
      TrustVersion material = one.getValue().material;
      if (material.subject().isd() == isd
          && (material.kind() == TrustKind.CHAIN
              || Long.compareUnsigned(material.version(), newestVersion + 1) <= 0)) {
        taken.add(one.getValue().received);
        remove(one.getKey());
      }
    }
    return taken;
  }

  synchronized int size() {
    return all.size();
  }

  private void remove(ByteString packed) {
    TrustVersion material = all.remove(packed).material;
    numbers.computeIfPresent(material, (one, number) -> number == 1 ? null : number - 1);
  }
}
