package org.waymark.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
  @TempDir private Path folder;

  @Test
  void replacesAFileAndWhatAnInterruptedCallLeft() throws IOException {
    Path file = folder.resolve("seal");
    Files.write(file, new byte[] {1, 2, 3});
    Files.write(folder.resolve("seal.new"), new byte[100]);
    DurableFile.replace(file, new byte[] {4});
    DurableFile.syncFolder(folder);
    assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }
}
