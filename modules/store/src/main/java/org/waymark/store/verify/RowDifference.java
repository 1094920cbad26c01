package org.waymark.store.verify;

import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.store.row.Family;

/**
 * The first row or file that differs from its expected value.
 *
 * @param family the name of the table; {@code file} for a file
 * @param key the key of the row in hexadecimal, or the name of the file
 * @param expected the value that follows from other rows, in hexadecimal or in words
 * @param found the actual value, in hexadecimal or in words
 */
public record RowDifference(String family, String key, String expected, String found) {
  private static final String FILE = "file";
  private static final String NO_ROW = "no row";
  private static final int SHOWN_BYTES = 256;

  static RowDifference of(
      Family family, byte[] key, Optional<byte[]> expected, Optional<byte[]> found) {
    return of(family, key, text(expected), text(found));
  }

  static RowDifference of(Family family, byte[] key, String expected, String found) {
    return new RowDifference(family.label(), ByteString.of(key).hex(), expected, found);
  }

  static RowDifference ofFile(String name, String expected, String found) {
    return new RowDifference(FILE, name, expected, found);
  }

  private static String text(Optional<byte[]> value) {
    if (value.isEmpty()) {
      return NO_ROW;
    }
    ByteString bytes = ByteString.of(value.get());
    if (bytes.isEmpty()) {
      return "an empty value";
    }
    return bytes.size() <= SHOWN_BYTES
        ? bytes.hex()
        : "%s.. (%d bytes, SHA-256 %s)"
            .formatted(
                ByteString.of(value.get(), 0, SHOWN_BYTES).hex(),
                bytes.size(),
                Sha256.hash(bytes).hex());
  }
}
