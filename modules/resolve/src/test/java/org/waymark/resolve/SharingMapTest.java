package org.waymark.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharingMapTest {
  private static final int KEYS = 100;

  private static List<String> range(SharingMap<Integer, String> map, int from, int to) {
    List<String> values = new ArrayList<>();
    map.range(key -> key < from ? -1 : key > to ? 1 : 0, values::add);
    return values;
  }

  private static void assertHolds(
      TreeMap<Integer, String> expected, SharingMap<Integer, String> map) {
    assertEquals(expected.isEmpty(), map.isEmpty());
    assertEquals(List.copyOf(expected.values()), range(map, 0, KEYS));
    for (int key = 0; key < KEYS; key++) {
      assertEquals(Optional.ofNullable(expected.get(key)), map.get(key));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsWhatASortedMapHoldsAndOldOnesStayAsTheyWere(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, String> expected = new TreeMap<>();
    SharingMap<Integer, String> map = SharingMap.empty(Comparator.naturalOrder());
    for (int i = 0; i < 2_000; i++) {
      TreeMap<Integer, String> before = new TreeMap<>(expected);
      SharingMap<Integer, String> old = map;
      int key = random.nextInt(KEYS);
      if (random.nextBoolean()) {
        expected.put(key, "value " + i);
        map = map.with(key, "value " + i);
      } else {
        expected.remove(key);
        map = map.without(key);
      }
      assertHolds(expected, map);
      assertHolds(before, old);
      int from = random.nextInt(KEYS);
      int to = random.nextInt(KEYS);
      assertEquals(
          from > to ? List.of() : List.copyOf(expected.subMap(from, true, to, true).values()),
          range(map, from, to));
    }
  }

  @Test
  void looksAtFewKeysHoweverManyThereAre() {
    int[] looks = {0};
    Comparator<Integer> counting =
        (a, b) -> {
          looks[0]++;
          return Integer.compare(a, b);
        };
    SharingMap<Integer, Integer> map = SharingMap.empty(counting);
    for (int key = 0; key < 100_000; key++) {
      map = map.with(key, key);
    }
    looks[0] = 0;
    map = map.with(50_000, 0).without(60_000).with(60_000, 0);
    assertEquals(Optional.of(0), map.get(60_000));
    List<Integer> values = new ArrayList<>();
    map.range(
        key -> {
          looks[0]++;
          return key < 70_000 ? -1 : key < 70_005 ? 0 : 1;
        },
        values::add);
    assertEquals(List.of(70_000, 70_001, 70_002, 70_003, 70_004), values);
    // Five times, and a logarithm is about 17.
    assertTrue(looks[0] < 300, looks[0] + " looks");
  }
}
