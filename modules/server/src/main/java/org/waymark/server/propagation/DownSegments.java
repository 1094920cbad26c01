package org.waymark.server.propagation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentKey;

/**
 * The stored versions of DOWN segments that start at the local AS. Each path has a slot, a small
 * number that is reused after the path has been removed. The bytes of the segments stay in the
 * store. Not thread-safe.
 */
final class DownSegments {
  private final Map<SegmentKey, Integer> slots = new HashMap<>();

  /** The versions by slot. A free slot still contains its last version. */
  private final List<Version> versions = new ArrayList<>();

  private final Deque<Integer> free = new ArrayDeque<>();

  /**
   * A stored version.
   *
   * @param offset the offset of its record
   * @param appendedMs the record time
   * @param prolongs whether it differs from the previous version only in its lifetime
   * @param content the content digest, if the segment has been read
   */
  record Version(
      SegmentKey key,
      long offset,
      long appendedMs,
      boolean prolongs,
      Optional<ByteString> content) {}

  /** {@return the number of paths that have a slot} */
  int size() {
    return slots.size();
  }

  /** {@return the version in a slot} */
  Version version(int slot) {
    return versions.get(slot);
  }

  /** {@return the slot of a path, if it has one} */
  Optional<Integer> slot(SegmentKey key) {
    return Optional.ofNullable(slots.get(key));
  }

  /**
   * Adds a version, or replaces the previous version of its path.
   *
   * @return its slot
   */
  int put(Version version) {
    Integer slot = slots.get(version.key());
    if (slot == null) {
      slot = free.isEmpty() ? versions.size() : free.remove();
      slots.put(version.key(), slot);
    }
    if (slot == versions.size()) {
      versions.add(version);
    } else {
      versions.set(slot, version);
    }
    return slot;
  }

  /** Sets the content digest of the version in a slot, once the segment has been read. */
  void looked(int slot, ByteString content) {
    Version seen = versions.get(slot);
    versions.set(
        slot,
        new Version(
            seen.key(), seen.offset(), seen.appendedMs(), seen.prolongs(), Optional.of(content)));
  }

  /** Frees the slot of a path. */
  void remove(SegmentKey key) {
    Integer slot = slots.remove(key);
    if (slot != null) {
      free.add(slot);
    }
  }

  /** Calls the consumer for every slot in use, in ascending order. */
  void forEachSlot(IntConsumer each) {
    for (int slot = 0; slot < versions.size(); slot++) {
      if (isUsed(slot)) {
        each.accept(slot);
      }
    }
  }

  private boolean isUsed(int slot) {
    Integer current = slots.get(versions.get(slot).key());
    return current != null && current == slot;
  }
}
