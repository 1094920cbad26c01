package org.waymark.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that is killed in the middle of its work: a main class of the tests. */
public final class Victim implements AutoCloseable {
  private final Path errors;
  private final Process process;
  private final BufferedReader lines;

  /**
   * Starts the process.
   *
   * @param store the folder of its store, which is the only argument of the main class
   */
  public Victim(Class<?> main, Path store, String... jvmOptions) throws IOException {
    this(main, store, Map.of(), jvmOptions);
  }

  public Victim(Class<?> main, Path store, Map<String, String> environment, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(jvmOptions));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), main.getName(), store.toString()));
    this.errors = store.resolveSibling(store.getFileName() + ".errors");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    this.process = builder.start();
    this.lines = process.inputReader();
  }

  /** {@return the next line that the process prints} */
  public String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new AssertionError("it ended before it was killed: " + Files.readString(errors));
    }
    return line;
  }

  /** Kills the process like {@code kill -9}, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError(process + " is not gone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + process + " was killed", e);
    }
  }
}
