package org.waymark.store;

import java.util.Optional;

/**
 * The rows as one commit left them, whatever is committed later. For one thread at a time; closed
 * by who asked for it.
 */
interface RowSnapshot extends RowReader, AutoCloseable {
  /**
   * {@return how many commits the rows have seen, or fewer when others were made while the snapshot
   * was taken}
   */
  long version();

  /** {@return the first key of the family at or after the given one, if there is one} */
  Optional<byte[]> firstKeyFrom(Family family, byte[] from);

  @Override
  void close();
}
