package org.waymark.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that is measured from outside: {@code tools/waymark}, or the bare program with which it
 * is compared. Used by one thread.
 */
final class WaymarkProcess implements AutoCloseable {
  private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");
  private static final long ENDS_WITHIN_S = 60;
  private static final double NS_PER_MS = 1e6;
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  private final String line;
  private final double msToLine;

  private WaymarkProcess(List<String> command, String words, Path errors) throws IOException {
    this.errors = errors;
    long startNs = System.nanoTime();
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    out = process.inputReader();
    String printed = out.readLine();
    while (printed != null && !printed.contains(words)) {
      printed = out.readLine();
    }
    msToLine = (System.nanoTime() - startNs) / NS_PER_MS;
    if (printed == null) {
      throw failed("ended before it printed '" + words + "'");
    }
    line = printed;
  }

  /**
   * Starts a process and waits until it prints a line that contains the given words.
   *
   * @param errors the file to which its standard error is appended
   * @throws InvalidRunException if it ends without printing such a line
   */
  static WaymarkProcess started(List<String> command, String words, Path errors)
      throws IOException {
    return new WaymarkProcess(command, words, errors);
  }

  /**
   * Runs a command to its end.
   *
   * @return the time from its start to its end, in milliseconds
   * @throws InvalidRunException if it fails
   */
  static double msToEnd(List<String> command, Path errors)
      throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    int exitCode = process.waitFor();
    double ms = (System.nanoTime() - startNs) / NS_PER_MS;
    if (exitCode != 0) {
      throw new InvalidRunException(
          "%s ended with %d: %s".formatted(command, exitCode, Files.readString(errors).strip()));
    }
    return ms;
  }

  /** {@return the command that runs a class of this module with the given JVM options} */
  static List<String> java(List<String> options, Class<?> main, String... arguments) {
    return java(options, System.getProperty("java.class.path"), main, arguments);
  }

  /** {@return the command that runs a class of this module that uses no library} */
  static List<String> javaAlone(List<String> options, Class<?> main) {
    URL own = main.getProtectionDomain().getCodeSource().getLocation();
    return java(options, Path.of(URI.create(own.toString())).toString(), main);
  }

  private static List<String> java(
      List<String> options, String classPath, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(JAVA_BIN.resolve("java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** {@return the line that was awaited} */
  String line() {
    return line;
  }

  /** {@return the time from the start of the process to that line, in milliseconds} */
  double msToLine() {
    return msToLine;
  }

  /**
   * {@return a size in bytes from the status that Linux keeps of the process}
   *
   * @param name {@code VmRSS} for the memory that is resident now, {@code VmHWM} for the most so
   *     far
   */
  long statusBytes(String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      String[] words = line.split("\\s+");
      if (words[0].equals(name + ":")) {
        return Long.parseLong(words[1]) << 10;
      }
    }
    throw new InvalidRunException("the system does not report " + name + " of a process");
  }

  /** {@return the size in bytes of the objects that survive a full collection} */
  long aliveBytes() throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JAVA_BIN.resolve("jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String told;
    try (BufferedReader lines = jcmd.inputReader()) {
      told = lines.readAllAsString();
    }
    jcmd.waitFor();
    Matcher total = TOTAL.matcher(told);
    if (!total.find()) {
      throw new InvalidRunException("jcmd did not report the live objects: " + told.strip());
    }
    return Long.parseLong(total.group(1));
  }

  /**
   * Waits for the end of the process.
   *
   * @throws InvalidRunException if it ends within the given time
   */
  void requireAlive(Duration duration) throws IOException, InterruptedException {
    if (process.waitFor(duration)) {
      throw failed("ended");
    }
  }

  private InvalidRunException failed(String what) throws IOException {
    return new InvalidRunException(
        "a process %s; its output is: %s".formatted(what, Files.readString(errors).strip()));
  }

  /** Stops the process in order, so that a replica seals its store. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    out.close();
  }
}
