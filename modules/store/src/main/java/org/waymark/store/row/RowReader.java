package org.waymark.store.row;

import java.util.Optional;

/**
 * Reads rows. Keys are bytes, in unsigned order within a family.
 *
 * <p>Methods throw {@link StoreException.Unavailable} if the rows cannot be read; they never return
 * an empty result in that case.
 */
public interface RowReader {
  /** {@return the value of the row, if it exists} */
  Optional<byte[]> get(Family family, byte[] key);

  /**
   * Visits the rows whose keys begin with the prefix, in order. The visitor may call {@link #get},
   * but must neither scan nor write.
   */
  void scan(Family family, byte[] prefix, RowVisitor visitor);
}
