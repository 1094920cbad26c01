package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairBufferTest {
  private static final int PLACES = 100;
  private static final int SHARE = 10;
  private static final long BYTES = 1_000_000;

  private final FairBuffer<String, Integer> buffer = new FairBuffer<>(PLACES, BYTES);

  private void add(int from, int number, String source) {
    for (int i = from; i < from + number; i++) {
      assertEquals(List.of(), buffer.add(i, source, 1));
    }
  }

  @Test
  void oneSourceMayHaveAllTheRoomAndThenItsOldestGoes() {
    add(1, PLACES, "a");
    assertEquals(List.of(1), buffer.add(101, "a", 1));
    assertEquals(List.of(2), buffer.add(102, "a", 1));
    assertEquals(PLACES, buffer.size());
  }

  @Test
  void aSourceBeyondItsShareLosesItsOldestEntryEvenIfOthersAreOlder() {
    add(1, 5, "quiet");
    add(6, PLACES - 5, "greedy");
    assertEquals(List.of(6), buffer.add(101, "newcomer", 1));
    assertEquals(List.of(7), buffer.add(102, "greedy", 1));
    assertEquals(List.of(8), buffer.add(103, "quiet", 1));
  }

  @Test
  void ofThoseWhoHaveMoreThanTheirShareWhoHasTheMostMakesRoom() {
    add(1, SHARE + 1, "more");
    add(100, PLACES - SHARE - 1, "most");
    assertEquals(List.of(100), buffer.add(1_000, "more", 1));
  }

  @Test
  void aShareIsNotTooMuchAndOneMoreIs() {
    add(1, SHARE, "a");
    for (int i = 0; i < PLACES - SHARE; i++) {
      add(100 + i, 1, "forged " + i);
    }
    // No source exceeds its share, so the oldest entry is evicted.
    assertEquals(List.of(1), buffer.add(1_000, "forged again", 1));
    assertEquals(List.of(2), buffer.add(1_001, "a", 1));
    buffer.remove(100);
    add(1_002, 1, "a");
    assertEquals(List.of(3), buffer.add(1_003, "a", 1));
    assertEquals(List.of(4), buffer.add(1_004, "forged once more", 1));
  }

  @Test
  void whatWasRemovedIsNoLongerCounted() {
    add(1, PLACES, "a");
    for (int i = 1; i <= PLACES; i++) {
      buffer.remove(i);
      buffer.remove(i);
    }
    assertEquals(0, buffer.size());
    add(201, 1, "b");
    add(202, PLACES - 1, "c");
    assertEquals(List.of(202), buffer.add(1, "a", 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSourceFurthestBeyondItsShareIsEvictedFirstElseTheOldestEntry(long seed) {
    Random random = new Random(seed);
    Map<String, List<Integer>> expected = new HashMap<>();
    int byShare = 0;
    int byAge = 0;
    for (int i = 0; i < 5_000; i++) {
      String source =
          "source " + (int) Math.min(11, Math.abs(random.nextGaussian() * (4 + i / 500)));
      expected.computeIfAbsent(source, s -> new ArrayList<>()).add(i);
      Optional<Integer> gone = buffer.add(i, source, 1).stream().findFirst();
      int there = expected.values().stream().mapToInt(List::size).sum();
      assertEquals(there > PLACES, gone.isPresent());
      if (gone.isPresent()) {
        int most = expected.values().stream().mapToInt(List::size).max().orElseThrow();
        List<Integer> paying =
            expected.values().stream().filter(all -> all.contains(gone.get())).findAny().get();
        assertEquals(gone.get(), paying.getFirst(), "its oldest");
        if (most > SHARE) {
          assertEquals(most, paying.size());
          byShare++;
        } else {
          int oldest = expected.values().stream().flatMap(List::stream).min(Integer::compare).get();
          assertEquals(oldest, gone.get());
          byAge++;
        }
        paying.removeFirst();
      }
      assertEquals(Math.min(there, PLACES), buffer.size());
    }
    assertTrue(byShare > 100 && byAge > 100, byShare + " by share, " + byAge + " by age");
  }

  @Test
  void bytesAreBoundedAsPlacesAre() {
    add(1, 5, "quiet");
    assertEquals(List.of(), buffer.add(6, "large", BYTES / 2));
    assertEquals(List.of(6), buffer.add(7, "large", BYTES / 2));
    assertEquals(List.of(), buffer.add(8, "other", BYTES / 2 - 5));
    assertEquals(BYTES, buffer.bytes());
    // Both sources exceed their share, so the one that uses the most loses an entry.
    assertEquals(List.of(7), buffer.add(9, "quiet", 1));
    assertEquals(7, buffer.size());
    assertEquals(BYTES / 2 + 1, buffer.bytes());
  }

  @Test
  void oneThatIsLargerThanAllTheRoomGoesAndNothingElseDoes() {
    add(1, 5, "quiet");
    assertEquals(List.of(6), buffer.add(6, "large", BYTES + 1));
    assertEquals(5, buffer.size());
    assertEquals(5, buffer.bytes());
  }

  @Test
  void manySmallOnesMakeRoomForOneLargeOneOfASourceThatHasLess() {
    for (int i = 0; i < 10; i++) {
      assertEquals(List.of(), buffer.add(i, "busy", BYTES / 10));
    }
    assertEquals(List.of(0, 1, 2), buffer.add(10, "quiet", BYTES / 10 * 3));
  }
}
