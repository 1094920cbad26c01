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
 * The stored versions of DOWN segments that start at the own AS, each with a slot, a small number
 * that is used again when the path is gone. Their bytes stay in the store. Not thread-safe.
 */
final class DownSegments {
  private final Map<SegmentKey, Integer> slots = new HashMap<>();

  /** By slot; where a slot is free it has what was in it last. */
  private final List<Version> versions = new ArrayList<>();

  private final Deque<Integer> free = new ArrayDeque<>();

  /**
   * A stored version.
   *
   * @param offset of its record
   * @param appendedMs its record time
   * @param prolongs whether it differs from the one before in nothing but how long it lasts
   * @param content its content digest, when the segment has been looked at
   */
  record Version(
      SegmentKey key,
      long offset,
      long appendedMs,
      boolean prolongs,
      Optional<ByteString> content) {}

  /** {@return how many paths have a slot} */
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

  /** {@return the slot of the version, in place of the one before if there is one} */
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

  /** Notes the content of the version in a slot. */
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

  /** Calls for every slot in use, in the order of slots. */
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
