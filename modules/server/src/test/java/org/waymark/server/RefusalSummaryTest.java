package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.ServerLimits;

/** The refusal events in {@code .audit}, for the default budget and for one refusal more. */
class RefusalSummaryTest {
  private final ServerWorld world = new ServerWorld().ready();
  private final CapnpSegment segment =
      world.network.segments().up(ServerWorld.LOCAL, 4).findFirst().orElseThrow();
  private final int budget = ServerLimits.DEFAULT.appends().refusalEventsPerS();

  @AfterEach
  void close() {
    world.close();
  }

  private long written() {
    return world.log.end(Topic.AUDIT).nextOffset();
  }

  private void refuse(SegmentType type, CapnpSegment refused, int times) {
    for (int i = 0; i < times; i++) {
      world.register(type, refused);
    }
  }

  @Test
  void soManyAreWrittenOneByOneAndNothingIsSummedUp() {
    assertEquals(20, budget);
    refuse(SegmentType.CORE, segment, budget);
    assertEquals(budget, written());
    world.timers.runForMs(10_000);
    assertEquals(budget, written());
  }

  @Test
  void oneMoreIsASummaryAndEveryReasonHasItsOwn() {
    CapnpSegment unsigned = world.network.segments().along("1-11", "1-14").unsigned(0).make();
    refuse(SegmentType.CORE, segment, budget + 1);
    refuse(SegmentType.UP, unsigned, 5);
    assertEquals(5, world.registrations("refused", "signature"));
    assertEquals(budget, written());
    world.timers.runForMs(9_999);
    assertEquals(budget, written());
    world.timers.runForMs(1);
    assertEquals(budget + 2, written());
    world.timers.runForMs(10_000);
    assertEquals(budget + 2, written());
  }
}
