package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private static final int PLACES = 100;
  private static final long BYTES = 1_000;

  private final FairQueue<String, String> queue = new FairQueue<>(PLACES, BYTES);

  private void add(String source, String what) {
    assertEquals(List.of(), queue.add(source, what, 1));
  }

  private List<String> drained() {
    List<String> all = new ArrayList<>();
    for (Optional<String> next = queue.poll(); next.isPresent(); next = queue.poll()) {
      all.add(next.get());
    }
    return all;
  }

  @Test
  void sourcesTakeTurnsAndEachIsServedInItsOwnOrder() {
    add("a", "a1");
    add("a", "a2");
    add("a", "a3");
    add("b", "b1");
    add("c", "c1");
    add("b", "b2");
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "a3"), drained());
    assertEquals(Optional.empty(), queue.poll());
  }

  @Test
  void sourceThatComesBackHasToWaitForTheOthers() {
    add("a", "a1");
    add("b", "b1");
    add("b", "b2");
    assertEquals(Optional.of("a1"), queue.poll());
    add("a", "a2");
    assertEquals(List.of("b1", "a2", "b2"), drained());
  }

  @Test
  void newestOfASourceThatSentLittleIsNotTurnedAwayFromAFullQueue() {
    for (int i = 0; i < PLACES; i++) {
      add("busy", "flood " + i);
    }
    assertEquals(List.of("flood 0"), queue.add("quiet", "honest", 1));
    assertEquals(List.of("flood 1"), queue.add("busy", "flood again", 1));
    assertEquals(PLACES, queue.size());
    assertEquals(Optional.of("flood 2"), queue.poll());
    assertEquals(Optional.of("honest"), queue.poll());
    assertEquals(Optional.of("flood 3"), queue.poll());
  }

  /** One datagram with the maximum number of segments causes such a burst. */
  @Test
  void burstThatFillsHalfTheQueueCostsOthersOneTurnAndNoPlace() {
    for (int i = 0; i < PLACES / 2; i++) {
      add("burst", "burst " + i);
    }
    add("host", "honest");
    assertEquals(Optional.of("burst 0"), queue.poll());
    assertEquals(Optional.of("honest"), queue.poll());
    List<String> gone = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      gone.addAll(queue.add("host " + i, "honest " + i, 1));
    }
    assertEquals(PLACES / 2 - 1, gone.size());
    assertTrue(gone.stream().allMatch(one -> one.startsWith("burst")), gone::toString);
  }

  @Test
  void oldestOfAllGoesWhenNoSourceHasMoreThanItsShare() {
    for (int i = 0; i < PLACES; i++) {
      add("forged " + i, "flood " + i);
    }
    assertEquals(List.of("flood 0"), queue.add("quiet", "honest", 1));
    assertEquals(Optional.of("flood 1"), queue.poll());
  }

  @Test
  void equalEntriesAreQueuedSideBySide() {
    add("a", "same");
    add("a", "same");
    add("b", "same");
    assertEquals(List.of("same", "same", "same"), drained());
  }

  @Test
  void bytesAreBoundedAndAnEntryTooLargeIsNotQueued() {
    assertEquals(List.of(), queue.add("a", "a1", BYTES - 1));
    assertEquals(List.of("a1"), queue.add("b", "b1", 2));
    assertEquals(2, queue.bytes());
    assertEquals(List.of("c1"), queue.add("c", "c1", BYTES + 1));
    assertEquals(List.of("b1"), drained());
    assertEquals(0, queue.bytes());
  }
}
