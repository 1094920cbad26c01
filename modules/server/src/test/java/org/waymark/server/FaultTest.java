package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;

/** Failures reach the fault handler, regardless of the thread on which they happen. */
class FaultTest {
  private static final Replies FAILING =
      new Replies() {
        @Override
        public int maxPayloadBytes() {
          return 65_000;
        }

        @Override
        public void send(ControlPayload payload) {
          throw new IllegalStateException("told to fail");
        }
      };

  @Test
  void failureAfterTheOutcomeOfARegistrationIsTold() {
    try (ServerWorld world = new ServerWorld().ready()) {
      PathSegment parked =
          world.network.segments().along("1-11", "1-14").withArbitraryRoots().certVersion(2).make();
      world
          .core
          .pathServer()
          .received(
              new ControlPayload(
                  ServerWorld.registration(SegmentRecord.of(SegmentType.UP, parked)), 1),
              ServerWorld.HOST,
              FAILING);
      assertEquals(1, world.registrations("parked", ""));
      assertEquals(1, world.faults.faults().size());
    }
  }
}
