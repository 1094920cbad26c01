package org.waymark.cli.segments;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.TrcReply;

class ImportCommandTest {
  /** The default budget of a path server for one source is 100 appends per second. */
  @Test
  void noMoreIsSentThanIsTakenFromOneHost() {
    SegmentRecord record =
        SegmentRecord.of(
            SegmentType.UP,
            Network.of(NetworkTopology.tiny(), 1, new SystemClock())
                .segments()
                .along("1-11", "1-12")
                .make());
    assertEquals(Duration.ofMillis(500), ImportCommand.pauseAfter(registration(record, 50)));
    assertEquals(Duration.ofMillis(10), ImportCommand.pauseAfter(registration(record, 1)));
    assertEquals(
        Duration.ofMillis(10), ImportCommand.pauseAfter(new TrcReply(ByteString.of(new byte[1]))));
  }

  private static SegmentRegistration registration(SegmentRecord record, int count) {
    return new SegmentRegistration(
        SegmentRecords.of(Collections.nCopies(count, record), List.of()));
  }
}
