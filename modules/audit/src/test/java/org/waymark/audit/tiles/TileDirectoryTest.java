package org.waymark.audit.tiles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.audit.text.StrictText;
import org.waymark.audit.tree.RightEdge;
import org.waymark.segment.ByteString;

class TileDirectoryTest {
  @TempDir Path folder;

  private TileDirectory open() {
    return TileDirectory.open(folder.resolve("log"));
  }

  private Set<String> files() throws IOException {
    Path root = folder.resolve("log");
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .collect(Collectors.toSet());
    }
  }

  @Test
  void filesHaveThePathsAndBytesOfTheTiles() throws IOException {
    MemoryTiles memory = WrittenTree.memory(600);
    WrittenTree.write(open(), 0, 600);
    assertEquals(memory.places().stream().map(Tile::path).collect(Collectors.toSet()), files());
    for (Tile tile : memory.places()) {
      byte[] bytes = memory.read(tile).orElseThrow().toBytes();
      assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("log").resolve(tile.path())));
      assertEquals(memory.read(tile), open().read(tile));
    }
  }

  @Test
  void nothingThatWasPublishedIsOverwritten() {
    Tile tile = new Tile(0, 1_234_067, 256);
    ByteString bytes = ByteString.of(new byte[8_192]);
    open().write(tile, bytes);
    open().write(tile, bytes);
    byte[] other = bytes.toBytes();
    other[0] = 1;
    TileException.Forked e =
        assertThrows(TileException.Forked.class, () -> open().write(tile, ByteString.of(other)));
    assertEquals(tile, e.tile());
    assertEquals(Optional.of(bytes), open().read(tile));
  }

  @Test
  void aFileThatACrashLeftHalfWrittenIsReplaced() throws IOException {
    Path fresh = folder.resolve("log/tile/0/000.new");
    Files.createDirectories(fresh.getParent());
    Files.writeString(fresh, "half a tile, longer than any whole one".repeat(1_000));
    WrittenTree.write(open(), 0, 256);
    assertEquals(
        WrittenTree.memory(256).places().stream().map(Tile::path).collect(Collectors.toSet()),
        files());
    assertEquals(8_192, Files.size(folder.resolve("log/tile/0/000")));
  }

  @Test
  void partialTilesAreDeletedWithTheirFolder() throws IOException {
    WrittenTree.write(open(), 0, 100);
    WrittenTree.write(open(), 100, 200);
    assertTrue(files().contains("tile/0/000.p/100"));
    WrittenTree.write(open(), 200, 300);
    assertFalse(Files.exists(folder.resolve("log/tile/0/000.p")));
    assertTrue(files().contains("tile/0/001.p/44"));
  }

  @Test
  void theCheckpointIsReplaced() throws IOException {
    assertEquals(Optional.empty(), open().publishedCheckpoint());
    open().publishCheckpoint(StrictText.utf8("first"));
    open().publishCheckpoint(StrictText.utf8("second"));
    assertEquals(Optional.of(StrictText.utf8("second")), open().publishedCheckpoint());
    assertEquals(Set.of("checkpoint"), files());
  }

  @Test
  void aLateBeginIsKept() throws IOException {
    assertEquals(RightEdge.EMPTY, open().begin());
    WrittenTree.write(open(), 300, 400);
    assertEquals(RightEdge.EMPTY, open().begin());
    WrittenTree.write(open(), 400, 600);
    assertEquals(WrittenTree.edge(512), open().begin());
    Path file = folder.resolve("log/begin");
    Files.write(file, new byte[3]);
    UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> open().begin());
    assertTrue(e.getMessage().contains(file + " is damaged"), e.getMessage());
  }

  @Test
  void aTileThatCannotBeReadIsNotTakenForMissing() throws IOException {
    Files.createDirectories(folder.resolve("log/tile/0/000"));
    Tile tile = new Tile(0, 0, 256);
    TileException.Inaccessible e =
        assertThrows(TileException.Inaccessible.class, () -> open().read(tile));
    assertEquals(tile, e.tile());
    assertTrue(e.getMessage().contains("tile/0/000"), e.getMessage());
  }

  @Test
  void aFileLargerThanAnyTileIsNotRead() throws IOException {
    Path file = folder.resolve("log/tile/0/000");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[256 * 65_537 + 1]);
    assertThrows(TileException.Inaccessible.class, () -> open().read(new Tile(0, 0, 256)));
  }
}
