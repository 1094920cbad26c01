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
 * How many revocations of one epoch become events (ARCHITECTURE, Budgets): proofs are malleable,
 * since one of the two neighbour roots is always free, and whoever owns an AS can revoke each of
 * its interfaces.
 *
 * <p>Identities that prove against a stored segment have a budget of their own: a made-up neighbour
 * root, once recorded beside an honest half, proves as far as rows of revocations tell, and must
 * not use up what the honest other half needs.
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
   * {@return the name of the budget that is used up, or nothing: then the identities are counted}
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
      return Optional.of("revoked interfaces of " + revocation.ia() + " in one epoch");
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
      return Optional.of("revocations of one interface and tree in one epoch");
    }
    identities.addAll(mine);
    ofEpoch.interfaces.add(revocation.interfaceId());
    return Optional.empty();
  }

  /** {@return how many epochs are remembered, each of an AS} */
  synchronized int epochs() {
    return used.size();
  }

  private static boolean isOver(Epoch epoch, long clockMs) {
    return (epoch.epoch + 3) * 10_000 < clockMs;
  }
}
