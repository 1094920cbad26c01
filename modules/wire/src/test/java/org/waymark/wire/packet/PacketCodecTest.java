package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.wire.RefusalReason;

class PacketCodecTest {
  private static final IsdAs HERE = IsdAs.parse("1-ff00:0:110");
  private static final IsdAs THERE = IsdAs.parse("1-ff00:0:110");
  private static final HostAddress V4 = new HostAddress.Ipv4(0x7f000001);
  private static final HostAddress V6 = new HostAddress.Ipv6(0x20010db800000000L, 0x17);

  @Test
  void everyPairOfAddressTypesAndEveryPayloadLengthComesBack() {
    Random random = new Random(1);
    for (HostAddress destination :
        List.of(new HostAddress.None(), V4, V6, HostAddress.Service.PATH)) {
      for (HostAddress source : List.of(new HostAddress.None(), V4, V6)) {
        for (int length = 0; length < 70; length++) {
          byte[] payload = new byte[length];
          random.nextBytes(payload);
          ScionPacket packet = packet(destination, source, payload);
          assertEquals(packet, PacketCodec.decode(encode(packet)).orElseThrow());
        }
      }
    }
  }

  @Test
  void everyTruncationIsRefused() {
    ByteBuffer whole = encode(packet(V6, V4, new byte[21]));
    for (int length = 0; length < whole.limit(); length++) {
      assertTrue(PacketVectors.reason(whole.slice(0, length)).isPresent());
    }
  }

  @Test
  void everyTruncationThatCorrectsItsLengthsIsRefusedUnlessItEndsInThePayload() {
    ByteBuffer whole = encode(packet(V4, V4, new byte[0]));
    for (int length = 4; length < whole.limit(); length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole.array(), length));
      cut.putShort(2, (short) length);
      assertTrue(PacketVectors.reason(cut).isPresent());
    }
  }

  @Test
  void everyFlippedBitIsRefusedExceptInAddressTypesAndPadding() {
    ByteBuffer whole = encode(packet(HostAddress.Service.PATH, V4, new byte[] {1, 2, 3}));
    int paddingAt = 24 + 2 + 4;
    for (int bit = 0; bit < whole.limit() * 8; bit++) {
      boolean unprotected = bit >= 4 && bit < 16 || bit / 8 >= paddingAt && bit / 8 < 32;
      ByteBuffer damaged = ByteBuffer.wrap(whole.array().clone());
      damaged.put(bit / 8, (byte) (damaged.get(bit / 8) ^ 0x80 >> bit % 8));
      assertTrue(unprotected || PacketVectors.reason(damaged).isPresent(), "bit " + bit);
    }
  }

  @Test
  void checksumOfZeroIsReadInBothOfItsForms() {
    ScionPacket packet = packetWithChecksumZero();
    ByteBuffer bytes = encode(packet);
    int checksumAt = 32 + 6;
    assertEquals(0, bytes.getShort(checksumAt));
    assertEquals(packet, PacketCodec.decode(bytes).orElseThrow());
    bytes.putShort(checksumAt, (short) 0xffff);
    assertEquals(packet, PacketCodec.decode(bytes).orElseThrow());
  }

  @Test
  void readingLeavesTheBufferAsItIsAndStartsAtItsPosition() {
    ScionPacket packet = packet(V4, V4, new byte[] {7, 8, 9});
    ByteBuffer bytes = encode(packet);
    ByteBuffer larger = ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN).position(13);
    larger.put(13, bytes, 0, bytes.limit()).limit(13 + bytes.limit());
    assertEquals(packet, PacketCodec.decode(larger).orElseThrow());
    assertEquals(13, larger.position());
    assertEquals(13 + bytes.limit(), larger.limit());
    assertEquals(ByteOrder.LITTLE_ENDIAN, larger.order());
  }

  @Test
  void payloadIsAViewOfTheReceivedBytes() {
    ByteBuffer bytes = encode(packet(V4, V4, new byte[] {7, 8, 9}));
    ByteBuffer payload = payload(PacketCodec.decode(bytes).orElseThrow());
    bytes.put(bytes.limit() - 1, (byte) 42);
    assertEquals(42, payload.get(2));
  }

  @Test
  void oneBufferIsUsedForOnePacketAfterTheOther() {
    ByteBuffer reused = ByteBuffer.allocate(200);
    Arrays.fill(reused.array(), (byte) 0xff);
    for (int length = 40; length >= 0; length--) {
      ScionPacket packet = packet(HostAddress.Service.PATH, V4, new byte[length]);
      reused.clear();
      PacketCodec.encode(packet, reused);
      reused.flip();
      assertEquals(encode(packet), reused);
      assertEquals(packet, PacketCodec.decode(reused).orElseThrow());
    }
  }

  @Test
  void writingDoesNotMoveThePayload() {
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
    encode(packet(V4, V4, payload));
    assertEquals(1, payload.position());
    assertEquals(3, payload.limit());
  }

  @Test
  void tooSmallABufferIsLeftUnwritten() {
    ScionPacket packet = packet(V4, V4, new byte[] {1, 2, 3});
    ByteBuffer small = ByteBuffer.allocate(PacketCodec.size(packet) - 1);
    assertThrows(BufferOverflowException.class, () -> PacketCodec.encode(packet, small));
    assertEquals(0, small.position());
    assertArrayEquals(new byte[small.capacity()], small.array());
  }

  @Test
  void largestPayloadFillsTheLargestPacket() {
    int most = PacketCodec.maxUdpPayload(V4, V6);
    assertEquals(most, PacketCodec.maxPayload(packet(V4, V6, new byte[3])));
    ScionPacket largest = packet(V4, V6, new byte[most]);
    assertEquals(PacketCodec.MAX_SIZE, PacketCodec.size(largest));
    assertEquals(largest, PacketCodec.decode(encode(largest)).orElseThrow());
    ScionPacket larger = packet(V4, V6, new byte[most + 1]);
    ByteBuffer room = ByteBuffer.allocate(1 << 17);
    assertThrows(IllegalArgumentException.class, () -> PacketCodec.encode(larger, room));
  }

  @Test
  void answerGoesBackToTheSourceFromTheHostThatAnswers() {
    ScionPacket request = packet(HostAddress.Service.PATH, V6, new byte[] {1});
    ScionAddress self = new ScionAddress(HERE, V4);
    ScionPacket answer = request.answer(self, 30_090, ByteBuffer.wrap(new byte[] {2}));
    assertEquals(
        new ScionPacket(
            request.source(),
            self,
            new UdpDatagram(30_090, 1_001, ByteBuffer.wrap(new byte[] {2}))),
        answer);
    assertEquals(answer, PacketCodec.decode(encode(answer)).orElseThrow());
  }

  @Test
  void reversedPacketThatWentToAServiceIsNoLegalOne() {
    ScionPacket reversed = packet(HostAddress.Service.PATH, V4, new byte[0]).reversed();
    assertEquals(Optional.of(RefusalReason.PACKET_SOURCE), PacketVectors.reason(encode(reversed)));
  }

  @Test
  void hostAddressesAreThoseOfTheJdk() {
    InetAddress v4 = InetAddress.ofLiteral("127.0.0.1");
    InetAddress v6 = InetAddress.ofLiteral("2001:db8::17");
    assertEquals(V4, HostAddress.of(v4));
    assertEquals(V6, HostAddress.of(v6));
    assertEquals(Optional.of(v4), V4.ip());
    assertEquals(Optional.of(v6), V6.ip());
    assertEquals("127.0.0.1", V4.toString());
  }

  @Test
  void multicastIsABitOfTheService() {
    HostAddress.Service every = new HostAddress.Service(0x8001);
    assertTrue(every.isMulticast());
    assertEquals(HostAddress.Service.PATH, every.anycast());
    assertEquals("PS multicast", every.toString());
  }

  private static ScionPacket packetWithChecksumZero() {
    for (int word = 0; word <= 0xffff; word++) {
      ScionPacket packet = packet(V4, V4, new byte[] {(byte) (word >>> 8), (byte) word});
      if (encode(packet).getShort(32 + 6) == 0) {
        return packet;
      }
    }
    throw new AssertionError("one of all words makes the sum complete");
  }

  private static ScionPacket packet(HostAddress destination, HostAddress source, byte[] payload) {
    return packet(destination, source, ByteBuffer.wrap(payload));
  }

  private static ScionPacket packet(
      HostAddress destination, HostAddress source, ByteBuffer payload) {
    return new ScionPacket(
        new ScionAddress(HERE, destination),
        new ScionAddress(THERE, source),
        new UdpDatagram(1_001, 0, payload));
  }

  private static ByteBuffer payload(ScionPacket packet) {
    return ((UdpDatagram) packet.layer4()).payload();
  }

  private static ByteBuffer encode(ScionPacket packet) {
    return PacketCodec.encode(packet);
  }
}
