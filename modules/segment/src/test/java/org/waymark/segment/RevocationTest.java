package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationTest {
  private static final long EPOCH = 152_000_000;
  private static final long START_MS = EPOCH * 10_000;

  private static Optional<RevocationFault> fault(
      long interfaceId, long epoch, int hashType, long treeTtlS) {
    return Revocations.of(interfaceId, epoch, hashType, treeTtlS).fault();
  }

  @Test
  void onlySoundNumbersHaveNoFault() {
    long lastEpoch = (1L << 40) - 1;
    assertEquals(Optional.empty(), fault(1, EPOCH, 0, 10));
    assertEquals(Optional.empty(), fault(1, 0, 0, 10));
    assertEquals(Optional.empty(), fault(Long.MAX_VALUE, lastEpoch, 0, 4_294_967_290L));
    assertEquals(Optional.of(RevocationFault.INTERFACE_ZERO), fault(0, EPOCH, 0, 10));
    assertEquals(
        Optional.of(RevocationFault.INTERFACE_TOO_LARGE), fault(Long.MIN_VALUE, EPOCH, 0, 10));
    assertEquals(Optional.of(RevocationFault.INTERFACE_TOO_LARGE), fault(-1, EPOCH, 0, 10));
    assertEquals(Optional.of(RevocationFault.TREE_TTL_ZERO), fault(1, EPOCH, 0, 0));
    assertEquals(Optional.of(RevocationFault.TREE_TTL_NO_MULTIPLE), fault(1, EPOCH, 0, 9));
    assertEquals(Optional.of(RevocationFault.TREE_TTL_NO_MULTIPLE), fault(1, EPOCH, 0, 15));
    assertEquals(Optional.of(RevocationFault.HASH_TYPE_UNKNOWN), fault(1, EPOCH, 1, 10));
    assertEquals(Optional.of(RevocationFault.EPOCH_TOO_LARGE), fault(1, lastEpoch + 1, 0, 10));
    assertEquals(Optional.of(RevocationFault.EPOCH_TOO_LARGE), fault(1, -1, 0, 10));
  }

  @Test
  void faultsSayWhatIsWrong() {
    assertEquals("the interface is 0", RevocationFault.INTERFACE_ZERO.text());
    assertEquals("the epoch is 2^40 or greater", RevocationFault.EPOCH_TOO_LARGE.text());
  }

  @Test
  void theFirstFaultInTheirOrderIsTheOneReported() {
    assertEquals(Optional.of(RevocationFault.INTERFACE_ZERO), fault(0, -1, 1, 15));
    assertEquals(Optional.of(RevocationFault.TREE_TTL_NO_MULTIPLE), fault(1, -1, 1, 15));
    assertEquals(Optional.of(RevocationFault.HASH_TYPE_UNKNOWN), fault(1, -1, 1, 20));
  }

  @ParameterizedTest
  @CsvSource({"-1,false", "0,true", "9999,true", "11999,true", "12000,false"})
  void isCurrentInItsEpochAndTwoSecondsMore(long afterStartMs, boolean expected) {
    assertEquals(expected, Revocations.ofEpoch(EPOCH, 60).isCurrent(START_MS + afterStartMs));
  }

  @Test
  void epochsThatOverflowAreNeverCurrentNorTolerated() {
    for (long epoch : List.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 10_000 + 1)) {
      Revocation revocation = Revocations.ofEpoch(epoch, 60);
      for (long clockMs : List.of(0L, START_MS, revocation.epochStartMs())) {
        assertFalse(revocation.isCurrent(clockMs));
        assertFalse(RevocationTolerance.accepts(revocation, clockMs));
        assertFalse(RevocationTolerance.counts(revocation, clockMs));
      }
    }
  }

  @Test
  void expiresTwoSecondsIntoTheNextEpoch() {
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    assertEquals(START_MS, revocation.epochStartMs());
    assertEquals(START_MS + 12_000, revocation.expiryMs());
  }

  @Test
  void leafPositionIsReadFromTheSidesOfTheSiblings() {
    Revocation.Sibling left = new Revocation.Sibling(true, ByteString.EMPTY);
    Revocation.Sibling right = new Revocation.Sibling(false, ByteString.EMPTY);
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    assertEquals(0, revocation.leafPosition());
    assertEquals(
        0b1101,
        Revocations.withSiblings(revocation, List.of(left, right, left, left)).leafPosition());
  }

  @Test
  void proofsDeeperThanAnyTreeAreJudgedByTheRemainderOfTheirPosition() {
    Revocation.Sibling left = new Revocation.Sibling(true, ByteString.EMPTY);
    Revocation revocation = Revocations.ofEpoch(EPOCH, 10);
    Revocation deepest = Revocations.withSiblings(revocation, Collections.nCopies(62, left));
    assertEquals((1L << 62) - 1, deepest.leafPosition());
    assertTrue(deepest.leafPositionMatchesEpoch());
    Revocation tooDeep = Revocations.withSiblings(revocation, Collections.nCopies(63, left));
    assertEquals(-1, tooDeep.leafPosition());
    assertTrue(tooDeep.leafPositionMatchesEpoch());
    // With three epochs, 2^i modulo 3 is 1 and 2 in turn, so two consecutive siblings on the left
    // add up to 0.
    List<Revocation.Sibling> siblings =
        new ArrayList<>(Collections.nCopies(62, new Revocation.Sibling(false, ByteString.EMPTY)));
    siblings.add(left);
    Revocation thirty = Revocations.ofEpoch(EPOCH / 3 * 3, 30);
    assertFalse(Revocations.withSiblings(thirty, siblings).leafPositionMatchesEpoch());
    siblings.add(left);
    assertTrue(Revocations.withSiblings(thirty, siblings).leafPositionMatchesEpoch());
  }

  @Test
  void aLeafPositionOfAnotherEpochDoesNotMatch() {
    Revocation revocation = HashTreeTest.tree(List.of(3L, 4L), 60).prove(4, EPOCH);
    assertTrue(revocation.leafPositionMatchesEpoch());
    for (int level = 0; level < revocation.siblings().size(); level++) {
      List<Revocation.Sibling> siblings = new ArrayList<>(revocation.siblings());
      Revocation.Sibling sibling = siblings.get(level);
      siblings.set(level, new Revocation.Sibling(!sibling.isLeft(), sibling.hash()));
      Revocation moved = Revocations.withSiblings(revocation, siblings);
      assertFalse(moved.leafPositionMatchesEpoch(), "side changed at level " + level);
    }
  }

  @Test
  void provesNothingWhenItHasAFault() {
    Revocation sound = HashTreeTest.tree(List.of(3L), 60).prove(3, EPOCH);
    ByteString root = sound.connectedRoot(ProofSide.NEXT);
    assertEquals(Optional.of(ProofSide.NEXT), sound.provingSide(root));
    Revocation unknownHash =
        new Revocation(
            sound.ia(),
            sound.interfaceId(),
            sound.epoch(),
            sound.nonce(),
            sound.siblings(),
            sound.prevRoot(),
            sound.nextRoot(),
            1,
            sound.treeTtlS());
    assertEquals(root, unknownHash.connectedRoot(ProofSide.NEXT));
    assertEquals(Optional.empty(), unknownHash.provingSide(root));
  }

  @Test
  void aRevocationWithoutATreeTtlSaysThatItHasNoLeaf() {
    Revocation revocation = Revocations.ofEpoch(EPOCH, 0);
    assertThrows(IllegalStateException.class, revocation::treeRoot);
    assertThrows(IllegalStateException.class, revocation::leafPositionMatchesEpoch);
    assertEquals(Optional.empty(), revocation.provingSide(ByteString.EMPTY));
  }

  @Test
  void eventIdIsTheHashOfWhatTheFormulaNames() {
    Revocation revocation = Revocations.ofEpoch(EPOCH, 60);
    // "waymark-revocation-1" || IA || interface || epoch || side || connected root
    String label = "7761796d61726b2d7265766f636174696f6e2d31";
    String numbers = "000100000000000b" + "0000000000000001" + "00000000090f5600";
    for (ProofSide side : ProofSide.values()) {
      ByteString hashed =
          ByteString.ofHex(
              label + numbers + "0" + side.number() + revocation.connectedRoot(side).hex());
      assertEquals(Sha256.hash(hashed), revocation.eventId(side));
    }
  }

  @Test
  void eventIdOfAHalfDoesNotDependOnTheOtherNeighbourRoot() {
    Revocation honest = HashTreeTest.tree(List.of(3L), 60).prove(3, EPOCH);
    Revocation garbled =
        new Revocation(
            honest.ia(),
            honest.interfaceId(),
            honest.epoch(),
            honest.nonce(),
            honest.siblings(),
            ByteString.ofHex("00"),
            honest.nextRoot(),
            honest.hashType(),
            honest.treeTtlS());
    assertEquals(honest.eventId(ProofSide.NEXT), garbled.eventId(ProofSide.NEXT));
    assertNotEquals(honest.eventId(ProofSide.PREVIOUS), garbled.eventId(ProofSide.PREVIOUS));
  }
}
