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
 * The revocations that a host was told of, held against the paths it combines: a path over a
 * revoked interface, of a peer link too, is no path while the revocation is current (PROTOCOL 6.3,
 * 7).
 *
 * <p>Anybody can tell a host anything, so one counts for a path only when it proves against an
 * entry of the AS in a segment of that path, with the guards of PROTOCOL 10 but the last: a host
 * does not know when a segment was recorded, so that a proof from the same moment of the window
 * before counts against a segment of then. Of more than {@value #MAX} the oldest are forgotten:
 * then, at worst, a dead path is tried.
 *
 * <p>Safe for use by several threads.
 */
public final class KnownRevocations {
  /** A host hears of few dead links within the twelve seconds that a revocation acts. */
  static final int MAX = 1_000;

  private final TreeTtls treeTtls;
  private final Map<Revocation, Proof> known = new LinkedHashMap<>();

  /** What a revocation proves against, computed once. */
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

  /** Starts with none. */
  public KnownRevocations(TreeTtls treeTtls) {
    this.treeTtls = treeTtls;
  }

  /**
   * Remembers a revocation.
   *
   * @param clockMs now, Unix milliseconds
   * @return whether it can count: it is current, and has neither a fault nor the proof of another
   *     epoch
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
   * {@return whether a path is over no interface that is revoked, by what is known now}
   *
   * @param clockMs now, Unix milliseconds
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
