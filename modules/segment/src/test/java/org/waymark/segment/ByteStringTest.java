package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteStringTest {
  @Test
  void equalBytesAreEqualStrings() {
    ByteString one = ByteString.of((byte) 1, (byte) 0xab);
    assertEquals(one, ByteString.ofHex("01AB"));
    assertEquals(one.hashCode(), ByteString.ofHex("01ab").hashCode());
    assertNotEquals(one, ByteString.ofHex("01"));
    assertEquals("01ab", one.toString());
  }

  @Test
  void laterChangesOfAnArrayDoNotReachTheString() {
    byte[] bytes = {1, 2, 3};
    ByteString copied = ByteString.of(bytes);
    ByteString part = ByteString.of(bytes, 1, 3);
    bytes[1] = 9;
    assertEquals(ByteString.ofHex("010203"), copied);
    assertEquals(ByteString.ofHex("0203"), part);
    copied.toBytes()[0] = 9;
    assertEquals(1, copied.at(0));
  }

  @Test
  void partOfABufferIsCopiedWhateverItsPosition() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(3);
    ByteString part = ByteString.of(buffer, 1, 3);
    buffer.put(1, (byte) 9);
    assertEquals(ByteString.ofHex("0203"), part);
    assertEquals(3, buffer.position());
    assertSame(ByteString.EMPTY, ByteString.of(buffer, 2, 2));
  }

  @Test
  void onlyTheStringWithoutBytesIsEmpty() {
    assertTrue(ByteString.EMPTY.isEmpty());
    assertFalse(ByteString.of((byte) 0).isEmpty());
  }

  @Test
  void thereIsOneEmptyString() {
    assertSame(ByteString.EMPTY, ByteString.of());
    assertSame(ByteString.EMPTY, ByteString.ofHex(""));
    assertSame(ByteString.EMPTY, ByteString.of(new byte[] {1}, 1, 1));
  }

  @Test
  void orderIsThatOfUnsignedBytesThenOfLength() {
    List<ByteString> ordered =
        List.of(
            ByteString.EMPTY,
            ByteString.ofHex("00"),
            ByteString.ofHex("7f"),
            ByteString.ofHex("7f00"),
            ByteString.ofHex("80"),
            ByteString.ofHex("ff"));
    assertEquals(ordered, ordered.reversed().stream().sorted().toList());
  }

  @Test
  void whatIsNoHexIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ByteString.ofHex("0"));
    assertThrows(IllegalArgumentException.class, () -> ByteString.ofHex("0g"));
  }
}
