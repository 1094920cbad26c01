package org.waymark.store.row;

import java.util.Optional;

/**
 * The rows as one commit left them, unaffected by later commits. For one thread at a time; the
 * caller that requested it closes it.
 */
public interface RowSnapshot extends RowReader, AutoCloseable {
  /**
   * {@return the number of commits that the rows include; it may be too low if commits happened
   * while the snapshot was taken}
   */
  long version();

  /** {@return the first key of the family at or after the given one, if any} */
  Optional<byte[]> firstKeyFrom(Family family, byte[] from);

  @Override
  void close();
}
