package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.ReachableBytes;
import org.waymark.server.message.Source;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.packet.HostAddress;

class OpenMessagesTest {
  private static final long BYTES = 4 << 20;
  private static final Source SOURCE = source(1);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 3, clock);
  private final PathSegment one = network.segments().along("1-11", "1-14").make();
  private final PathSegment other = network.segments().along("1-12", "1-14").make();
  private final OpenMessages messages = new OpenMessages(clock, BYTES);

  private static Source source(int host) {
    return new Source(IsdAs.parse("1-14"), new HostAddress.Ipv4(host));
  }

  private OpenMessages.Message open() {
    return open(SOURCE, one, other);
  }

  private OpenMessages.Message open(Source source, PathSegment... segments) {
    return messages.open(
        Stream.of(segments).map(each -> SegmentRecord.of(SegmentType.UP, each)).toList(), source);
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
    assertEquals(Set.of(), messages.judged(message));
    assertEquals(Set.of(up.ends()), messages.judged(message));
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
    assertEquals(Set.of(up.ends()), messages.judged(first));
    assertTrue(messages.keep(up), "the second one is still open");
    messages.judged(second);
    assertEquals(Set.of(up.ends()), messages.judged(second));
  }

  @Test
  void messageWhoseRecordsAreNotJudgedIsClosedAfterASecond() {
    OpenMessages.Message message = open();
    StoredSegment up = stored(one, SegmentType.UP);
    messages.keep(up);
    clock.advanceMs(999);
    assertEquals(Set.of(), messages.overdue());
    clock.advanceMs(1);
    assertEquals(Set.of(up.ends()), messages.overdue());
    assertFalse(messages.keep(up));
    messages.judged(message);
    assertEquals(Set.of(), messages.judged(message), "it was closed before");
  }

  @Test
  void oldestIsClosedWhenMoreThanAThousandAreOpen() {
    for (int i = 0; i < OpenMessages.CAPACITY; i++) {
      open();
    }
    assertEquals(OpenMessages.CAPACITY, messages.size());
    StoredSegment up = stored(one, SegmentType.UP);
    messages.keep(up);
    assertEquals(Set.of(), messages.overdue());
    open();
    assertEquals(OpenMessages.CAPACITY, messages.size());
    assertEquals(Set.of(up.ends()), messages.overdue(), "those of the closed message");
  }

  @Test
  void largestMessagesTakeNoMoreMemoryThanTheyMay() {
    long before = ReachableBytes.from(List.of(messages), each -> each == clock);
    OpenMessages.Message honest = open(source(2), one, other);
    for (int i = 0; i < 120; i++) {
      PathSegment[] large = {large(2 * i), large(2 * i + 1)};
      open(source(3 + i % 3), large);
      messages.keep(stored(large[0], SegmentType.UP));
      messages.keep(stored(large[1], SegmentType.UP));
    }
    long taken = ReachableBytes.from(List.of(messages), each -> each == clock) - before;
    assertTrue(taken <= BYTES, taken + " bytes");
    assertTrue(taken >= BYTES / 2, "only " + taken + " bytes");
    StoredSegment up = stored(one, SegmentType.UP);
    assertTrue(messages.keep(up), "the message of another source is still open");
    messages.judged(honest);
    assertEquals(Set.of(up.ends()), messages.judged(honest));
  }

  @Test
  void segmentThatComesAgainAndAgainTakesNoMoreMemory() {
    open();
    StoredSegment up = stored(one, SegmentType.UP);
    messages.keep(up);
    long once = ReachableBytes.from(List.of(messages), each -> each == clock);
    for (int i = 0; i < 1_000; i++) {
      messages.keep(stored(one, SegmentType.UP));
    }
    assertEquals(once, ReachableBytes.from(List.of(messages), each -> each == clock));
  }

  private PathSegment large(int number) {
    return network
        .segments()
        .along("1-11", "1-14")
        .source(1, ByteString.owning(new byte[30_000]))
        .expTime(1 + number)
        .make();
  }

  @Test
  void messageThatIsLargerThanAllRoomIsNotWaitedFor() {
    OpenMessages small = new OpenMessages(clock, 1_000);
    OpenMessages.Message message =
        small.open(
            List.of(SegmentRecord.of(SegmentType.UP, one), SegmentRecord.of(SegmentType.UP, other)),
            SOURCE);
    assertFalse(small.keep(stored(one, SegmentType.UP)), "its segments answer one by one");
    small.judged(message);
    assertEquals(Set.of(), small.judged(message));
    assertEquals(0, small.size());
  }
}
