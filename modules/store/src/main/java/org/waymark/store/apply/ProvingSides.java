package org.waymark.store.apply;

import java.util.EnumSet;
import java.util.Set;
import org.waymark.segment.ProofSide;

/**
 * The sides by which a revocation proves; the guard (APPLY, Guard) holds for each.
 *
 * @param stored the sides that prove against a stored segment
 * @param killed the sides that prove against no stored segment, but match a stored revocation that
 *     did. That revocation may have carried a made-up neighbour root, so this is weaker evidence:
 *     no segment backs it
 */
public record ProvingSides(Set<ProofSide> stored, Set<ProofSide> killed) {
  public ProvingSides {
    stored = Set.copyOf(stored);
    killed = Set.copyOf(killed);
  }

  /** {@return the sides that prove either way} */
  public Set<ProofSide> all() {
    Set<ProofSide> all = EnumSet.noneOf(ProofSide.class);
    all.addAll(stored);
    all.addAll(killed);
    return all;
  }

  /** {@return whether no side proves} */
  public boolean isEmpty() {
    return stored.isEmpty() && killed.isEmpty();
  }
}
