package org.waymark.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that runs in a separate process until it is stopped. */
public final class WaymarkProcess implements AutoCloseable {
  private static final long PATIENCE_S = 30;

  private final Path errors;
  private final Process process;
  private final BufferedReader lines;

  /**
   * Starts the process.
   *
   * @param errors the file for its standard error
   */
  public WaymarkProcess(Path errors, String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                // Logback must not report the log configurations of several modules on the output.
                "-Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener",
                "-cp",
                System.getProperty("java.class.path"),
                Waymark.class.getName()));
    line.addAll(List.of(arguments));
    this.errors = errors;
    this.process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
    this.lines = process.inputReader();
  }

  /** {@return the next line of the command's output} */
  public String line() throws IOException {
    String line = lines.readLine();
    if (line == null) {
      throw new AssertionError("it ended: " + errors());
    }
    return line;
  }

  /** {@return the next line of the command's output that contains a text} */
  public String lineWith(String text) throws IOException {
    String line = line();
    while (!line.contains(text)) {
      line = line();
    }
    return line;
  }

  /** Writes all that the command reads from its standard input. */
  public void write(String input) throws IOException {
    try (Writer writer = process.outputWriter()) {
      writer.write(input);
    }
  }

  /** {@return the rest of the command's output, when it has ended} */
  public List<String> rest() throws IOException {
    return lines.readAllLines();
  }

  /** {@return the standard error of the command so far} */
  public String errors() {
    try {
      return Files.readString(errors);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** {@return whether the process has not ended yet} */
  public boolean isRunning() {
    return process.isAlive();
  }

  /** Sends SIGTERM. {@return the exit code} */
  public int terminate() throws InterruptedException {
    process.destroy();
    return exitCode();
  }

  /** Sends SIGHUP, as a terminal does that closes. {@return the exit code} */
  public int hangUp() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    return exitCode();
  }

  /** Sends SIGKILL. Returns when the process has ended. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits until the command ends. {@return the exit code} */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + errors());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
