package org.waymark.store.verify;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.runtime.Causes;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RecordSummary;
import org.waymark.store.row.RowReader;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.RowVisitor;
import org.waymark.store.row.Rows;
import org.waymark.store.row.StoredRow;

/**
 * The rows that are verified: one snapshot is scanned table by table, and another one is used for
 * lookups during the scan. Used by one thread.
 */
final class VerifiedRows implements AutoCloseable {
  private static final int TELL_EVERY = 4_096;

  private final RowSnapshot scanned;
  private final RowSnapshot others;
  private final long total;
  private final RowProgress progress;
  private final Map<Family, Long> counts = new EnumMap<>(Family.class);
  private long done;

  /** Checks one row. */
  @FunctionalInterface
  interface Check {
    void row(byte[] key, byte[] value);
  }

  /**
   * @param total the approximate number of rows
   */
  VerifiedRows(Rows rows, long total, RowProgress progress) {
    scanned = rows.snapshot();
    others = rows.snapshot();
    this.total = total;
    this.progress = progress;
  }

  /** {@return the number of rows of each table that has been checked} */
  Map<Family, Long> counts() {
    return counts;
  }

  /** {@return the rows, for lookups} */
  RowReader others() {
    return others;
  }

  /**
   * Checks each row of a table. A row that cannot be decoded is a difference.
   *
   * @throws DifferentRowException at the first difference
   */
  void each(Family family, Check check) {
    long[] count = {0};
    scanned.scan(
        family,
        Keys.NONE,
        (key, value) -> {
          checked(family, key, value, check);
          count[0]++;
          done++;
          if (done % TELL_EVERY == 0) {
            progress.verified(done, Math.max(done, total));
          }
          return true;
        });
    counts.put(family, count[0]);
  }

  private static void checked(Family family, byte[] key, byte[] value, Check check) {
    try {
      check.row(key, value);
    } catch (DifferentRowException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new DifferentRowException(
          RowDifference.of(
              family,
              key,
              "a row that apply can have written",
              "one that cannot be read: " + Causes.text(e)));
    }
  }

  Optional<byte[]> get(Family family, byte[] key) {
    return others.get(family, key);
  }

  /** Visits the rows of a table whose keys have the prefix. */
  void scan(Family family, byte[] prefix, RowVisitor visitor) {
    others.scan(family, prefix, visitor);
  }

  /** {@return the first row at or after a key, if its key has the prefix} */
  Optional<StoredRow> firstFrom(Family family, byte[] from, byte[] prefix) {
    return others.firstFrom(family, from, prefix);
  }

  /** {@return the effect of the record at the offset, if known} */
  Optional<RecordSummary> record(long offset) {
    return get(Family.EVENTS, Keys.number(offset)).map(RecordSummary::decode);
  }

  /** Checks that a row exists and has the value. */
  void require(Family family, byte[] key, byte[] value) {
    require(family, key, Optional.of(value), get(family, key));
  }

  /** Checks that a row exists. */
  void requireRow(Family family, byte[] key, String expected) {
    if (get(family, key).isEmpty()) {
      throw different(family, key, expected, "no row");
    }
  }

  static void require(
      Family family, byte[] key, Optional<byte[]> expected, Optional<byte[]> found) {
    boolean equal =
        expected.isPresent() == found.isPresent()
            && (found.isEmpty() || Arrays.equals(expected.get(), found.get()));
    if (!equal) {
      throw new DifferentRowException(RowDifference.of(family, key, expected, found));
    }
  }

  static void require(Family family, byte[] key, byte[] expected, byte[] found) {
    require(family, key, Optional.of(expected), Optional.of(found));
  }

  static DifferentRowException different(Family family, byte[] key, String expected, String found) {
    return new DifferentRowException(RowDifference.of(family, key, expected, found));
  }

  @Override
  public void close() {
    // The number of rows was an estimate.
    try (scanned;
        others) {
      progress.verified(done, done);
    }
  }
}
