package org.waymark.store.backing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.log.Topic;
import org.waymark.store.DamagedFiles;
import org.waymark.store.Records;
import org.waymark.store.RocksStoreTest;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/**
 * Tests that a process that may not read or write the directory fails to start, and sets nothing
 * aside. The test uses a separate process without the privilege to bypass file permissions.
 */
@Timeout(120)
class DirectoryAccessTest {
  @TempDir Path directory;

  /** Opens a store and prints the result. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) {
      try (Store store = RocksStoreTest.open(Path.of(arguments[0]))) {
        System.out.println("RESULT " + store.provenance());
      } catch (StoreException e) {
        System.out.println("RESULT " + e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
  }

  private void made() {
    try (Store store = RocksStoreTest.open(directory)) {
      store.apply(Topic.EVENTS, List.of(Records.record(0, Records.NOW_MS, new byte[0])));
      store.caughtUp();
    }
  }

  private String opened() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/setpriv")),
          "permissions do not bind root, and there is no setpriv");
      command.addAll(
          List.of("/usr/bin/setpriv", "--bounding-set", "-dac_override,-dac_read_search"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Opener.class.getName(),
            directory.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String result = out.lines().filter(line -> line.startsWith("RESULT ")).toList().getFirst();
      assertEquals(0, process.waitFor());
      return result.substring("RESULT ".length());
    }
  }

  private void assertRefused(Path what, String rights) throws Exception {
    String before = PosixFilePermissions.toString(Files.getPosixFilePermissions(what));
    Files.setPosixFilePermissions(what, PosixFilePermissions.fromString(rights));
    String refused = opened();
    Files.setPosixFilePermissions(what, PosixFilePermissions.fromString(before));
    assertTrue(refused.startsWith("Unreadable "), refused);
    assertTrue(refused.contains(what.toString()), refused);
    assertTrue(refused.contains("readable and writable by this process"), refused);
    assertFalse(refused.contains("Exception"), refused);
    assertFalse(Files.exists(directory.resolve("set-aside")), "nothing is set aside");
  }

  @Test
  void whatMayNotBeReadOrWrittenIsNamed() throws Exception {
    made();
    assertRefused(directory.resolve("db/CURRENT"), "---------");
    assertRefused(directory.resolve("db.seal"), "---------");
    assertRefused(directory.resolve("db"), "r-xr-xr-x");
    assertRefused(directory.resolve("db"), "---------");
    assertTrue(opened().startsWith("Resumed"));
  }

  @Test
  void aFullDiskIsNoDamage() throws Exception {
    Path mounted = Files.createDirectory(directory.resolve("disk"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=6m", "none", mounted.toString())
            .redirectErrorStream(true)
            .start();
    assumeTrue(mount.waitFor() == 0, "this process may not mount a disk to fill");
    directory = mounted;
    try {
      made();
      DamagedFiles.fill(mounted.resolve("fill"));
      String refused = opened();
      assertTrue(refused.startsWith("Unreadable "), refused);
      assertTrue(refused.contains("No space left on device"), refused);
      assertFalse(Files.exists(directory.resolve("set-aside")));
      Files.delete(mounted.resolve("fill"));
      assertTrue(opened().startsWith("Resumed"));
    } finally {
      new ProcessBuilder("umount", "--lazy", mounted.toString()).start().waitFor();
    }
  }
}
