package org.waymark.store.view;

import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.store.apply.RevocationEffects;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowSnapshot;

/**
 * Matches a revocation with any stored AS entry of its AS, regardless of which interfaces that
 * entry names. This works because an AS publishes one root for all its interfaces.
 *
 * <p>The index is ordered by interface first and root second. Therefore, a match requires one
 * lookup per interface named in the stored entries of the AS, regardless of the number of segments.
 */
final class EntryProof {
  private final RowSnapshot rows;

  EntryProof(RowSnapshot rows) {
    this.rows = rows;
  }

  /** {@return the sides on which the revocation matches an entry and satisfies the guard} */
  Set<ProofSide> sides(Revocation revocation) {
    RevocationEffects effects = new RevocationEffects(rows);
    Set<ProofSide> proving = EnumSet.noneOf(ProofSide.class);
    OptionalLong next = interfaceFrom(revocation.ia(), 1);
    while (next.isPresent()) {
      long interfaceId = next.getAsLong();
      for (ProofSide side : ProofSide.values()) {
        if (!proving.contains(side) && effects.provesStored(revocation, interfaceId, side)) {
          proving.add(side);
        }
      }
      next =
          interfaceId == -1
              ? OptionalLong.empty()
              : interfaceFrom(revocation.ia(), interfaceId + 1);
    }
    return proving;
  }

  /**
   * {@return the first indexed interface at or after the given interface, compared as unsigned
   * numbers}
   */
  private OptionalLong interfaceFrom(IsdAs ia, long interfaceId) {
    return rows.firstFrom(Family.BY_INTERFACE, Keys.iaInterface(ia, interfaceId))
        .map(row -> Keys.interfaceOf(ia, row.key()))
        .orElse(OptionalLong.empty());
  }
}
