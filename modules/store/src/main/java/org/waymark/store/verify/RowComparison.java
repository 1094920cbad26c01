package org.waymark.store.verify;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;

/** Compares the rows of two stores, table by table. */
final class RowComparison {
  private RowComparison() {}

  /** {@return the first row that is missing, different, or superfluous; empty if there is none} */
  static Optional<RowDifference> first(RowReader expected, RowReader found, Set<Family> families) {
    for (Family family : families) {
      Optional<RowDifference> wrong =
          first(expected, found, family, true).or(() -> first(found, expected, family, false));
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<RowDifference> first(
      RowReader scanned, RowReader other, Family family, boolean isExpected) {
    RowDifference[] first = new RowDifference[1];
    scanned.scan(
        family,
        Keys.NONE,
        (key, value) -> {
          Optional<byte[]> there = other.get(family, key);
          if (there.isEmpty() || !Arrays.equals(there.get(), value)) {
            Optional<byte[]> here = Optional.of(value);
            first[0] =
                isExpected
                    ? RowDifference.of(family, key, here, there)
                    : RowDifference.of(family, key, there, here);
          }
          return first[0] == null;
        });
    return Optional.ofNullable(first[0]);
  }
}
