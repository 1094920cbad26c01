package org.waymark.wire.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.wire.Decoded;

/**
 * Tests that any stream, however it is split, yields frames and perhaps a refusal, and that any
 * payload decodes to a registration or a refusal.
 */
class DispatcherFuzzTest {
  private static final int MAX = 1_000;

  @FuzzTest
  void anyStreamIsFramesInWhateverPieces(byte[] input) {
    if (input.length == 0) {
      return;
    }
    List<String> whole = read(input, 1, input.length);
    assertEquals(whole, read(input, 1, 1 + Byte.toUnsignedInt(input[0])));
    assertEquals(whole, read(input, 1, 1));
  }

  /** {@return the results of the reader, with each frame as its bytes} */
  private static List<String> read(byte[] stream, int from, int piece) {
    FrameReader reader = new FrameReader(MAX);
    List<String> said = new ArrayList<>();
    int at = from;
    int consumed = from;
    while (at < stream.length) {
      ByteBuffer in = ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at));
      Optional<Decoded<DispatcherFrame>> next = reader.read(in);
      at = in.position();
      if (next.isEmpty()) {
        continue;
      }
      switch (next.get()) {
        case Decoded.Refused<DispatcherFrame>(var refusal) -> {
          said.add(refusal.toString());
          return said;
        }
        case Decoded.Accepted<DispatcherFrame>(DispatcherFrame frame) -> {
          ByteBuffer written = ByteBuffer.allocate(frame.size());
          frame.encode(written);
          assertEquals(ByteBuffer.wrap(stream, consumed, at - consumed), written.flip());
          consumed = at;
          said.add(frame.host() + " " + frame.port() + " " + frame.payload().remaining());
        }
      }
    }
    return said;
  }

  @FuzzTest
  void anyPayloadIsRegistrationOrRefusal(byte[] input) {
    ByteBuffer payload = ByteBuffer.wrap(input);
    DispatcherRegistration.decode(payload)
        .asOptional()
        .ifPresent(registration -> assertEquals(payload, registration.encode()));
    RegistrationAnswer.decode(payload)
        .asOptional()
        .ifPresent(answer -> assertEquals(payload, answer.encode()));
  }
}
