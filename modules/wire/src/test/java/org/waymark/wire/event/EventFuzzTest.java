package org.waymark.wire.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.waymark.wire.DecoderLimits;

/** Tests that any value decodes to an event or a refusal, and that events survive a round trip. */
class EventFuzzTest {
  private static final EventCodec CODEC = new EventCodec(DecoderLimits.DEFAULT);

  @FuzzTest
  void anyValueIsEventOrRefusal(byte[] value) {
    CODEC.decode(value).asOptional().ifPresent(this::roundTrip);
  }

  private void roundTrip(Event event) {
    byte[] bytes = EventCodec.encode(event);
    // A message with shared objects, which Waymark never writes, may become longer when written.
    if (bytes.length <= DecoderLimits.DEFAULT.eventBytes()) {
      assertEquals(event, CODEC.decode(bytes).orElseThrow());
    }
  }
}
