package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.waymark.segment.IsdAs;
import org.waymark.wire.Decoded;

/**
 * Tests that any bytes decode to a packet or a refusal, and that a packet and its answer survive a
 * round trip.
 */
class PacketFuzzTest {
  private static final ScionAddress SELF =
      new ScionAddress(IsdAs.parse("1-14"), new HostAddress.Ipv4(0x7f000077));

  @FuzzTest
  void anyBytesArePacketOrRefusal(byte[] input) {
    check(ByteBuffer.wrap(input));
  }

  /**
   * Corrects lengths and checksum first, so that the input passes these checks and reaches the code
   * behind them.
   */
  @FuzzTest
  void anyBytesWithTheirLengthsRightArePacketOrRefusal(byte[] input) {
    if (input.length <= PacketCodec.MAX_SIZE) {
      ByteBuffer bytes = ByteBuffer.wrap(input.clone());
      RightLengths.make(bytes);
      check(bytes);
    }
  }

  private static void check(ByteBuffer bytes) {
    switch (PacketCodec.decode(bytes)) {
      case Decoded.Refused<ScionPacket> _ ->
          ScmpErrors.aboutRefused(bytes, SELF, 1).ifPresent(PacketFuzzTest::checkError);
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        ByteBuffer written = RandomPackets.encode(packet);
        assertEquals(bytes.limit(), written.limit());
        assertEquals(packet, PacketCodec.decode(written).orElseThrow());
        assertEquals(packet, packet.reversed().reversed());
        ScionPacket answer = packet.answer(SELF, 1, ByteBuffer.allocate(3));
        if (PacketCodec.size(answer) <= PacketCodec.MAX_SIZE) {
          assertEquals(answer, PacketCodec.decode(RandomPackets.encode(answer)).orElseThrow());
        }
        ScmpErrors.about(bytes, ScmpType.PATH_REQUIRED, new ScmpInfo.None(), SELF, 1)
            .ifPresent(PacketFuzzTest::checkError);
      }
    }
  }

  private static void checkError(ScionPacket error) {
    assertEquals(error, PacketCodec.decode(RandomPackets.encode(error)).orElseThrow());
    assertEquals(true, error.extensions().getFirst().isScmpError());
    assertEquals(true, ScmpPayload.decode((ScmpMessage) error.layer4()).asOptional().isPresent());
  }
}
