package org.waymark.store;

/**
 * What a store keeps in memory of its rows, read when it is opened.
 *
 * @param positions of a store without rows: none
 */
record OpenedState(Positions positions, TrustImage trust, RevokedRoots revoked) {
  /**
   * {@return what the rows hold}
   *
   * @param version the version of apply, for a store without rows
   * @throws RuntimeException if they are not as apply writes them
   */
  static OpenedState of(RowReader rows, ApplyVersion version) {
    return new OpenedState(Positions.of(rows, version), TrustImage.of(rows), RevokedRoots.of(rows));
  }
}
