package org.waymark.server.revocation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.waymark.segment.ByteString;
import org.waymark.segment.Half;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.server.settings.Limits;

/**
 * How many revocations of one epoch become events (DESIGN 2): proofs are malleable, since one of
 * the two neighbour roots is always free, and whoever owns an AS can revoke each of its interfaces.
 *
 * <p>Safe for use by several threads.
 */
final class RevocationBudgets {
  private final int identitiesPerRoot;
  private final int interfacesPerEpoch;
  private final Map<Epoch, Used> used = new HashMap<>();

  private record Epoch(IsdAs ia, long epoch) {}

  private record Tree(long interfaceId, ByteString root) {}

  private record Used(Map<Tree, Set<ByteString>> identities, Set<Long> interfaces) {}

  RevocationBudgets(Limits.Revocations limits) {
    this.identitiesPerRoot = limits.identities();
    this.interfacesPerEpoch = limits.interfaces();
  }

  /**
   * {@return the name of the budget that is used up, or nothing: then the identities are counted}
   */
  synchronized Optional<String> take(Revocation revocation, Set<Half> proving, long clockMs) {
    used.keySet().removeIf(epoch -> isOver(epoch, clockMs));
    Used ofEpoch =
        used.computeIfAbsent(
            new Epoch(revocation.ia(), revocation.epoch()),
            epoch -> new Used(new HashMap<>(), new HashSet<>()));
    if (!ofEpoch.interfaces.contains(revocation.interfaceId())
        && ofEpoch.interfaces.size() >= interfacesPerEpoch) {
      return Optional.of("revoked interfaces of " + revocation.ia() + " in one epoch");
    }
    Tree tree = new Tree(revocation.interfaceId(), revocation.treeRoot());
    Set<ByteString> identities = ofEpoch.identities.computeIfAbsent(tree, key -> new HashSet<>());
    Set<ByteString> mine = new HashSet<>();
    proving.forEach(half -> mine.add(revocation.eventId(half)));
    mine.removeAll(identities);
    if (identities.size() + mine.size() > identitiesPerRoot) {
      return Optional.of("revocations of one interface and tree in one epoch");
    }
    identities.addAll(mine);
    ofEpoch.interfaces.add(revocation.interfaceId());
    return Optional.empty();
  }

  private static boolean isOver(Epoch epoch, long clockMs) {
    return (epoch.epoch + 3) * 10_000 < clockMs;
  }
}
