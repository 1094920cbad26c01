package org.waymark.audit.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.waymark.audit.tiles.MemoryTiles;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.WrittenTree;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

class ProofTest {
  private static final int ALL_PAIRS = 130;
  private static final int LARGEST = 70_000;
  private static final List<ByteString> ENTRIES = NaiveTree.entries(LARGEST);

  private static TiledTree tree(MemoryTiles tiles, long size) {
    return new TiledTree(tiles, size);
  }

  private static final Map<Integer, ByteString> ROOTS = new HashMap<>();

  private static ByteString root(int size) {
    return ROOTS.computeIfAbsent(size, each -> NaiveTree.root(ENTRIES.subList(0, each)));
  }

  @Test
  void rootsAndProofsAreThoseOfTheDefinitionForAllPairs() {
    for (int size = 1; size <= ALL_PAIRS; size++) {
      List<ByteString> entries = ENTRIES.subList(0, size);
      TiledTree tree = tree(WrittenTree.memory(size), size);
      assertEquals(root(size), tree.root());
      for (int m = 0; m < size; m++) {
        InclusionProof inclusion = tree.inclusion(m);
        assertEquals(NaiveTree.path(m, entries), inclusion.hashes(), m + " of " + size);
        assertTrue(inclusion.proves(NaiveTree.leaf(entries.get(m)), root(size)));
        assertEquals(NaiveTree.leaf(entries.get(m)), tree.leaf(m));
      }
      for (int m = 1; m <= size; m++) {
        ConsistencyProof consistency = tree.consistency(m);
        assertEquals(NaiveTree.proof(m, entries), consistency.hashes(), m + " of " + size);
        assertTrue(consistency.proves(root(m), root(size)), m + " of " + size);
      }
    }
  }

  @Test
  void proofsReachAcrossTheLevelsOfTiles() {
    MemoryTiles tiles = WrittenTree.memory(LARGEST);
    TiledTree tree = tree(tiles, LARGEST);
    assertEquals(root(LARGEST), tree.root());
    for (int m = 1; m < LARGEST; m += 9_173) {
      assertEquals(NaiveTree.path(m, ENTRIES), tree.inclusion(m).hashes());
      assertEquals(NaiveTree.proof(m, ENTRIES), tree.consistency(m).hashes());
    }
  }

  @Test
  void smallerTreesAreProvenFromTheTilesOfLargerOnes() {
    MemoryTiles tiles = WrittenTree.memory(256);
    for (int size = 1; size <= 256; size += 15) {
      assertEquals(root(size), tree(tiles, size).root());
      assertTrue(
          tree(tiles, size)
              .inclusion(size - 1)
              .proves(NaiveTree.leaf(ENTRIES.get(size - 1)), root(size)));
    }
  }

  @Test
  void changingAnyPartOfAnInclusionProofIsNoticed() {
    for (int size : new int[] {1, 2, 3, 5, 8, 13, 64, 100}) {
      TiledTree tree = tree(WrittenTree.memory(size), size);
      for (int index = 0; index < size; index++) {
        InclusionProof proof = tree.inclusion(index);
        ByteString leaf = NaiveTree.leaf(ENTRIES.get(index));
        for (List<ByteString> other : mutations(proof.hashes())) {
          assertFalse(new InclusionProof(index, size, other).proves(leaf, root(size)));
        }
        for (int other = -1; other <= size; other++) {
          assertEquals(
              other == index,
              new InclusionProof(other, size, proof.hashes()).proves(leaf, root(size)));
        }
        assertFalse(proof.proves(root(size + 1), root(size)));
        assertFalse(proof.proves(leaf, root(size + 1)));
      }
    }
  }

  @Test
  void changingAnyPartOfAConsistencyProofIsNoticed() {
    for (int size : new int[] {1, 2, 3, 5, 8, 13, 64, 100}) {
      TiledTree tree = tree(WrittenTree.memory(size), size);
      for (int old = 0; old <= size; old++) {
        ConsistencyProof proof = tree.consistency(old);
        assertTrue(proof.proves(root(old), root(size)));
        for (List<ByteString> other : mutations(proof.hashes())) {
          assertFalse(new ConsistencyProof(old, size, other).proves(root(old), root(size)));
        }
        assertFalse(proof.proves(root(size + 1), root(size)), old + " " + size);
        assertEquals(old == 0, proof.proves(root(old), root(size + 1)), old + " " + size);
        assertFalse(
            new ConsistencyProof(size + 1, size, proof.hashes()).proves(root(old), root(size)));
        assertFalse(new ConsistencyProof(-1, size, proof.hashes()).proves(root(old), root(size)));
      }
    }
  }

  /**
   * {@return the hashes with each one changed, left out, and repeated, and with the order changed}
   */
  private static List<List<ByteString>> mutations(List<ByteString> hashes) {
    List<List<ByteString>> all = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      byte[] changed = hashes.get(i).toBytes();
      changed[i % 32] ^= 1;
      List<ByteString> other = new ArrayList<>(hashes);
      other.set(i, ByteString.of(changed));
      all.add(other);
      List<ByteString> shorter = new ArrayList<>(hashes);
      all.add(shorter);
      ByteString removed = shorter.remove(i);
      List<ByteString> longer = new ArrayList<>(hashes);
      longer.add(i, removed);
      all.add(longer);
      if (i > 0) {
        List<ByteString> swapped = new ArrayList<>(hashes);
        swapped.set(i, hashes.get(i - 1));
        swapped.set(i - 1, hashes.get(i));
        all.add(swapped);
      }
    }
    List<ByteString> longer = new ArrayList<>(hashes);
    longer.add(TreeHasher.EMPTY_ROOT);
    all.add(longer);
    return all;
  }

  @Test
  void theEmptyTreeIsContinuedByEveryTree() {
    TiledTree empty = tree(new MemoryTiles(), 0);
    assertEquals(TreeHasher.EMPTY_ROOT, empty.root());
    assertTrue(empty.consistency(0).proves(TreeHasher.EMPTY_ROOT, TreeHasher.EMPTY_ROOT));
    assertFalse(empty.consistency(0).proves(TreeHasher.EMPTY_ROOT, root(1)));
    assertTrue(new ConsistencyProof(0, 5, List.of()).proves(TreeHasher.EMPTY_ROOT, root(5)));
    assertFalse(new ConsistencyProof(0, 5, List.of()).proves(root(1), root(5)));
  }

  @Test
  void leavesAndSizesOutsideOfTheTreeAreRejected() {
    TiledTree tree = tree(WrittenTree.memory(5), 5);
    assertThrows(IllegalArgumentException.class, () -> tree.inclusion(5));
    assertThrows(IllegalArgumentException.class, () -> tree.inclusion(-1));
    assertThrows(IllegalArgumentException.class, () -> tree.consistency(6));
    assertThrows(IllegalArgumentException.class, () -> tree.consistency(-1));
  }

  @Test
  void aTreeThatBeginsLateProvesWhatComesAfterItsFirstTile() {
    int size = 1_000;
    List<ByteString> entries = ENTRIES.subList(0, size);
    for (int begin : new int[] {1, 255, 256, 300, 511, 512, 513, 700}) {
      MemoryTiles late = new MemoryTiles();
      WrittenTree.write(late, begin, size);
      TiledTree tree = tree(late, size);
      int firstWhole = (begin + 255) / 256 * 256;
      assertEquals(root(size), tree.root());
      for (int index = 0; index < size; index += 17) {
        if (index >= firstWhole) {
          assertEquals(NaiveTree.path(index, entries), tree.inclusion(index).hashes());
          assertEquals(NaiveTree.proof(index, entries), tree.consistency(index).hashes());
        } else {
          int lost = index;
          TileException.Missing e =
              assertThrows(TileException.Missing.class, () -> tree.inclusion(lost));
          assertEquals(new Tile(0, index / 256, 256), e.tile());
        }
      }
    }
  }

  @Test
  void aLateTreeReachesAcrossTheLevelsOfTiles() {
    MemoryTiles late = new MemoryTiles();
    WrittenTree.write(late, 66_000, 68_000);
    WrittenTree.write(late, 68_000, LARGEST);
    TiledTree tree = tree(late, LARGEST);
    assertEquals(root(LARGEST), tree.root());
    for (int index : new int[] {66_048, 66_300, 69_999}) {
      assertEquals(NaiveTree.path(index, ENTRIES), tree.inclusion(index).hashes());
      assertEquals(NaiveTree.proof(index, ENTRIES), tree.consistency(index).hashes());
    }
  }

  @Test
  void tilesThatWereLostInTheMiddleHideNothingAfterThem() {
    MemoryTiles tiles = WrittenTree.memory(300);
    tiles.remove(new Tile(0, 1, 44));
    tiles.remove(new Tile(1, 0, 1));
    WrittenTree.write(tiles, 300, 1_000);
    TiledTree tree = tree(tiles, 1_000);
    List<ByteString> entries = ENTRIES.subList(0, 1_000);
    assertEquals(NaiveTree.path(600, entries), tree.inclusion(600).hashes());
    assertEquals(NaiveTree.leaf(ENTRIES.get(100)), tree.leaf(100));
    TileException.Missing e = assertThrows(TileException.Missing.class, () -> tree.inclusion(100));
    assertEquals(new Tile(0, 1, 256), e.tile());
  }

  @Test
  void aMissingTileIsComputedFromThoseBelow() {
    MemoryTiles tiles = WrittenTree.memory(1_000);
    tiles.remove(new Tile(1, 0, 3));
    assertEquals(root(1_000), tree(tiles, 1_000).root());
    tiles.remove(new Tile(0, 1, 256));
    TileException.Missing e = assertThrows(TileException.Missing.class, tree(tiles, 1_000)::root);
    assertEquals(new Tile(0, 1, 256), e.tile());
  }
}
