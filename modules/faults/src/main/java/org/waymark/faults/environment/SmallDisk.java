package org.waymark.faults.environment;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.faults.InvalidRunException;

/** A small disk in memory, which can be filled. Mounting it requires root privileges. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "48m";
  private static final int PIECE_BYTES = 64 * 1024;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts a disk.
   *
   * @param folder the mount point, which is created
   * @throws InvalidRunException if this process has no permission to mount disks
   */
  static SmallDisk mount(Path folder)
      throws IOException, InterruptedException, InvalidRunException {
    Files.createDirectories(folder);
    if (run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "faults", folder.toString()) != 0) {
      throw new InvalidRunException("cannot mount a small disk: run this suite as root");
    }
    return new SmallDisk(folder);
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  /** Writes until the disk is full. */
  void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      byte[] piece = new byte[PIECE_BYTES];
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      if (!String.valueOf(full.getMessage()).contains("space")) {
        throw full;
      }
    }
  }

  /** Frees the space again. */
  void free() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() throws IOException {
    try {
      if (run("umount", folder.toString()) != 0) {
        throw new IOException("cannot unmount " + folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while unmounting " + folder, e);
    }
  }
}
