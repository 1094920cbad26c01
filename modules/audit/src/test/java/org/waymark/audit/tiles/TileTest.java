package org.waymark.audit.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class TileTest {
  @Test
  void pathsAreThoseOfTheSpecification() {
    assertPath("tile/0/x001/x234/067", new Tile(0, 1_234_067, 256));
    assertPath("tile/0/000", new Tile(0, 0, 256));
    assertPath("tile/1/999", new Tile(1, 999, 256));
    assertPath("tile/1/x001/000", new Tile(1, 1_000, 256));
    assertPath("tile/7/000.p/1", new Tile(7, 0, 1));
    assertPath("tile/2/x001/000.p/255", new Tile(2, 1_000, 255));
    assertPath("tile/entries/x273/112.p/112", Tile.entries(273_112, 112));
    assertPath("tile/0/x009/x223/x372/x036/x854/x775/807", new Tile(0, Long.MAX_VALUE, 256));
  }

  private static void assertPath(String path, Tile tile) {
    assertEquals(path, tile.path());
    assertEquals(tile, Tile.parse(path).orElseThrow());
  }

  @Test
  void otherPathsAreRefused() {
    for (String path :
        List.of(
            "",
            "tile/0",
            "tile/0/",
            "tile/0/0",
            "tile/0/0000",
            "tile/8/000",
            "tile/00/000",
            "tile/-1/000",
            "tile/data/000",
            "tile/0/x000/001",
            "tile/0/001/001",
            "tile/0/x001/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000.p",
            "/tile/0/000",
            "tile/0/000\n",
            "tile/0/../000",
            "tile/0/x999/x999/x999/x999/x999/x999/999")) {
      assertEquals(
          Optional.of(RefusalReason.TILE_PATH),
          Tile.parse(path).whyRefused().map(Refusal::reason),
          path);
    }
  }

  /** Uses the example of C2SP tlog-tiles, Partial Tiles. */
  @Test
  void aTreeOf70000LeavesEndsWithTheTilesOfTheSpecification() {
    assertEquals(new Tile(0, 272, 256), Tile.containing(0, 69_887, 70_000));
    assertEquals(new Tile(0, 273, 112), Tile.containing(0, 69_999, 70_000));
    assertEquals(new Tile(1, 0, 256), Tile.containing(1, 255, 70_000));
    assertEquals(new Tile(1, 1, 17), Tile.containing(1, 272, 70_000));
    assertEquals(new Tile(2, 0, 1), Tile.containing(2, 0, 70_000));
    assertEquals(Tile.entries(273, 112), Tile.containing(Tile.ENTRIES, 69_999, 70_000));
    assertThrows(IllegalArgumentException.class, () -> Tile.containing(0, 70_000, 70_000));
    assertThrows(IllegalArgumentException.class, () -> Tile.containing(1, 273, 70_000));
    assertThrows(IllegalArgumentException.class, () -> Tile.containing(0, -1, 70_000));
  }

  @Test
  void impossibleTilesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new Tile(-2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Tile(8, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Tile(0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Tile(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Tile(0, 0, 257));
  }
}
