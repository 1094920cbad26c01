package org.waymark.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.Promise;

/**
 * The resources that a process holds, as Linux reports them. The limits are about twice what a
 * replica holds that nothing has happened to, so that a leak of one thread or file per fault is
 * found within a few dozen faults.
 *
 * @param threads the number of threads
 * @param files the number of open file descriptors, including sockets, but without the tables of
 *     the store, which the database limits and which depend on how often it was flushed
 * @param residentKb the memory in use, in KiB
 */
record ResourceUse(long threads, long files, long residentKb) {
  private static final long MOST_THREADS = 80;
  private static final long MOST_FILES = 300;

  /** The heap of a child process is limited to 384 MiB. The rest is native memory. */
  private static final long MOST_RESIDENT_KB = 800 * 1_024;

  private static final Path PROC = Path.of("/proc");

  /** {@return what a running process holds} */
  static ResourceUse of(long pid) throws IOException {
    Path process = PROC.resolve(Long.toString(pid));
    List<String> status = Files.readAllLines(process.resolve("status"));
    try (Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new ResourceUse(
          number(status, "Threads:"),
          files.filter(file -> !isTable(file)).count(),
          number(status, "VmRSS:"));
    }
  }

  private static boolean isTable(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().endsWith(".sst");
    } catch (IOException closed) {
      // Closed meanwhile.
      return true;
    }
  }

  private static long number(List<String> status, String name) throws IOException {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> Long.parseLong(line.substring(name.length()).strip().split(" ")[0]))
        .findFirst()
        .orElseThrow(() -> new IOException("the process has no " + name));
  }

  /**
   * Checks that the process holds no more than a replica needs.
   *
   * @param who the replica and its process
   */
  void requireBounded(String who) throws BrokenPromiseException {
    if (threads > MOST_THREADS || files > MOST_FILES || residentKb > MOST_RESIDENT_KB) {
      throw new BrokenPromiseException(
          Promise.RESOURCES_ARE_BOUNDED,
          "%s has %d threads, %d open files and %d KiB of memory, at most %d, %d and %d are expected"
              .formatted(
                  who, threads, files, residentKb, MOST_THREADS, MOST_FILES, MOST_RESIDENT_KB));
    }
  }
}
