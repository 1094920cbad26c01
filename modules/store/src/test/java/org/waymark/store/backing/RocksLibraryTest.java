package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.store.RocksStoreTest;
import org.waymark.store.Store;
import org.waymark.store.Victim;

/** Tests which files of RocksDB's native library remain after processes were killed. */
@Timeout(120)
class RocksLibraryTest {
  @TempDir Path folder;

  /** The process that is killed as soon as it uses a store. */
  static final class Using {
    private Using() {}

    public static void main(String[] arguments) throws InterruptedException {
      try (Store store = RocksStoreTest.open(Path.of(arguments[0]))) {
        System.out.println("open " + store.place());
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }

  private void startAndKill() throws IOException {
    try (Victim victim =
        new Victim(
            Using.class,
            folder.resolve("store"),
            Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()),
            "-Djava.io.tmpdir=" + folder.resolve("temporary"))) {
      assertTrue(victim.line().startsWith("open "));
    }
  }

  private long libraries(String in) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(in))) {
      return all.filter(file -> file.getFileName().toString().contains("rocksdbjni"))
          .filter(Files::isRegularFile)
          .count();
    }
  }

  @Test
  void killedProcessesShareOneCopy() throws Exception {
    Files.createDirectory(folder.resolve("temporary"));
    startAndKill();
    startAndKill();
    assertEquals(0, libraries("temporary"));
    assertEquals(1, libraries("cache"));
  }
}
