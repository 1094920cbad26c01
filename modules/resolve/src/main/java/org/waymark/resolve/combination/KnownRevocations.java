package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.TreeTtls;

/**
 * The revocations that a host has received, used to filter the paths that it combines. A path over
 * a revoked interface, even the interface of a peer link, is unusable while the revocation is
 * current (PROTOCOL 6.3, 7).
 *
 * <p>Anyone can send a message to a host, so a revocation affects a path only if it matches an AS
 * entry in a segment of that path and passes all guards of PROTOCOL 10 except the last. The last
 * guard requires the time at which a segment was recorded, which a host does not know. Therefore, a
 * proof for the corresponding epoch of the previous window also affects a segment of that window.
 * If there are more than {@value #MAX} revocations, the oldest ones are forgotten; at worst, the
 * host then tries a dead path.
 *
 * <p>Thread-safe.
 */
public final class KnownRevocations {
  /**
   * The maximum number of revocations to remember. A host learns of only a few dead links within
   * the 12 s for which a revocation is in force.
   */
  static final int MAX = 1_000;

  private final TreeTtls treeTtls;
  private final Map<Revocation, Proof> known = new LinkedHashMap<>();

  /** A revocation and the connected roots that it matches, which are computed only once. */
  private record Proof(Revocation revocation, Set<ByteString> roots) {
    static Proof of(Revocation revocation) {
      return new Proof(
          revocation,
          Arrays.stream(ProofSide.values())
              .map(revocation::connectedRoot)
              .collect(Collectors.toUnmodifiableSet()));
    }

    AsInterface end() {
      return new AsInterface(revocation.ia(), revocation.interfaceId());
    }

    boolean fits(EndToEndPath path) {
      return path.parts().stream()
          .flatMap(part -> part.segment().hops().stream())
          .anyMatch(hop -> hop.ia().equals(revocation.ia()) && roots.contains(hop.root()));
    }
  }

  /** Creates an object without revocations. */
  public KnownRevocations(TreeTtls treeTtls) {
    this.treeTtls = treeTtls;
  }

  /**
   * Adds a revocation if it is current and has no fault, its treeTTL is the one allowed for its AS,
   * and its proof is for its own epoch.
   *
   * @param clockMs the current time, in Unix milliseconds
   * @return whether it was added
   */
  public boolean add(Revocation revocation, long clockMs) {
    if (revocation.fault().isPresent()
        || !revocation.isCurrent(clockMs)
        || !treeTtls.allows(revocation)
        || !revocation.leafPositionMatchesEpoch()) {
      return false;
    }
    synchronized (known) {
      known.computeIfAbsent(revocation, Proof::of);
      if (known.size() > MAX) {
        known.keySet().removeIf(one -> !one.isCurrent(clockMs));
      }
      if (known.size() > MAX) {
        known.remove(known.keySet().iterator().next());
      }
    }
    return true;
  }

  /**
   * {@return a filter that rejects every path over an interface that is revoked by one of these
   * revocations}
   *
   * @param clockMs the current time, in Unix milliseconds
   */
  public Predicate<EndToEndPath> spare(long clockMs) {
    Map<AsInterface, List<Proof>> current = new HashMap<>();
    synchronized (known) {
      known.forEach(
          (revocation, proof) -> {
            if (revocation.isCurrent(clockMs)) {
              current.computeIfAbsent(proof.end(), end -> new ArrayList<>()).add(proof);
            }
          });
    }
    return path ->
        path.interfaces().stream()
            .noneMatch(
                end ->
                    current.getOrDefault(end, List.of()).stream()
                        .anyMatch(proof -> proof.fits(path)));
  }
}
