package org.waymark.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.waymark.segment.ByteString;

/**
 * The versions that were put or looked for last, without their bytes: what the next version of a
 * path is compared with is mostly here, and needs no read of a row.
 *
 * <p>Kept beside the rows by {@link StateRows}, across batches. Not thread-safe.
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

  /** {@return the version of a row, without its bytes, if it is known} */
  Optional<SegmentValue> get(byte[] key) {
    return Optional.ofNullable(heads.get(ByteString.owning(key)));
  }

  /** Takes note of what a row holds. */
  void put(byte[] key, SegmentValue value) {
    heads.put(ByteString.owning(key), value.head());
  }

  /** Takes note that a row is gone. */
  void remove(byte[] key) {
    heads.remove(ByteString.owning(key));
  }
}
