package org.waymark.store.apply;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.waymark.segment.ByteString;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;

/**
 * A filter for the roots that stored revocations match, by the first 8 bytes of a root. Hardly any
 * arriving segment has such a root, so apply rarely needs to search the rows for revocations.
 *
 * <p>{@link StateRows} updates the filter together with the rows, across batches. Not thread-safe.
 */
public final class RevokedRoots {
  private static final int ROOT_AT = 2 * Long.BYTES;

  private final Map<Long, Integer> rowsOfRoot = new HashMap<>();

  /** Reads the roots of the stored revocations. */
  public static RevokedRoots of(RowReader rows) {
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

  /** Adds the root of a new revocation row. */
  void added(byte[] key) {
    rowsOfRoot.merge(rootOf(key), 1, Integer::sum);
  }

  /** Removes the root of a removed revocation row. */
  void removed(byte[] key) {
    rowsOfRoot.computeIfPresent(rootOf(key), (root, rows) -> rows == 1 ? null : rows - 1);
  }

  /**
   * {@return false if it is certain that no stored revocation matches the root, which may have any
   * length}
   */
  boolean mayHold(ByteString root) {
    return !rowsOfRoot.isEmpty()
        && root.size() >= Long.BYTES
        && rowsOfRoot.containsKey(ByteBuffer.wrap(root.unsafeBytes()).getLong());
  }

  private static long rootOf(byte[] key) {
    return ByteBuffer.wrap(key).getLong(ROOT_AT);
  }
}
