package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.waymark.wire.Decoded;

/** Any bytes are a packet or a refusal, and what was read is what is written. */
class PacketFuzzTest {
  @FuzzTest
  void anyBytesArePacketOrRefusal(byte[] input) {
    switch (PacketCodec.decode(ByteBuffer.wrap(input))) {
      case Decoded.Refused<ScionPacket> _ -> {}
      case Decoded.Accepted<ScionPacket>(ScionPacket packet) -> {
        ByteBuffer bytes = ByteBuffer.allocate(PacketCodec.size(packet));
        PacketCodec.encode(packet, bytes);
        assertEquals(input.length, bytes.position());
        assertEquals(packet, PacketCodec.decode(bytes.flip()).orElseThrow());
      }
    }
  }
}
