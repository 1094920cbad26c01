package org.waymark.store.apply;

import java.util.EnumSet;
import java.util.Set;
import org.waymark.segment.ProofSide;

/**
 * The sides on which a revocation is proven and satisfies the guard (APPLY, Guard).
 *
 * @param stored the sides that match a stored segment
 * @param killed the sides that match no stored segment, but match a stored revocation that did
 *     match one. This is weaker evidence, because that revocation may have contained an invented
 *     neighbour root, which no segment confirms
 */
public record ProvingSides(Set<ProofSide> stored, Set<ProofSide> killed) {
  public ProvingSides {
    stored = Set.copyOf(stored);
    killed = Set.copyOf(killed);
  }

  /** {@return the sides proven in either way} */
  public Set<ProofSide> all() {
    Set<ProofSide> all = EnumSet.noneOf(ProofSide.class);
    all.addAll(stored);
    all.addAll(killed);
    return all;
  }

  /** {@return whether no side is proven} */
  public boolean isEmpty() {
    return stored.isEmpty() && killed.isEmpty();
  }
}
