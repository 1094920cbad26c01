package org.waymark.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Replies;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRequest;

/**
 * A segment from another replica is applied after a request or revocation has looked for it in
 * vain, but before the request or revocation has been added to those that wait. Nothing else would
 * wake it.
 */
@Timeout(60)
class AppliedMeanwhileTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");

  private final ServerWorld world = new ServerWorld().ready();
  private final PathSegment segment =
      world.network.segments().along(CORE, ServerWorld.LOCAL).make();

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), world.faults.faults());
    world.close();
  }

  private void appendByAnother() {
    world.log.append(
        Topic.EVENTS,
        ServerWorld.entry(
            new EventBody.SegmentEvent(
                segment.format(), SegmentType.UP, segment.bytes(), List.of())));
  }

  @Test
  void revocationThatProvesAgainstItIsRecorded() throws Exception {
    Revocation revocation = world.network.revocations().revoke(CORE, 11);
    appendByAnother();
    Thread revoking =
        new Thread(() -> world.receiveOnly(new RevocationNotice(revocation), ServerWorld.HOST));
    synchronized (world.context.outage()) {
      revoking.start();
      // The thread has read the store, and is about to read the outage buffer, which is locked.
      while (revoking.getState() != Thread.State.BLOCKED) {
        Thread.onSpinWait();
      }
      world.applyAll();
    }
    revoking.join();
    world.applyAll();
    assertEquals(1, world.revocations("recorded", ""));
    assertEquals(0, (long) world.gauge("waymark.revocations.unproven"));
    assertEquals(List.of(), world.ask("1-11"));
  }

  @Test
  void requestThatWaitsForASegmentToBeSentOverIsSent() {
    appendByAnother();
    SegmentRequest request =
        new SegmentRequest(ServerWorld.LOCAL, IsdAs.parse("2-24"), false, false);
    world
        .core
        .pathServer()
        .received(new ControlPayload(request, 1), ServerWorld.HOST, applyingWhen(1));
    world.applyAll();
    assertEquals(0, world.core.requests().waiting());
    assertEquals(1, world.sentOut.size());
    assertEquals(new Destination.PathService(segment), world.sentOut.getFirst().to());
    assertEquals(request, world.sentOut.getFirst().payload().message());
    assertTrue(world.core.requests().pending() > 0, "it is pending, too");
  }

  @Test
  void segmentThatWaitsForChainsIsRegistered() {
    PathSegment needing =
        world.network.segments().along("1-11", "1-14").withArbitraryRoots().certVersion(2).make();
    for (IsdAs signer : List.of(CORE, ServerWorld.LOCAL)) {
      world.log.append(
          Topic.TRUST,
          ServerWorld.entry(
              new EventBody.TrustEvent(
                  TrustKind.CHAIN, world.network.trust().chain(signer, 2).json())));
    }
    world
        .core
        .pathServer()
        .received(
            new ControlPayload(
                ServerWorld.registration(SegmentRecord.of(SegmentType.UP, needing)), 1),
            ServerWorld.HOST,
            applyingWhen(2));
    world.applyAll();
    assertEquals(1, world.registrations("parked", ""));
    assertEquals(0, world.core.trust().parkedSegments());
    assertEquals(List.of(needing), world.ask("1-11"));
  }

  /**
   * Replies whose size measurement lets all records be applied first. A request that found nothing
   * measures its replies just before it starts to wait.
   *
   * @param weighed the measurement at which to apply the records, counted from 1
   */
  private Replies applyingWhen(int weighed) {
    Replies replies = world.replies();
    return new Replies() {
      private int times;

      @Override
      public long memoryBytes() {
        times++;
        if (times == weighed) {
          world.applyAll();
        }
        return replies.memoryBytes();
      }

      @Override
      public int maxPayloadBytes() {
        return replies.maxPayloadBytes();
      }

      @Override
      public void send(ControlPayload payload) {
        replies.send(payload);
      }
    };
  }
}
