package org.waymark.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;

/**
 * A cache of the most recently used stored versions, without their bytes. The next version of a
 * path is usually compared with one of these, which saves reading a row.
 *
 * <p>{@link StateRows} keeps it in step with the rows, across batches. Not thread-safe.
 */
final class RecentHeads {
  private static final int MOST = 50_000;
  private static final float LOAD_FACTOR = 0.75f;

  private final Map<ByteString, SegmentValue> heads =
      new LinkedHashMap<>(1 << 10, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, SegmentValue> eldest) {
          return size() > MOST;
        }
      };

  /** {@return the cached version of a row, without its bytes} */
  Optional<SegmentValue> get(byte[] key) {
    return Optional.ofNullable(heads.get(ByteString.owning(key)));
  }

  /** Caches the version that a row now holds. */
  void put(byte[] key, SegmentValue value) {
    heads.put(ByteString.owning(key), value.head());
  }

  /** Forgets the version of a removed row. */
  void remove(byte[] key) {
    heads.remove(ByteString.owning(key));
  }
}
