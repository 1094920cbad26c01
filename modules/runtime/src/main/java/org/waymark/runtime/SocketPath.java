package org.waymark.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The file by which the two ends of a Unix stream socket find each other.
 *
 * @param path short: the system keeps it in a field of about 104 bytes
 */
public record SocketPath(Path path) {
  /** What every system takes, the name of the file included. */
  public static final int MAX_BYTES = 100;

  /**
   * @throws IllegalArgumentException when the path is too long
   */
  public SocketPath {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s has %d bytes, and no Unix socket can have more than %d: use a shorter path"
              .formatted(path, bytes, MAX_BYTES));
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
