package org.waymark.store;

import java.util.EnumSet;
import java.util.Set;
import org.waymark.segment.ProofSide;

/**
 * Through which halves a revocation proves, the guard held for each.
 *
 * @param stored those that prove against a segment that is stored
 * @param killed those that prove against no stored segment, but as another revocation did that is
 *     kept as a row. That one may have brought a made-up neighbour root of its own, so this says
 *     less: it needs no segment
 */
public record ProvingSides(Set<ProofSide> stored, Set<ProofSide> killed) {
  public ProvingSides {
    stored = Set.copyOf(stored);
    killed = Set.copyOf(killed);
  }

  /** {@return all of them} */
  public Set<ProofSide> all() {
    Set<ProofSide> all = EnumSet.noneOf(ProofSide.class);
    all.addAll(stored);
    all.addAll(killed);
    return all;
  }

  /** {@return whether there is none} */
  public boolean isEmpty() {
    return stored.isEmpty() && killed.isEmpty();
  }
}
