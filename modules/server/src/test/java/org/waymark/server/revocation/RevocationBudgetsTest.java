package org.waymark.server.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.server.settings.RevocationLimits;
import org.waymark.store.apply.ProvingSides;

class RevocationBudgetsTest {
  private static final long EPOCH = 152_000_000;
  private static final ProvingSides NEXT = new ProvingSides(Set.of(ProofSide.NEXT), Set.of());

  private final VirtualClock clock = new VirtualClock(EPOCH * 10_000);
  private final RevocationBudgets budgets = new RevocationBudgets(RevocationLimits.DEFAULT, clock);

  private static ByteString hash(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    return ByteString.owning(bytes);
  }

  private static Revocation revocation(long interfaceId, long epoch, int nextRoot) {
    return new Revocation(
        IsdAs.parse("1-11"),
        interfaceId,
        epoch,
        hash(0),
        List.of(),
        hash(1),
        hash(nextRoot),
        Revocation.SHA_256,
        600);
  }

  @Test
  void twoIdentitiesOfOneTreeAreRecordedInAnEpoch() {
    assertEquals(2, RevocationLimits.DEFAULT.identities());
    assertEquals(Optional.empty(), budgets.take(revocation(5, EPOCH, 2), NEXT));
    assertEquals(Optional.empty(), budgets.take(revocation(5, EPOCH, 3), NEXT));
    assertTrue(budgets.take(revocation(5, EPOCH, 4), NEXT).isPresent());
    // Repeated identities count only once; other trees and epochs have their own budgets.
    assertEquals(Optional.empty(), budgets.take(revocation(5, EPOCH, 2), NEXT));
    assertEquals(Optional.empty(), budgets.take(revocation(6, EPOCH, 4), NEXT));
    assertEquals(Optional.empty(), budgets.take(revocation(5, EPOCH + 1, 4), NEXT));
  }

  @Test
  void soManyInterfacesOfAnAsAreRevokedInAnEpoch() {
    int most = RevocationLimits.DEFAULT.interfaces();
    assertEquals(256, most);
    for (int i = 1; i <= most; i++) {
      assertEquals(Optional.empty(), budgets.take(revocation(i, EPOCH, 2), NEXT));
    }
    assertTrue(budgets.take(revocation(most + 1, EPOCH, 2), NEXT).isPresent());
    assertEquals(Optional.empty(), budgets.take(revocation(most, EPOCH, 3), NEXT));
    clock.advanceMs(40_000);
    assertEquals(Optional.empty(), budgets.take(revocation(most + 1, EPOCH + 4, 2), NEXT));
  }

  @Test
  void epochsThatAreOverAreForgotten() {
    budgets.take(revocation(5, EPOCH, 2), NEXT);
    clock.advanceMs(10_000);
    budgets.take(revocation(5, EPOCH + 1, 2), NEXT);
    assertEquals(2, budgets.epochs());
    clock.advanceMs(30_000);
    budgets.take(revocation(5, EPOCH + 4, 2), NEXT);
    assertEquals(2, budgets.epochs(), "the first one is over");
  }
}
