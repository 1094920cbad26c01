package org.waymark.faults.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * The commands that a child process receives on its standard input. The input ends when the parent
 * process ends.
 */
final class Commands {
  /** The exit code of a child whose parent has ended. */
  private static final int PARENT_ENDED = 3;

  private Commands() {}

  /** Starts reading commands, which are executed on a separate thread. */
  static void read(Consumer<String> each) {
    Thread.ofPlatform().daemon().name("commands").start(() -> readAll(each));
  }

  private static void readAll(Consumer<String> each) {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        each.accept(line);
      }
    } catch (IOException failure) {
      System.err.println("Cannot read commands: " + failure.getMessage());
    }
    Runtime.getRuntime().halt(PARENT_ENDED);
  }

  /** Writes an answer to the parent. */
  static void answer(String name, String text) {
    System.out.println(name + " " + text);
    System.out.flush();
  }
}
