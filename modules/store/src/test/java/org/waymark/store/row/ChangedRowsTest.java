package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests the hash table of a batch where random keys hardly ever lead. */
class ChangedRowsTest {
  /** Different keys with the same hash. */
  private static final List<byte[]> COLLIDING =
      List.of(new byte[] {2, 0}, new byte[] {1, 31}, new byte[] {0, 62});

  @Test
  void keysWithTheSameHashAreDifferentRows() {
    assertEquals(1, COLLIDING.stream().map(Arrays::hashCode).distinct().count());
    ChangedRows rows = new ChangedRows();
    for (int i = 0; i < COLLIDING.size(); i++) {
      assertEquals(Optional.empty(), rows.get(COLLIDING.get(i)));
      rows.put(COLLIDING.get(i), new byte[] {(byte) i});
    }
    for (int i = 0; i < COLLIDING.size(); i++) {
      assertArrayEquals(new byte[] {(byte) i}, rows.get(COLLIDING.get(i)).orElseThrow());
    }
  }

  @Test
  void everyRowIsFoundAndPassedInOrderHoweverManyThereAre() {
    ChangedRows rows = new ChangedRows();
    List<Long> expected = new ArrayList<>();
    for (long i = 1_000; i > 0; i--) {
      rows.put(Keys.number(i), Keys.NONE);
      rows.put(Keys.number(1_000), Keys.number(i));
      expected.addFirst(i);
      assertEquals(Optional.empty(), rows.get(Keys.number(-i)));
    }
    List<Long> found = new ArrayList<>();
    rows.forEach((key, value) -> found.add(Keys.number(key)));
    assertEquals(expected, found);
    for (long i = 1; i < 1_000; i++) {
      assertArrayEquals(Keys.NONE, rows.get(Keys.number(i)).orElseThrow());
    }
    assertEquals(1, Keys.number(rows.get(Keys.number(1_000)).orElseThrow()));
  }
}
