package org.waymark.server.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
  private final SlotQueue queue = new SlotQueue();

  @Test
  void theLeastNumberIsFirstThenTheLowestSlot() {
    queue.add(7, 20);
    queue.add(3, 10);
    queue.add(2, 10);
    assertEquals(2, queue.first());
    assertEquals(10, queue.firstOrder());
    queue.remove(2);
    assertEquals(3, queue.first());
    queue.remove(3);
    assertEquals(7, queue.first());
  }

  @Test
  void removingWhatIsNotInItChangesNothing() {
    queue.add(1, 5);
    queue.remove(0);
    queue.remove(1_000);
    assertEquals(1, queue.size());
    queue.remove(1);
    assertTrue(queue.isEmpty());
    assertFalse(queue.holds(1));
  }

  @Test
  void agreesWithASortedMapWhateverIsAddedAndRemoved() {
    for (long seed = 1; seed <= 50; seed++) {
      Random random = new Random(seed);
      SlotQueue tried = new SlotQueue();
      Map<Integer, Long> expected = new TreeMap<>();
      for (int step = 0; step < 2_000; step++) {
        int slot = random.nextInt(200);
        if (expected.containsKey(slot)) {
          tried.remove(slot);
          expected.remove(slot);
        } else {
          long order = random.nextInt(50);
          tried.add(slot, order);
          expected.put(slot, order);
        }
        assertEquals(expected.size(), tried.size(), "seed " + seed);
        if (!expected.isEmpty()) {
          Map.Entry<Integer, Long> first =
              expected.entrySet().stream()
                  .min(
                      Comparator.comparingLong((Map.Entry<Integer, Long> one) -> one.getValue())
                          .thenComparingInt(Map.Entry::getKey))
                  .orElseThrow();
          assertEquals(first.getKey(), tried.first(), "seed " + seed);
          assertEquals(first.getValue(), tried.firstOrder(), "seed " + seed);
        }
      }
    }
  }
}
