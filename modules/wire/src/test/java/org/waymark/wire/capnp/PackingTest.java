package org.waymark.wire.capnp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.wire.LegacyVectors;

class PackingTest {
  static Stream<LegacyVectors.Case> messages() {
    return Stream.of("messages/ctrl.json", "messages/structs.json")
        .flatMap(file -> LegacyVectors.cases(file).stream());
  }

  @ParameterizedTest
  @MethodSource("messages")
  void recordedMessagesPackAndUnpackAsRecorded(LegacyVectors.Case recorded) {
    ByteString unpacked = recorded.bytes("unpacked");
    ByteString packed = recorded.bytes("packed");
    assertEquals(packed, Packing.pack(unpacked.toBytes()));
    assertArrayEquals(unpacked.toBytes(), unpack(packed));
  }

  @Test
  void wordsOfEveryKindRoundTrip() {
    Random random = new Random(1);
    for (int round = 0; round < 2_000; round++) {
      byte[] words = new byte[8 * random.nextInt(40)];
      int zeros = random.nextInt(101);
      for (int i = 0; i < words.length; i++) {
        words[i] = random.nextInt(100) < zeros ? 0 : (byte) random.nextInt(256);
      }
      assertArrayEquals(words, unpack(Packing.pack(words)));
    }
  }

  @Test
  void runsOfMoreThan255WordsRoundTrip() {
    byte[] zeros = new byte[8 * 600];
    assertArrayEquals(zeros, unpack(Packing.pack(zeros)));
    byte[] ones = new byte[8 * 600];
    Arrays.fill(ones, (byte) 1);
    assertArrayEquals(ones, unpack(Packing.pack(ones)));
  }

  @Test
  void sizeStopsAtTheBound() {
    byte[] packed = new byte[64];
    for (int i = 1; i < packed.length; i += 2) {
      packed[i] = (byte) 0xff;
    }
    assertEquals(32 * 256 * 8, Packing.unpackedSize(packed, 0, 64, 1 << 20));
    assertEquals(-1, Packing.unpackedSize(packed, 0, 64, 32 * 256 * 8 - 1));
  }

  @Test
  void incompleteWordsAtTheEndDoNotCount() {
    ByteString full = ByteString.ofHex("ff0102030405060708020102030405060708a1a2a3a4a5a6a7a8");
    int[] words = new int[full.size() + 1];
    for (int size = 0; size <= full.size(); size++) {
      words[size] = Packing.unpackedSize(full.unsafeBytes(), 0, size, 1 << 10) / 8;
    }
    assertEquals(0, words[9]);
    assertEquals(1, words[10]);
    assertEquals(1, words[17]);
    assertEquals(2, words[18]);
    assertEquals(3, words[26]);
  }

  @Test
  void onlyWholeWordsArePacked() {
    assertThrows(IllegalArgumentException.class, () -> Packing.pack(new byte[7]));
  }

  private static byte[] unpack(ByteString packed) {
    byte[] bytes = packed.unsafeBytes();
    int size = Packing.unpackedSize(bytes, 0, bytes.length, 1 << 20);
    return Packing.unpack(bytes, 0, size);
  }
}
