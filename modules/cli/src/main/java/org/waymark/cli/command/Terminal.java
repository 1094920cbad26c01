package org.waymark.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds out whether the output goes to a terminal. */
public final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
  private static final List<String> TERMINALS = List.of("/dev/pts/", "/dev/tty", "/dev/console");

  private Terminal() {}

  /**
   * {@return whether standard error is a terminal} Java can tell this only for standard input and
   * output, so the operating system is asked. If it cannot tell either, the result is false.
   */
  public static boolean isStandardError() {
    try {
      String device = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return TERMINALS.stream().anyMatch(device::startsWith);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
