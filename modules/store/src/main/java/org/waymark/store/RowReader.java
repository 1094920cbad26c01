package org.waymark.store;

import java.util.Optional;

/**
 * Reads of rows: byte keys, in unsigned order within a family.
 *
 * <p>Reads throw {@link StoreException.Unavailable} when the rows cannot be read; they never answer
 * "nothing" for it.
 */
interface RowReader {
  /** {@return the value of the row, if there is one} */
  Optional<byte[]> get(Family family, byte[] key);

  /**
   * Visits the rows whose keys begin with the prefix, in order. The visitor may get rows; it
   * neither scans nor writes here.
   */
  void scan(Family family, byte[] prefix, RowVisitor visitor);
}
