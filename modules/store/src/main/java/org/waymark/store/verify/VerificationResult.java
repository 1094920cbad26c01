package org.waymark.store.verify;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a verification.
 *
 * @param rows the number of rows in each table that was read completely, by table name
 * @param difference the first difference; empty if everything is equal
 */
public record VerificationResult(Map<String, Long> rows, Optional<RowDifference> difference) {
  public VerificationResult {
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  static VerificationResult different(RowDifference difference) {
    return new VerificationResult(Map.of(), Optional.of(difference));
  }

  public boolean isEqual() {
    return difference.isEmpty();
  }
}
