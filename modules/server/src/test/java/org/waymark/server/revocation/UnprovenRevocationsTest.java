package org.waymark.server.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.MemoryLimits;
import org.waymark.server.settings.RevocationLimits;
import org.waymark.wire.packet.HostAddress;

class UnprovenRevocationsTest {
  private static final long BYTES = MemoryLimits.DEFAULT.unproven();
  private static final IsdAs IA = IsdAs.parse("1-11");
  private static final long EPOCH = 152_000_000;
  private static final MessageOrigin ORIGIN = from(1);

  private static Revocation revocation(long interfaceId) {
    return new Revocation(
        IA,
        interfaceId,
        EPOCH,
        ByteString.EMPTY,
        List.of(),
        ByteString.EMPTY,
        ByteString.EMPTY,
        Revocation.SHA_256,
        600);
  }

  private static List<UnprovenRevocation> waiting(UnprovenRevocations unproven, long interfaceId) {
    return unproven.of(IA, interfaceId, revocation(interfaceId).connectedRoot(ProofSide.NEXT));
  }

  @Test
  void theOldestGoesWhenThereAreMoreThanThereIsRoomFor() {
    int most = RevocationLimits.DEFAULT.unproven();
    assertEquals(10_000, most);
    UnprovenRevocations unproven = new UnprovenRevocations(most, BYTES);
    for (int i = 1; i <= most; i++) {
      unproven.add(revocation(i), RevocationSource.MESSAGE, ORIGIN);
    }
    assertEquals(most, unproven.size());
    assertEquals(1, waiting(unproven, 1).size());
    assertEquals(0, unproven.displaced());

    unproven.add(revocation(most + 1), RevocationSource.MESSAGE, ORIGIN);

    assertEquals(most, unproven.size());
    assertEquals(0, waiting(unproven, 1).size());
    assertEquals(1, waiting(unproven, 2).size());
    assertEquals(1, waiting(unproven, most + 1).size());
    assertEquals(1, unproven.displaced());
  }

  @Test
  void aSourceThatSendsMoreThanItsShareMakesRoomForTheOthers() {
    int most = RevocationLimits.DEFAULT.unproven();
    UnprovenRevocations unproven = new UnprovenRevocations(most, BYTES);
    unproven.add(revocation(1), RevocationSource.MESSAGE, from(1));
    for (int i = 2; i <= most; i++) {
      unproven.add(revocation(i), RevocationSource.MESSAGE, from(2));
    }
    assertEquals(0, unproven.displaced());

    unproven.add(revocation(most + 1), RevocationSource.MESSAGE, from(2));
    unproven.add(revocation(most + 2), RevocationSource.MESSAGE, from(3));

    assertEquals(most, unproven.size());
    assertEquals(2, unproven.displaced());
    assertEquals(1, waiting(unproven, 1).size());
    assertEquals(0, waiting(unproven, 2).size());
    assertEquals(0, waiting(unproven, 3).size());
    assertEquals(1, waiting(unproven, 4).size());
    assertEquals(1, waiting(unproven, most + 2).size());
  }

  private static MessageOrigin from(int host) {
    return new MessageOrigin(new Requester(IA, new HostAddress.Ipv4(host), 2), 3, "test");
  }

  @Test
  void whatIsProvenOrEndedTakesNoRoom() {
    UnprovenRevocations unproven = new UnprovenRevocations(2, BYTES);
    unproven.add(revocation(1), RevocationSource.MESSAGE, from(1));
    unproven.add(revocation(2), RevocationSource.MESSAGE, from(1));
    unproven.remove(revocation(2));
    unproven.add(revocation(3), RevocationSource.MESSAGE, from(1));
    assertEquals(0, unproven.displaced());
    unproven.removeEnded(Long.MAX_VALUE);
    unproven.add(revocation(4), RevocationSource.MESSAGE, from(1));
    unproven.add(revocation(5), RevocationSource.MESSAGE, from(1));
    assertEquals(0, unproven.displaced());
  }

  @Test
  void theyWaitUntilTheyCanNoLongerAct() {
    UnprovenRevocations unproven = new UnprovenRevocations(10, BYTES);
    unproven.add(revocation(1), RevocationSource.MESSAGE, ORIGIN);
    long endMs = (EPOCH + 1) * 10_000 + 2_000 + 4_000;
    assertEquals(List.of(), unproven.removeEnded(endMs - 1));
    assertEquals(1, unproven.removeEnded(endMs).size());
    assertEquals(0, unproven.size());
  }
}
