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
 * Revocations of interfaces of the local AS that no held segment uses. A transit AS holds no
 * segment over its child links, and the core AS that does must hear of it. So one that proves
 * against an entry of the local AS in any held segment, whichever interfaces that entry names, is
 * handed on without a record, once.
 *
 * <p>Remembers what was handed on until it can no longer act; the budgets of revocations bound how
 * much that is. Safe for use by several threads.
 */
final class LocalRevocations {
  /** Longer than a revocation is taken, and waits, after it expired. */
  private static final long REMEMBERED_MS = 10_000;

  private final IsdAs local;
  private final OutageBuffer outage;
  private final RevocationBudgets budgets;
  private final Clock clock;

  /** The event ids handed on, with the times from which nothing takes them any more. */
  private final Map<ByteString, Long> handedOn = new HashMap<>();

  LocalRevocations(IsdAs local, OutageBuffer outage, RevocationBudgets budgets, Clock clock) {
    this.local = local;
    this.outage = outage;
    this.budgets = budgets;
    this.clock = clock;
  }

  /**
   * {@return whether to hand on a revocation now that proves against no use of its interface: it is
   * of the local AS, proves against one of its entries, and was not handed on before}
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

  /** {@return whether the revocation has been handed on from here} */
  synchronized boolean wasHandedOn(Revocation revocation) {
    return revocation.ia().equals(local)
        && Arrays.stream(ProofSide.values())
            .anyMatch(side -> handedOn.containsKey(revocation.eventId(side)));
  }
}
