package org.waymark.wire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.waymark.segment.ByteString;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.capnp.Form;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceStateInfos;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentSync;

/**
 * Tests that any bytes decode to a control message or a refusal, and that messages survive a round
 * trip.
 */
class ControlMessageFuzzTest {
  private static final ControlCodec CODEC = new ControlCodec(DecoderLimits.DEFAULT);

  @FuzzTest
  void anyDatagramIsMessageOrRefusal(byte[] datagram) {
    CODEC.decodeFramed(ByteBuffer.wrap(datagram)).asOptional().ifPresent(this::roundTrip);
  }

  @FuzzTest
  void anyPackedBytesAreMessageOrRefusal(byte[] packed) {
    CODEC.decodePacked(ByteString.of(packed)).asOptional().ifPresent(this::roundTrip);
  }

  @FuzzTest
  void anyUnpackedBytesAreMessageOrRefusal(byte[] unpacked) {
    CODEC.decode(Form.UNPACKED, ByteString.of(unpacked)).asOptional().ifPresent(this::roundTrip);
  }

  private void roundTrip(ControlPayload payload) {
    if (!isWritable(payload)) {
      return;
    }
    ByteString bytes = ControlCodec.encode(Form.UNPACKED, payload);
    // A message with shared objects, which Waymark never writes, may become longer when written.
    if (bytes.size() <= DecoderLimits.DEFAULT.messageBytes()) {
      assertEquals(payload, CODEC.decode(Form.UNPACKED, bytes).orElseThrow());
    }
  }

  private static boolean isWritable(ControlPayload payload) {
    return switch (payload.message()) {
      case SegmentReply reply -> isWritable(reply.records());
      case SegmentRegistration registration -> isWritable(registration.records());
      case SegmentSync sync -> isWritable(sync.records());
      case InterfaceStateInfos infos ->
          infos.states().stream().allMatch(state -> state.asOptional().isPresent());
      default -> true;
    };
  }

  private static boolean isWritable(SegmentRecords records) {
    return records.records().stream().allMatch(record -> record.segment().asOptional().isPresent())
        && records.revocations().stream().allMatch(one -> one.asOptional().isPresent());
  }
}
