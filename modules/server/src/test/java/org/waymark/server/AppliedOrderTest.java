package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Replies;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/** The order in which the parts of a server are notified of an applied record. */
class AppliedOrderTest {
  private final ServerWorld world = new ServerWorld().ready();
  private final PathSegment segment =
      world.network.segments().along("1-11", ServerWorld.LOCAL.toString()).make();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  @Test
  void registrationIsSettledBeforeItsSegmentAnswersPendingRequests() {
    world.receiveOnly(
        ServerWorld.registration(SegmentRecord.of(SegmentType.UP, segment)), ServerWorld.HOST);
    assertEquals(1, world.core.requests().verifiedSegments());
    List<Integer> beingRegistered = new ArrayList<>();
    ask(() -> beingRegistered.add(world.core.requests().verifiedSegments()));
    assertEquals(1, world.core.requests().pending());
    world.applyAll();
    assertEquals(1, world.registrations("added", ""));
    assertEquals(List.of(0), beingRegistered);
  }

  private void ask(Runnable answered) {
    Replies replies =
        new Replies() {
          @Override
          public int maxPayloadBytes() {
            return world.maxPayloadBytes;
          }

          @Override
          public void send(ControlPayload payload) {
            answered.run();
          }
        };
    SegmentRequest request =
        new SegmentRequest(ServerWorld.LOCAL, IsdAs.parse("1-11"), false, false);
    world.core.pathServer().received(new ControlPayload(request, 1), ServerWorld.HOST, replies);
  }
}
