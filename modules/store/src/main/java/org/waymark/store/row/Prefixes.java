package org.waymark.store.row;

import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Optional;

/** Computes ranges of unsigned byte keys with a common prefix. */
public final class Prefixes {
  private Prefixes() {}

  public static boolean has(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** {@return the first key after all keys with the prefix; empty if no key can follow them} */
  public static Optional<byte[]> after(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return Optional.of(end);
      }
    }
    return Optional.empty();
  }

  /** {@return a view of the map with only the keys that have the prefix} */
  public static NavigableMap<byte[], byte[]> within(
      NavigableMap<byte[], byte[]> rows, byte[] prefix) {
    NavigableMap<byte[], byte[]> from = rows.tailMap(prefix, true);
    return after(prefix).map(end -> from.headMap(end, false)).orElse(from);
  }
}
