package org.waymark.server.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.packet.HostAddress;

class EarlyTrustTest {
  private final EarlyTrust early = new EarlyTrust(3);

  @Test
  void sameTextIsKeptOnce() {
    assertEquals(0, early.keep(trc(3), received(1), true));
    assertEquals(0, early.keep(trc(3), received(1), true));
    assertEquals(1, early.size());
  }

  @Test
  void oneMoreThanThereIsRoomForPushesOutTheOldestThatNobodyWaitsFor() {
    early.keep(trc(3), received(1), true);
    early.keep(trc(4), received(2), false);
    assertEquals(0, early.keep(trc(5), received(3), false));
    assertEquals(1, early.keep(trc(6), received(4), false));
    assertEquals(3, early.size());
    assertTrue(early.isKept(trc(3)));
    assertFalse(early.isKept(trc(4)));
    assertTrue(early.isKept(trc(6)));
  }

  @Test
  void whatNobodyWaitsForDoesNotPushOutWhatSegmentsWaitFor() {
    for (int i = 0; i < 3; i++) {
      early.keep(trc(3), received(i), true);
    }
    assertEquals(1, early.keep(trc(9), received(9), false));
    assertFalse(early.isKept(trc(9)));
    assertEquals(1, early.keep(trc(4), received(4), true));
    assertTrue(early.isKept(trc(4)));
    assertTrue(early.isKept(trc(3)));
  }

  @Test
  void trcsUpToTheNextAreTakenAndLaterOnesStay() {
    early.keep(trc(3), received(1), true);
    early.keep(trc(3), received(2), true);
    early.keep(trc(4), received(3), true);
    assertEquals(List.of(), early.takeJudgeable(1, 1));
    assertEquals(List.of(), early.takeJudgeable(2, 9));
    assertEquals(List.of(received(1), received(2)), early.takeJudgeable(1, 2));
    assertFalse(early.isKept(trc(3)));
    assertTrue(early.isKept(trc(4)));
  }

  private static TrustVersion trc(long version) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(1, 0), version);
  }

  private static ReceivedTrust received(int text) {
    ByteString packed = ByteString.owning(new byte[] {(byte) text});
    Requester from = new Requester(IsdAs.of(1, 14), new HostAddress.Ipv4(1), 1);
    return ReceivedTrust.of(
        new TrcReply(packed), new MessageOrigin(from, 1, "certMgmt/trc"), NoReplies.INSTANCE);
  }
}
