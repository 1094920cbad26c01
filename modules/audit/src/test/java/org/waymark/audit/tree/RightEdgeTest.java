package org.waymark.audit.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class RightEdgeTest {
  private static final int SIZES = 600;

  private final TreeHasher hasher = new TreeHasher();

  /**
   * The entries and roots with which implementations of Certificate Transparency test themselves.
   */
  private static final List<String> KNOWN_ENTRIES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> KNOWN_ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void rootsAreThoseOfCertificateTransparency() {
    RightEdge edge = RightEdge.EMPTY;
    List<String> roots = new ArrayList<>(List.of(edge.root(hasher).hex()));
    for (String entry : KNOWN_ENTRIES) {
      edge = edge.append(hasher.leaf(ByteString.ofHex(entry)), hasher);
      roots.add(edge.root(hasher).hex());
    }
    assertEquals(KNOWN_ROOTS, roots);
  }

  @Test
  void rootIsThatOfTheDefinitionAtEverySize() {
    List<ByteString> entries = NaiveTree.entries(SIZES);
    RightEdge edge = RightEdge.EMPTY;
    for (int size = 0; size <= SIZES; size++) {
      assertEquals(size, edge.size());
      assertEquals(NaiveTree.root(entries.subList(0, size)), edge.root(hasher), "size " + size);
      assertEquals(edge, RightEdge.decode(edge.encode()).orElseThrow(), "size " + size);
      assertEquals(edge, RightEdge.of(size, edge.roots()));
      if (size < SIZES) {
        edge = edge.append(hasher.leaf(entries.get(size)), hasher);
      }
    }
  }

  @Test
  void appendingLeavesTheEarlierEdgeAsItWas() {
    RightEdge seven = edge(7);
    ByteString root = seven.root(hasher);
    seven.append(hasher.leaf(ByteString.of((byte) 1)), hasher);
    seven.append(hasher.leaf(ByteString.of((byte) 2)), hasher);
    assertEquals(root, seven.root(hasher));
    assertEquals(7, seven.size());
  }

  @Test
  void namesThePerfectSubtreesByHeightAndIndex() {
    List<ByteString> entries = NaiveTree.entries(7);
    RightEdge seven = edge(7);
    assertEquals(Optional.of(NaiveTree.root(entries.subList(0, 4))), seven.rootOf(2, 0));
    assertEquals(Optional.of(NaiveTree.root(entries.subList(4, 6))), seven.rootOf(1, 2));
    assertEquals(Optional.of(NaiveTree.root(entries.subList(6, 7))), seven.rootOf(0, 6));
    assertEquals(Optional.empty(), seven.rootOf(1, 1));
    assertEquals(Optional.empty(), seven.rootOf(0, 7));
    assertEquals(Optional.empty(), seven.rootOf(3, 0));
  }

  @Test
  void theLeafThatCompletesASubtreeYieldsItsRoot() {
    List<ByteString> entries = NaiveTree.entries(8);
    RightEdge seven = edge(7);
    ByteString last = hasher.leaf(entries.get(7));
    assertEquals(NaiveTree.root(entries.subList(6, 8)), seven.completed(1, last, hasher));
    assertEquals(NaiveTree.root(entries), seven.completed(3, last, hasher));
    assertThrows(IllegalArgumentException.class, () -> seven.completed(4, last, hasher));
    assertThrows(IllegalArgumentException.class, () -> edge(6).completed(1, last, hasher));
  }

  @Test
  void otherNumbersOfBytesAreRefused() {
    ByteString encoded = edge(7).encode();
    for (int size = 0; size < encoded.size(); size++) {
      ByteString cut = ByteString.of(encoded.unsafeBytes(), 0, size);
      assertEquals(
          Optional.of(size < 8 ? RefusalReason.TOO_SHORT : RefusalReason.RIGHT_EDGE),
          RightEdge.decode(cut).whyRefused().map(Refusal::reason));
    }
    byte[] longer = new byte[encoded.size() + 1];
    System.arraycopy(encoded.unsafeBytes(), 0, longer, 0, encoded.size());
    assertRefused(RightEdge.decode(ByteString.of(longer)));
    byte[] negative = new byte[8 + 32];
    negative[0] = (byte) 0x80;
    assertRefused(RightEdge.decode(ByteString.of(negative)));
  }

  @Test
  void rootsThatDoNotFitTheSizeAreRejected() {
    ByteString root = TreeHasher.EMPTY_ROOT;
    assertThrows(IllegalArgumentException.class, () -> RightEdge.of(3, List.of(root)));
    assertThrows(IllegalArgumentException.class, () -> RightEdge.of(-1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> RightEdge.of(1, List.of(ByteString.EMPTY)));
  }

  private RightEdge edge(int size) {
    RightEdge edge = RightEdge.EMPTY;
    for (ByteString entry : NaiveTree.entries(size)) {
      edge = edge.append(hasher.leaf(entry), hasher);
    }
    return edge;
  }

  private static void assertRefused(Decoded<RightEdge> decoded) {
    assertEquals(Optional.of(RefusalReason.RIGHT_EDGE), decoded.whyRefused().map(Refusal::reason));
  }
}
