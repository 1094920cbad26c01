package org.waymark.wire.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;

/** Tests that any bytes after a class and a type decode to an SCMP payload or a refusal. */
class ScmpPayloadFuzzTest {
  private static final RevocationCodec CODEC = new RevocationCodec(DecoderLimits.DEFAULT);

  @FuzzTest
  void anyBytesAreScmpPayloadOrRefusal(byte[] input) {
    if (input.length < 2) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(input, 2, input.length - 2);
    ScmpMessage message =
        new ScmpMessage(Byte.toUnsignedInt(input[0]), Byte.toUnsignedInt(input[1]), 1, bytes);
    ScmpPayload.decode(message).asOptional().ifPresent(payload -> check(message, payload));
  }

  private static void check(ScmpMessage message, ScmpPayload payload) {
    ByteBuffer written = payload.encode();
    assertEquals(message.payload().remaining(), written.remaining());
    assertEquals(
        payload,
        ScmpPayload.decode(new ScmpMessage(message.scmpClass(), message.type(), 1, written))
            .orElseThrow());
    if (payload.info() instanceof ScmpInfo.RevokedInterface revoked
        && revoked.revocation(CODEC) instanceof Decoded.Accepted<Revocation>(Revocation read)) {
      ScmpInfo.RevokedInterface ours = ScmpInfo.RevokedInterface.of(revoked.offsets(), read);
      assertTrue(ours.size() % 8 == 0);
      assertEquals(read, ours.revocation(CODEC).orElseThrow());
    }
  }
}
