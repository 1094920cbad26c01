package org.waymark.server.revocation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.server.settings.RevocationLimits;
import org.waymark.store.apply.ProvingSides;

/**
 * Limits how many revocations of one epoch are recorded (ARCHITECTURE, Budgets). The limit is
 * needed because proofs are malleable (one of the two neighbouring roots can be chosen freely), and
 * because the owner of an AS can revoke all of its interfaces.
 *
 * <p>Revocations that match a stored segment have a separate budget. The reason is that a forged
 * neighbouring root, once recorded together with an honest side, appears to be proven by the
 * revocation rows alone. Forged roots must not exhaust the budget that the other honest side needs.
 *
 * <p>Safe for use by several threads.
 */
final class RevocationBudgets {
  private final int identitiesPerRoot;
  private final int interfacesPerEpoch;
  private final Clock clock;
  private final Map<Epoch, Used> used = new HashMap<>();

  private record Epoch(IsdAs ia, long epoch) {}

  private record Tree(long interfaceId, ByteString root, boolean stored) {}

  private record Used(Map<Tree, Set<ByteString>> identities, Set<Long> interfaces) {}

  RevocationBudgets(RevocationLimits limits, Clock clock) {
    this.identitiesPerRoot = limits.identities();
    this.interfacesPerEpoch = limits.interfaces();
    this.clock = clock;
  }

  /**
   * Charges a revocation to the budgets, unless one is exhausted.
   *
   * @return the detail of a rejection, naming the exhausted budget; empty if the revocation may be
   *     recorded
   */
  synchronized Optional<String> take(Revocation revocation, ProvingSides proving) {
    long clockMs = clock.wallMs();
    used.keySet().removeIf(epoch -> isOver(epoch, clockMs));
    Used ofEpoch =
        used.computeIfAbsent(
            new Epoch(revocation.ia(), revocation.epoch()),
            epoch -> new Used(new HashMap<>(), new HashSet<>()));
    if (!ofEpoch.interfaces.contains(revocation.interfaceId())
        && ofEpoch.interfaces.size() >= interfacesPerEpoch) {
      return Optional.of("too many revoked interfaces in " + revocation.ia() + " in one epoch");
    }
    boolean stored = !proving.stored().isEmpty();
    Set<ByteString> identities =
        ofEpoch.identities.computeIfAbsent(
            new Tree(revocation.interfaceId(), revocation.treeRoot(), stored),
            tree -> new HashSet<>());
    Set<ByteString> mine = new HashSet<>();
    for (ProofSide side : stored ? proving.stored() : proving.killed()) {
      mine.add(revocation.eventId(side));
    }
    mine.removeAll(identities);
    if (identities.size() + mine.size() > identitiesPerRoot) {
      return Optional.of("too many revocations with the same interface and tree in one epoch");
    }
    identities.addAll(mine);
    ofEpoch.interfaces.add(revocation.interfaceId());
    return Optional.empty();
  }

  /** {@return the number of tracked pairs of AS and epoch} */
  synchronized int epochs() {
    return used.size();
  }

  private static boolean isOver(Epoch epoch, long clockMs) {
    return (epoch.epoch + 3) * 10_000 < clockMs;
  }
}
