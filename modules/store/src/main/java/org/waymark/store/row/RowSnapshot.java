package org.waymark.store.row;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rows after one commit, unaffected by later commits. Used by one thread at a time. The caller
 * that requested the snapshot must close it.
 */
public interface RowSnapshot extends RowReader, AutoCloseable {
  /**
   * {@return the number of commits that the rows include; may be too low if commits occurred while
   * the snapshot was being taken}
   */
  long version();

  /**
   * {@return the positions of the rows}
   *
   * @param applyVersion the version of the positions of rows to which nothing has been applied
   */
  default Positions positions(ApplyVersion applyVersion) {
    return Positions.of(this, applyVersion);
  }

  /** {@return the first row of the family whose key is at or after the given key, if any} */
  Optional<StoredRow> firstFrom(Family family, byte[] from);

  /**
   * {@return the first row of the family whose key is at or after the given key, if that key has
   * the prefix}
   */
  default Optional<StoredRow> firstFrom(Family family, byte[] from, byte[] prefix) {
    return firstFrom(family, from).filter(row -> Prefixes.has(row.key(), prefix));
  }

  /**
   * Visits the first row of each group of rows whose keys have the prefix, in order, without
   * reading the other rows.
   *
   * @param groupOf returns the key prefix that all rows of a group share
   */
  default void firstOfEach(
      Family family, byte[] prefix, UnaryOperator<byte[]> groupOf, RowVisitor visitor) {
    Optional<StoredRow> next = firstFrom(family, prefix, prefix);
    while (next.isPresent() && visitor.row(next.get().key(), next.get().value())) {
      next =
          Prefixes.after(groupOf.apply(next.get().key()))
              .flatMap(after -> firstFrom(family, after, prefix));
    }
  }

  /** Visits the rows of the family whose keys are at or after the given key, in order. */
  void scanFrom(Family family, byte[] from, RowVisitor visitor);

  @Override
  void close();
}
