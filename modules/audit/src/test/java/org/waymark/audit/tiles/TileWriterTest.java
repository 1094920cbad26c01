package org.waymark.audit.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.audit.tiles.WrittenTree.edge;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.segment.ByteString;

class TileWriterTest {
  @Test
  void tilesContainTheHashesOfTheDefinition() {
    int size = 3 * 256 + 17;
    List<ByteString> entries = NaiveTree.entries(size);
    MemoryTiles tiles = WrittenTree.memory(size);
    assertEquals(
        Set.of(
            "tile/0/000",
            "tile/0/001",
            "tile/0/002",
            "tile/0/003.p/17",
            "tile/1/000.p/3",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002",
            "tile/entries/003.p/17"),
        paths(tiles));
    assertEquals(
        joined(entries.subList(512, 768).stream().map(NaiveTree::leaf)),
        tiles.hashes(new Tile(0, 2, 256)));
    assertEquals(
        joined(entries.subList(768, size).stream().map(NaiveTree::leaf)),
        tiles.hashes(new Tile(0, 3, 17)));
    assertEquals(
        joined(
            IntStream.range(0, 3)
                .mapToObj(i -> NaiveTree.root(entries.subList(256 * i, 256 * i + 256)))),
        tiles.hashes(new Tile(1, 0, 3)));
    assertEquals(entries.subList(256, 512), tiles.entries(Tile.entries(1, 256)));
    assertEquals(entries.subList(768, size), tiles.entries(Tile.entries(3, 17)));
  }

  /** Uses the example of C2SP tlog-tiles, Partial Tiles. */
  @Test
  void aTreeOf70000LeavesHasTheTilesOfTheSpecification() {
    MemoryTiles tiles = WrittenTree.memory(70_000);
    Set<String> hashTiles =
        paths(tiles).stream()
            .filter(path -> !path.startsWith("tile/entries/"))
            .collect(Collectors.toSet());
    Set<String> expected =
        IntStream.range(0, 273)
            .mapToObj(i -> new Tile(0, i, 256).path())
            .collect(Collectors.toSet());
    expected.addAll(List.of("tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"));
    assertEquals(expected, hashTiles);
  }

  @Test
  void resumingAtAnySizeYieldsTheSameTiles() {
    MemoryTiles whole = WrittenTree.memory(600);
    for (int size = 0; size <= 600; size += 13) {
      MemoryTiles tiles = new MemoryTiles();
      WrittenTree.write(tiles, 0, size);
      assertEquals(edge(600), WrittenTree.write(tiles, size, 600).edge());
      for (Tile tile : whole.places()) {
        assertEquals(whole.read(tile), tiles.read(tile), tile + " after " + size);
      }
    }
  }

  @Test
  void partialTilesAreDeletedOnceTheFullOneIsThere() {
    MemoryTiles tiles = new MemoryTiles();
    WrittenTree.write(tiles, 0, 100);
    WrittenTree.write(tiles, 100, 200);
    assertTrue(paths(tiles).contains("tile/0/000.p/100"));
    assertTrue(paths(tiles).contains("tile/0/000.p/200"));
    WrittenTree.write(tiles, 200, 256);
    assertEquals(Set.of("tile/0/000", "tile/1/000.p/1", "tile/entries/000"), paths(tiles));
  }

  @Test
  void publishingAgainAfterAKillChangesNothing() {
    MemoryTiles tiles = new MemoryTiles();
    WrittenTree.write(tiles, 0, 200);
    // The writer was killed after it had published tiles, but before it published their checkpoint,
    // so the partial tiles may be gone.
    WrittenTree.write(tiles, 200, 700);
    Set<String> before = paths(tiles);
    WrittenTree.write(tiles, 200, 700);
    assertEquals(before, paths(tiles));
  }

  @Test
  void aRewrittenTailIsForked() {
    MemoryTiles tiles = WrittenTree.memory(700);
    TileWriter writer = TileWriter.resume(tiles, edge(200));
    NaiveTree.entries(256).subList(200, 255).forEach(writer::append);
    TileException.Forked e =
        assertThrows(
            TileException.Forked.class, () -> writer.append(StrictText.utf8("another entry")));
    assertEquals(Tile.entries(0, 256), e.tile());
  }

  @Test
  void aRewrittenPartialTileIsForked() {
    MemoryTiles tiles = WrittenTree.memory(50);
    TileWriter writer = TileWriter.resume(tiles, edge(0));
    NaiveTree.entries(49).forEach(writer::append);
    writer.append(StrictText.utf8("another entry"));
    TileException.Forked e = assertThrows(TileException.Forked.class, writer::flush);
    assertEquals(Tile.entries(0, 50), e.tile());
  }

  @Test
  void partialTilesOfAnotherTreeAreNotContinued() {
    for (Tile tile : List.of(new Tile(0, 2, 88), new Tile(1, 0, 2), Tile.entries(2, 88))) {
      MemoryTiles tiles = WrittenTree.memory(600);
      byte[] other = tiles.read(tile).orElseThrow().toBytes();
      other[5] ^= 1;
      tiles.replace(tile, ByteString.of(other));
      TileException.Damaged e =
          assertThrows(TileException.Damaged.class, () -> TileWriter.resume(tiles, edge(600)));
      assertEquals(tile, e.tile());
    }
  }

  @Test
  void tilesOfTheWrongSizeAreDamaged() {
    for (Tile tile : List.of(new Tile(0, 2, 88), Tile.entries(2, 88))) {
      MemoryTiles tiles = WrittenTree.memory(600);
      ByteString bytes = tiles.read(tile).orElseThrow();
      tiles.replace(tile, ByteString.of(bytes.unsafeBytes(), 0, bytes.size() - 1));
      assertThrows(TileException.Damaged.class, () -> TileWriter.resume(tiles, edge(600)));
    }
  }

  @Test
  void aTreeThatBeginsLateHasEveryTileButTheFirst() {
    MemoryTiles whole = WrittenTree.memory(1_000);
    for (int begin : new int[] {1, 255, 256, 257, 300, 512, 1_000}) {
      MemoryTiles late = new MemoryTiles();
      assertEquals(edge(1_000), WrittenTree.write(late, begin, 1_000).edge());
      int firstWhole = (begin + 255) / 256;
      Set<Tile> expected =
          whole.places().stream()
              .filter(tile -> tile.level() <= 0 ? tile.index() >= firstWhole : begin < 256)
              .collect(Collectors.toSet());
      assertEquals(expected, late.places(), "begun at " + begin);
      late.places().forEach(tile -> assertEquals(whole.read(tile), late.read(tile)));
    }
  }

  @Test
  void aLateTreeGoesOnAfterARestart() {
    MemoryTiles once = new MemoryTiles();
    WrittenTree.write(once, 300, 1_000);
    MemoryTiles twice = new MemoryTiles();
    WrittenTree.write(twice, 300, 400);
    WrittenTree.write(twice, 400, 600);
    WrittenTree.write(twice, 600, 1_000);
    once.places().forEach(tile -> assertEquals(once.read(tile), twice.read(tile), tile.path()));
  }

  private static Set<String> paths(MemoryTiles tiles) {
    return tiles.places().stream().map(Tile::path).collect(Collectors.toSet());
  }

  private static ByteString joined(Stream<ByteString> hashes) {
    return ByteString.ofHex(hashes.map(ByteString::hex).collect(Collectors.joining()));
  }

  @Test
  void aMissingTileIsNamed() {
    MemoryTiles tiles = WrittenTree.memory(600);
    tiles.remove(new Tile(0, 1, 256));
    TileException.Missing e =
        assertThrows(TileException.Missing.class, () -> tiles.hashes(new Tile(0, 1, 256)));
    assertEquals(new Tile(0, 1, 256), e.tile());
    assertTrue(e.getMessage().contains("tile/0/001"));
    assertEquals(Optional.empty(), tiles.read(new Tile(0, 1, 256)));
  }
}
