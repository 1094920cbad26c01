package org.waymark.server.revocation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.view.ReadView;

/**
 * Decides whether to forward a revocation of a local interface that no stored or held segment uses.
 * A transit AS has no segments over its child links, but the core AS that stores such segments must
 * learn of the revocation. A revocation that matches the local AS's entry in any segment of this
 * replica is therefore forwarded once without being recorded, regardless of the interfaces that the
 * entry names.
 *
 * <p>Forwarded revocations are remembered until they are no longer accepted; the revocation budgets
 * bound their number. Safe for use by several threads.
 */
final class LocalRevocations {
  /**
   * The time for which a forwarded revocation is remembered. It is longer than the time for which
   * an expired revocation can still be accepted or wait.
   */
  private static final long REMEMBERED_MS = 10_000;

  private final IsdAs local;
  private final OutageBuffer outage;
  private final RevocationBudgets budgets;
  private final Clock clock;

  /**
   * The event ids of forwarded revocations, with the time from which each revocation is no longer
   * accepted.
   */
  private final Map<ByteString, Long> handedOn = new HashMap<>();

  LocalRevocations(IsdAs local, OutageBuffer outage, RevocationBudgets budgets, Clock clock) {
    this.local = local;
    this.outage = outage;
    this.budgets = budgets;
    this.clock = clock;
  }

  /**
   * Decides whether to forward a revocation that does not match any segment that uses its
   * interface. The revocation is forwarded if it belongs to the local AS, matches an entry of the
   * local AS, and has not been forwarded before.
   *
   * @return whether to forward it
   */
  boolean isToBeHandedOn(Revocation revocation, ReadView view) {
    if (!revocation.ia().equals(local)) {
      return false;
    }
    Set<ProofSide> proving = new HashSet<>(view.provingByEntry(revocation));
    proving.addAll(outage.provingByEntry(revocation));
    return !proving.isEmpty() && isNew(revocation, proving);
  }

  private synchronized boolean isNew(Revocation revocation, Set<ProofSide> proving) {
    long clockMs = clock.wallMs();
    handedOn.values().removeIf(endMs -> endMs <= clockMs);
    Set<ByteString> ids = new HashSet<>();
    proving.forEach(side -> ids.add(revocation.eventId(side)));
    if (handedOn.keySet().containsAll(ids)
        || budgets.take(revocation, new ProvingSides(proving, Set.of())).isPresent()) {
      return false;
    }
    long endMs = revocation.expiryMs() + REMEMBERED_MS;
    ids.forEach(id -> handedOn.put(id, endMs));
    return true;
  }

  /** {@return whether the revocation has been forwarded through this class} */
  synchronized boolean wasHandedOn(Revocation revocation) {
    return revocation.ia().equals(local)
        && Arrays.stream(ProofSide.values())
            .anyMatch(side -> handedOn.containsKey(revocation.eventId(side)));
  }
}
