package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.StoredSegment;
import org.waymark.wire.message.SegmentRecord;

class OpenMessagesTest {
  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 3, clock);
  private final PathSegment one = network.segments().along("1-11", "1-14").make();
  private final PathSegment other = network.segments().along("1-12", "1-14").make();
  private final OpenMessages messages = new OpenMessages(clock);

  private OpenMessages.Message open() {
    return messages.open(
        List.of(SegmentRecord.of(SegmentType.UP, one), SegmentRecord.of(SegmentType.UP, other)));
  }

  private StoredSegment stored(PathSegment segment, SegmentType type) {
    return new StoredSegment(segment, type, clock.wallMs(), StoredSegment.UNRECORDED);
  }

  @Test
  void whatCameIsNewsWhenTheLastRecordIsJudged() {
    OpenMessages.Message message = open();
    StoredSegment up = stored(one, SegmentType.UP);
    assertTrue(messages.keep(up));
    assertFalse(messages.keep(stored(one, SegmentType.DOWN)), "not of this message");
    assertEquals(List.of(), messages.judged(message));
    assertEquals(List.of(up), messages.judged(message));
    assertFalse(messages.keep(up));
    assertEquals(0, messages.size());
  }

  @Test
  void segmentOfTwoMessagesIsNewsAtTheEndOfEach() {
    OpenMessages.Message first = open();
    OpenMessages.Message second = open();
    StoredSegment up = stored(one, SegmentType.UP);
    messages.keep(up);
    messages.judged(first);
    assertEquals(List.of(up), messages.judged(first));
    assertTrue(messages.keep(up), "the second one is still open");
    messages.judged(second);
    assertEquals(List.of(up, up), messages.judged(second));
  }

  @Test
  void messageWhoseRecordsAreNotJudgedIsClosedAfterASecond() {
    OpenMessages.Message message = open();
    StoredSegment up = stored(one, SegmentType.UP);
    messages.keep(up);
    clock.advanceMs(999);
    assertEquals(List.of(), messages.overdue());
    clock.advanceMs(1);
    assertEquals(List.of(up), messages.overdue());
    assertFalse(messages.keep(up));
    messages.judged(message);
    assertEquals(List.of(), messages.judged(message), "it was closed before");
  }

  @Test
  void oldestIsClosedWhenMoreThanAThousandAreOpen() {
    for (int i = 0; i < OpenMessages.CAPACITY; i++) {
      open();
    }
    assertEquals(List.of(), messages.overdue());
    open();
    messages.overdue();
    assertEquals(OpenMessages.CAPACITY, messages.size());
  }
}
