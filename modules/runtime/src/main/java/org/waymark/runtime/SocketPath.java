package org.waymark.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The path of a Unix stream socket, by which the two ends of a connection find each other.
 *
 * @param path the path, at most {@value #MAX_BYTES} bytes, because the system stores the path in a
 *     field of about 104 bytes
 */
public record SocketPath(Path path) {
  /** The maximum length that every system accepts, including the file name. */
  public static final int MAX_BYTES = 100;

  /**
   * @throws IllegalArgumentException if the path is longer than {@value #MAX_BYTES} bytes
   */
  public SocketPath {
    int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s is %d bytes long, but the path of a Unix socket can be at most %d: use a shorter path"
              .formatted(path, bytes, MAX_BYTES));
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
