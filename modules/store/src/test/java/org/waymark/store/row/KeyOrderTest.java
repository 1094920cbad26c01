package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the order of keys with that of comparing them two at a time. */
class KeyOrderTest {
  private static final int ROUNDS = 300;

  @Test
  void randomKeysAreInTheOrderOfTheirUnsignedBytes() {
    Random random = new Random(1);
    for (int round = 0; round < ROUNDS; round++) {
      byte[][] keys = keys(random);
      byte[][] expected = keys.clone();
      Arrays.sort(expected, Arrays::compareUnsigned);
      int[] order = KeyOrder.of(keys, keys.length);
      byte[][] sorted = Arrays.stream(order).mapToObj(i -> keys[i]).toArray(byte[][]::new);
      assertEquals(Arrays.deepToString(expected), Arrays.deepToString(sorted), "round " + round);
    }
  }

  /** {@return different keys that agree in many bytes, in random order and of different lengths} */
  private static byte[][] keys(Random random) {
    byte[] values = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff};
    int longest = 1 + random.nextInt(24);
    int valueCount = 1 + random.nextInt(values.length);
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    for (int i = random.nextInt(200); i >= 0; i--) {
      byte[] key = new byte[random.nextInt(longest + 1)];
      for (int at = 0; at < key.length; at++) {
        key[at] = random.nextInt(4) > 0 ? values[0] : values[random.nextInt(valueCount)];
      }
      keys.add(key);
    }
    byte[][] mixed = keys.toArray(byte[][]::new);
    for (int i = mixed.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      byte[] key = mixed[i];
      mixed[i] = mixed[other];
      mixed[other] = key;
    }
    return mixed;
  }

  @Test
  void onlyTheFirstKeysOfTheArrayAreSorted() {
    byte[][] keys = new byte[20][];
    IntStream.range(0, 12).forEach(i -> keys[i] = Keys.number(12 - i));
    assertArrayEquals(
        IntStream.rangeClosed(1, 12).map(i -> 12 - i).toArray(), KeyOrder.of(keys, 12));
  }
}
