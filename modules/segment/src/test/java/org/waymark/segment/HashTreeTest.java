package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HashTreeTest {
  private static final long CLOCK_S = 1_520_000_000;
  private static final ByteString SEED = ByteString.ofHex("c95019a0d4b298a32e9319911e5e7c66");

  static ConnectedHashTree tree(List<Long> interfaces, long treeTtlS) {
    return ConnectedHashTree.running(IsdAs.of(1, 11), interfaces, SEED, treeTtlS, CLOCK_S);
  }

  private static List<Long> randomInterfaces(SplittableRandom random) {
    return random.longs(random.nextLong(1, 12), 1, Long.MAX_VALUE).distinct().boxed().toList();
  }

  @Test
  void everyProofProvesItsWindowAndTheOneBeforeAndNoOther() {
    for (long seed = 0; seed < 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long treeTtlS = random.nextLong(1, 8) * 10;
      ConnectedHashTree before = tree(randomInterfaces(random), treeTtlS);
      ConnectedHashTree during = before.next();
      ConnectedHashTree after = during.next();
      long firstEpoch = during.window() * treeTtlS / 10;
      for (long epoch = firstEpoch; epoch < firstEpoch + treeTtlS / 10; epoch++) {
        Revocation revocation = during.prove(anyInterface(during, random), epoch);
        String where = "seed " + seed + ", epoch " + epoch;
        assertEquals(Optional.empty(), revocation.fault(), where);
        assertEquals(during.current().root(), revocation.treeRoot(), where);
        assertEquals(during.window(), revocation.window(), where);
        assertTrue(revocation.leafPositionMatchesEpoch(), where);
        assertEquals(
            Optional.of(ProofSide.PREVIOUS), revocation.provingSide(before.publishedRoot()), where);
        assertEquals(
            Optional.of(ProofSide.NEXT), revocation.provingSide(during.publishedRoot()), where);
        assertEquals(Optional.empty(), revocation.provingSide(after.publishedRoot()), where);
      }
    }
  }

  private static long anyInterface(ConnectedHashTree tree, SplittableRandom random) {
    List<Long> interfaces = tree.interfaces();
    return interfaces.get(random.nextInt(interfaces.size()));
  }

  @Test
  void anyChangedHashOrNumberBreaksTheProof() {
    ConnectedHashTree tree = tree(List.of(5L, 6L, 7L), 50);
    Revocation honest = tree.prove(6, tree.window() * 5 + 3);
    Revocation otherInterface =
        new Revocation(
            honest.ia(),
            7,
            honest.epoch(),
            honest.nonce(),
            honest.siblings(),
            honest.prevRoot(),
            honest.nextRoot(),
            honest.hashType(),
            honest.treeTtlS());
    assertEquals(Optional.empty(), otherInterface.provingSide(tree.publishedRoot()));
    for (int dropped = 0; dropped < honest.siblings().size(); dropped++) {
      List<Revocation.Sibling> siblings = new ArrayList<>(honest.siblings());
      siblings.remove(dropped);
      Revocation shorter = Revocations.withSiblings(honest, siblings);
      assertEquals(Optional.empty(), shorter.provingSide(tree.publishedRoot()));
    }
  }

  @Test
  void sixHoursOfEpochsForManyInterfacesStillHaveShortProofs() {
    List<Long> interfaces = LongStream.rangeClosed(1, 40).boxed().toList();
    HashTree tree = HashTree.build(interfaces, SEED, 21_600);
    assertEquals(86_400, tree.leafCount());
    assertEquals(17, tree.depth());
    HashTree.Proof last = tree.prove(40, 2_159);
    assertEquals(17, last.siblings().size());
  }

  @Test
  void aTreeRefusesWhatItCannotProve() {
    ConnectedHashTree tree = tree(List.of(5L), 60);
    long epoch = tree.window() * 6;
    assertThrows(IllegalArgumentException.class, () -> tree.prove(4, epoch));
    assertThrows(IllegalArgumentException.class, () -> tree.prove(5, epoch - 1));
    assertThrows(IllegalArgumentException.class, () -> tree.prove(5, epoch + 6));
    assertThrows(IllegalArgumentException.class, () -> tree.current().prove(5, 6));
    assertThrows(IllegalArgumentException.class, () -> tree.current().prove(5, -1));
  }

  @Test
  void aTreeIsNotBuiltOverNothingOrWithAWrongTreeTtl() {
    assertThrows(IllegalArgumentException.class, () -> HashTree.build(List.of(), SEED, 60));
    assertThrows(IllegalArgumentException.class, () -> HashTree.build(List.of(1L, 1L), SEED, 60));
    assertThrows(IllegalArgumentException.class, () -> HashTree.build(List.of(0L), SEED, 60));
    assertThrows(IllegalArgumentException.class, () -> HashTree.build(List.of(1L), SEED, 0));
    assertThrows(IllegalArgumentException.class, () -> HashTree.build(List.of(1L), SEED, 65));
  }
}
