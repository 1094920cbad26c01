package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;

class VerifiedSegmentsTest {
  private final Network network =
      Network.of(NetworkTopology.twoIsds(), 7, new VirtualClock(1_520_000_000_000L));

  /** Segments of equal size. */
  private final List<CapnpSegment> segments =
      IntStream.range(0, 4)
          .mapToObj(i -> network.segments().along("1-11", "1-14").expTime(10 + i).make())
          .toList();

  private int add(VerifiedSegments verified, int... numbers) {
    for (int number : numbers) {
      verified.add(segments.get(number), SegmentType.UP, 0);
    }
    return verified.size();
  }

  /** {@return the smallest memory limit that admits two segments} */
  private long bytesOfTwo() {
    long bytes = 2 * segments.getFirst().memoryBytes();
    while (add(new VerifiedSegments(bytes), 0, 1) < 2) {
      bytes++;
    }
    return bytes;
  }

  @Test
  void oldestGoesWhenThereAreMoreBytesThanTheLimit() {
    VerifiedSegments verified = new VerifiedSegments(bytesOfTwo());
    assertEquals(2, add(verified, 0, 1, 2));
    verified.remove(segments.get(0), SegmentType.UP);
    assertEquals(2, verified.size(), "it had been removed");
    verified.remove(segments.get(1), SegmentType.UP);
    assertEquals(1, verified.size());
    assertEquals(2, add(verified, 3), "there is memory again");
  }

  @Test
  void sameSegmentAgainTakesNoOtherPlace() {
    assertEquals(2, add(new VerifiedSegments(bytesOfTwo()), 0, 1, 0, 0));
  }
}
