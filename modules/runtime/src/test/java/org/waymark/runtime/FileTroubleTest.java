package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
  @TempDir Path folder;

  private String trouble(Executable use) {
    String said = FileTrouble.of(assertThrows(IOException.class, use));
    assertFalse(said.contains(folder.toString()), "the caller names the file: " + said);
    return said;
  }

  @Test
  void saysInWordsWhatTheFileSystemSays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "\uD834\uDD1E");
    assertEquals(
        "there is no such file", trouble(() -> Files.readAllBytes(folder.resolve("none"))));
    assertEquals("it already exists", trouble(() -> Files.createDirectory(file)));
    assertEquals("it is not a folder", trouble(() -> Files.list(file).close()));
    assertEquals("the folder is not empty", trouble(() -> Files.delete(folder)));
    assertEquals("Is a directory", trouble(() -> Files.readAllBytes(folder)));
    assertEquals("Not a directory", trouble(() -> Files.readAllBytes(file.resolve("beyond"))));
    Files.write(file, new byte[] {(byte) 0xff});
    assertEquals("it is not UTF-8", trouble(() -> Files.readString(file)));
  }

  @Test
  void neverSaysNothing() {
    assertEquals("access is denied", FileTrouble.of(new AccessDeniedException("file")));
    assertEquals("the disk is full", FileTrouble.of(new IOException("the disk is full")));
    assertEquals("EOFException", FileTrouble.of(new EOFException()));
  }
}
