package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.RefusalReason;

/** Tests packets of every shape, both intact and damaged. */
class PacketRoundTripTest {
  private static final int PACKETS = 3_000;
  private static final ScionAddress SELF =
      new ScionAddress(IsdAs.parse("1-14"), new HostAddress.Ipv4(0x7f000077));

  @Test
  void everyPacketComesBack() {
    RandomPackets packets = new RandomPackets(11);
    for (int i = 0; i < PACKETS; i++) {
      ScionPacket packet = packets.packet();
      ByteBuffer bytes = RandomPackets.encode(packet);
      assertEquals(packet, PacketCodec.decode(bytes).orElseThrow(), "packet " + i);
      assertEquals(bytes, RandomPackets.encode(PacketCodec.decode(bytes).orElseThrow()));
    }
  }

  @Test
  void everyByteOfAPacketIsWrittenWhateverTheBufferContained() {
    RandomPackets packets = new RandomPackets(15);
    byte[] used = new byte[PacketCodec.MAX_SIZE];
    Arrays.fill(used, (byte) 0xa5);
    for (int i = 0; i < PACKETS; i++) {
      ScionPacket packet = packets.packet();
      ByteBuffer into = ByteBuffer.wrap(used.clone());
      PacketCodec.encode(packet, into);
      assertEquals(PacketCodec.encode(packet), into.flip(), "packet " + i);
    }
  }

  @Test
  void everyPacketReversedTwiceIsItself() {
    RandomPackets packets = new RandomPackets(12);
    for (int i = 0; i < PACKETS; i++) {
      ScionPacket packet = packets.packet();
      assertEquals(packet, packet.reversed().reversed(), "packet " + i);
    }
  }

  @Test
  void everyAnswerCanBeReadByWhoAsked() {
    RandomPackets packets = new RandomPackets(13);
    for (int i = 0; i < PACKETS; i++) {
      ScionPacket asked = packets.packet();
      ScionPacket answer = asked.answer(SELF, 30_041, ByteBuffer.wrap(packets.bytes(i % 50)));
      assertEquals(answer, PacketCodec.decode(RandomPackets.encode(answer)).orElseThrow());
      assertEquals(asked.path(), answer.path().reversed());
      assertEquals(asked.source(), answer.destination());
    }
  }

  @Test
  void everyTruncationIsRefused() {
    RandomPackets packets = new RandomPackets(14);
    for (int i = 0; i < 200; i++) {
      ByteBuffer whole = RandomPackets.encode(packets.packet());
      for (int length = 0; length < whole.limit(); length++) {
        assertTrue(PacketVectors.reason(whole.slice(0, length)).isPresent());
      }
    }
  }

  /**
   * Every check behind the headers is triggered by damaging a single byte. Each error sent in reply
   * is a readable packet, which in turn gets no reply.
   */
  @Test
  void damagedPacketsAreRefusedByEveryCheckAndTheirErrorsAreLegal() {
    Random random = new Random(15);
    RandomPackets packets = new RandomPackets(16);
    Set<RefusalReason> met = EnumSet.noneOf(RefusalReason.class);
    for (int i = 0; i < 100_000; i++) {
      ByteBuffer damaged = RandomPackets.encode(packets.packet());
      int at = random.nextInt(Math.min(damaged.limit(), 120));
      damaged.put(at, (byte) random.nextInt());
      PacketVectors.reason(damaged).ifPresent(met::add);
      Optional<ScionPacket> error = ScmpErrors.aboutRefused(damaged, SELF, 1);
      if (error.isPresent()) {
        ByteBuffer bytes = RandomPackets.encode(error.get());
        assertEquals(error.get(), PacketCodec.decode(bytes).orElseThrow());
        bytes.putShort(2, (short) 1);
        assertEquals(Optional.empty(), ScmpErrors.aboutRefused(bytes, SELF, 1));
      }
    }
    assertEquals(
        EnumSet.of(
            RefusalReason.TOO_SHORT,
            RefusalReason.PACKET_VERSION,
            RefusalReason.PACKET_ADDRESS_TYPE,
            RefusalReason.PACKET_HEADER_LENGTH,
            RefusalReason.PACKET_TOTAL_LENGTH,
            RefusalReason.PACKET_PATH,
            RefusalReason.PACKET_PATH_OFFSET,
            RefusalReason.PACKET_INFO_OFFSET,
            RefusalReason.PACKET_HOP_OFFSET,
            RefusalReason.PACKET_SERVICE,
            RefusalReason.PACKET_EXTENSION_LENGTH,
            RefusalReason.PACKET_HOP_BY_HOP_EXTENSION,
            RefusalReason.PACKET_END_TO_END_EXTENSION,
            RefusalReason.PACKET_PROTOCOL,
            RefusalReason.PACKET_L4_LENGTH,
            RefusalReason.PACKET_CHECKSUM,
            RefusalReason.PACKET_SOURCE),
        met);
  }

  @Test
  void moreExtensionHeadersThanAnyPacketHasAreRefused() {
    List<ExtensionHeader> most =
        Collections.nCopies(PacketParts.MAX_EXTENSIONS, ExtensionHeader.scmp(false, false));
    ScionPacket packet = new RandomPackets(17).packet();
    ScionPacket full = with(packet, most);
    assertEquals(full, PacketCodec.decode(RandomPackets.encode(full)).orElseThrow());
    ScionPacket over =
        with(
            packet,
            Collections.nCopies(
                PacketParts.MAX_EXTENSIONS + 1, ExtensionHeader.scmp(false, false)));
    assertEquals(
        Optional.of(RefusalReason.PACKET_TOO_MANY_EXTENSIONS),
        PacketVectors.reason(RandomPackets.encode(over)));
  }

  @Test
  void flagsNobodyKnowsTravelOn() {
    ScionPacket packet = new RandomPackets(18).packet();
    ScionPath path =
        PathCodec.decode(
                ByteBuffer.wrap(ByteString.ofHex("f85a995bc4000101f03f00f0003159bd").toBytes()),
                0,
                16)
            .orElseThrow();
    ScionPacket flagged =
        new ScionPacket(
            packet.destination(), packet.source(), path, packet.extensions(), packet.layer4());
    ScionPath read = PacketCodec.decode(RandomPackets.encode(flagged)).orElseThrow().path();
    assertEquals("f85a995bc4000101f03f00f0003159bd", read.bytes().hex());
    assertEquals("f95a995bc4000101f03f00f0003159bd", read.reversed().bytes().hex());
  }

  private static ScionPacket with(ScionPacket packet, List<ExtensionHeader> extensions) {
    return new ScionPacket(
        packet.destination(), packet.source(), packet.path(), extensions, packet.layer4());
  }
}
