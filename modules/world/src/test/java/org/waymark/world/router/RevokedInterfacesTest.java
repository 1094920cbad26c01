package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceState;
import org.waymark.wire.message.InterfaceStateInfos;

/** The dead interfaces among interfaces 3 and 4 of 1-11. */
class RevokedInterfacesTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-11");
  private static final long EPOCH = RouterWorld.NOW_MS / 10_000;

  private final RevokedInterfaces revoked = new RevokedInterfaces(LOCAL, Set.of(3, 4));

  private static Revocation revocation(IsdAs ia, long interfaceId, long epoch) {
    ByteString root = ByteString.owning(new byte[32]);
    ByteString nonce = ByteString.of((byte) 0, (byte) 0);
    return new Revocation(ia, interfaceId, epoch, nonce, List.of(), root, root, 0, 21_600);
  }

  private static Revocation revocation(long interfaceId, long epoch) {
    return revocation(LOCAL, interfaceId, epoch);
  }

  private void tell(long interfaceId, boolean active, Optional<Revocation> revocation) {
    revoked.take(
        new InterfaceStateInfos(
            List.of(Decoded.accepted(new InterfaceState(interfaceId, active, revocation)))));
  }

  private void tellDead(long interfaceId, Revocation revocation) {
    tell(interfaceId, false, Optional.of(revocation));
  }

  @Test
  void interfaceIsDeadFromItsRevocationUntilItIsActive() {
    Revocation proof = revocation(3, EPOCH);
    tellDead(3, proof);
    assertEquals(Optional.of(proof), revoked.of(3));
    assertEquals(Optional.empty(), revoked.of(4));
    tell(3, false, Optional.empty());
    assertEquals(Map.of(3, proof), revoked.all());
    tell(3, true, Optional.empty());
    assertEquals(Map.of(), revoked.all());
  }

  @Test
  void laterEpochCountsWhicheverComesLast() {
    tellDead(3, revocation(3, EPOCH));
    tellDead(3, revocation(3, EPOCH + 1));
    tellDead(3, revocation(3, EPOCH));
    assertEquals(Map.of(3, revocation(3, EPOCH + 1)), revoked.all());
  }

  @Test
  void revocationOfAnythingElseProvesNothing() {
    tellDead(3, revocation(4, EPOCH));
    tellDead(3, revocation(IsdAs.parse("1-12"), 3, EPOCH));
    assertEquals(Map.of(), revoked.all());
  }

  @Test
  void interfacesThatTheAsHasNotArePassedOver() {
    tellDead(5, revocation(5, EPOCH));
    assertEquals(Map.of(), revoked.all());
    Revocation proof = revocation(3, EPOCH);
    tellDead(3, proof);
    // The low 32 bits equal interface 3.
    tell(1L << 32 | 3, true, Optional.empty());
    assertEquals(Map.of(3, proof), revoked.all());
  }
}
