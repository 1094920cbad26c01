package org.waymark.store;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.waymark.segment.ByteString;

/**
 * The roots that stored revocations prove against, told apart by their first 8 bytes. Nearly no
 * arriving segment has one of them, so nearly none needs to look for its killers among the rows.
 *
 * <p>Kept beside the rows by {@link StateRows}, across batches. Not thread-safe.
 */
final class RevokedRoots {
  private static final int ROOT_AT = 2 * Long.BYTES;

  private final Map<Long, Integer> rowsOfRoot = new HashMap<>();

  /** {@return the roots of the stored revocations} */
  static RevokedRoots of(RowReader rows) {
    RevokedRoots roots = new RevokedRoots();
    rows.scan(
        Family.REVOCATIONS,
        Keys.NONE,
        (key, value) -> {
          roots.added(key);
          return true;
        });
    return roots;
  }

  /** Takes note of a new row of revocations. */
  void added(byte[] key) {
    rowsOfRoot.merge(rootOf(key), 1, Integer::sum);
  }

  /** Takes note that a row of revocations is gone. */
  void removed(byte[] key) {
    rowsOfRoot.computeIfPresent(rootOf(key), (root, rows) -> rows == 1 ? null : rows - 1);
  }

  /** {@return false when no stored revocation proves against the root, of whatever length} */
  boolean mayHold(ByteString root) {
    return !rowsOfRoot.isEmpty()
        && root.size() >= Long.BYTES
        && rowsOfRoot.containsKey(ByteBuffer.wrap(root.unsafeBytes()).getLong());
  }

  private static long rootOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(ROOT_AT);
  }
}
