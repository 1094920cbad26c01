package org.waymark.store.backing;

import org.waymark.store.apply.RevokedRoots;
import org.waymark.store.apply.TrustImage;
import org.waymark.store.row.ApplyVersion;
import org.waymark.store.row.Positions;
import org.waymark.store.row.RowReader;

/**
 * The rows that a store keeps in memory, as read when the store was opened.
 *
 * @param positions {@link Positions#none} if the store has no rows
 */
public record OpenedState(Positions positions, TrustImage trust, RevokedRoots revoked) {
  /**
   * Reads these rows.
   *
   * @param version the apply version to assume if the store has no rows
   * @throws RuntimeException if these rows cannot have been written by apply
   */
  static OpenedState of(RowReader rows, ApplyVersion version) {
    return new OpenedState(Positions.of(rows, version), TrustImage.of(rows), RevokedRoots.of(rows));
  }
}
