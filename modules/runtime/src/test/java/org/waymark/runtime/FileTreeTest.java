package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir private Path folder;

  @Test
  void everythingBelowIsDeletedAndNothingBeside() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(Files.createDirectories(tree.resolve("a/b")).resolve("file"), "x");
    Path beside = Files.writeString(folder.resolve("beside"), "x");

    FileTree.delete(tree);

    assertFalse(Files.exists(tree));
    assertTrue(Files.exists(beside));
  }

  @Test
  void linksAreDeletedAndNotFollowed() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Path beside = Files.createDirectories(folder.resolve("beside"));
    Files.writeString(beside.resolve("file"), "x");
    Files.createSymbolicLink(tree.resolve("link"), beside);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("gone"));

    FileTree.delete(tree);
    FileTree.delete(dangling);

    assertFalse(Files.exists(tree));
    assertTrue(Files.exists(beside.resolve("file")));
    assertFalse(Files.exists(dangling, LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void missingTreeIsNoError() {
    assertDoesNotThrow(() -> FileTree.delete(folder.resolve("nothing")));
  }
}
