package org.waymark.faults.process;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM in a separate process, with the class path of this JVM. It reads commands as lines from its
 * standard input, and writes answers as lines of the form {@code NAME TEXT} to its standard output.
 * Used by one thread, except for {@link #kill}.
 */
final class ChildJvm implements AutoCloseable {
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m");

  private final Process process;
  private final Writer input;
  private final Map<String, CompletableFuture<String>> answers = new ConcurrentHashMap<>();
  private volatile boolean ended;

  private ChildJvm(Process process) {
    this.process = process;
    this.input = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a JVM.
   *
   * @param main the class with the main method
   * @param cache the cache of the classes that it loads
   * @param options additional options of the JVM
   * @param classPath directories of classes that take precedence over those of this JVM
   * @param log the file to which the standard error of the process is appended
   */
  static ChildJvm start(
      Class<?> main,
      ClassCache cache,
      List<String> options,
      List<Path> classPath,
      Path log,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(inherited());
    command.addAll(SMALL);
    if (classPath.isEmpty()) {
      // A cache is good for the class path with which it was made.
      command.addAll(cache.options());
    }
    command.add("-Dlogback.configurationFile=org/waymark/faults/process/child-logback.xml");
    command.add("-XX:ErrorFile=" + log.resolveSibling("hs_err-%p.log"));
    command.addAll(options);
    command.addAll(List.of("-cp", joined(classPath), main.getName()));
    command.addAll(List.of(arguments));
    ChildJvm child =
        new ChildJvm(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                .start());
    Thread.ofPlatform().daemon().name("child-output").start(child::readAnswers);
    return child;
  }

  private static String joined(List<Path> classPath) {
    return Stream.concat(
            classPath.stream().map(Path::toString),
            Stream.of(System.getProperty("java.class.path")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** {@return those options of this JVM that a child process needs as well} */
  private static List<String> inherited() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> !option.startsWith("-X"))
        .toList();
  }

  private void readAnswers() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 2);
        answer(parts[0]).complete(parts.length > 1 ? parts[1] : "");
      }
      endAnswers(new IOException("the process has exited"));
    } catch (IOException failure) {
      endAnswers(failure);
    }
  }

  private void endAnswers(IOException why) {
    ended = true;
    answers.values().forEach(answer -> answer.completeExceptionally(why));
  }

  private CompletableFuture<String> answer(String name) {
    CompletableFuture<String> answer =
        answers.computeIfAbsent(name, any -> new CompletableFuture<>());
    if (ended) {
      answer.completeExceptionally(new IOException("the process has exited"));
    }
    return answer;
  }

  /**
   * Waits for an answer. {@return its text; empty if the process exits first, or if no answer
   * arrives in time}
   */
  Optional<String> await(String name, Duration patience) throws InterruptedException {
    try {
      return Optional.of(answer(name).get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException none) {
      return Optional.empty();
    }
  }

  /** Sends a command. {@return false if the process has exited} */
  boolean send(String command) {
    try {
      input.write(command + "\n");
      input.flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits for the process to exit. {@return its exit code; empty if it does not exit in time} */
  Optional<Integer> awaitEnd(Duration patience) throws InterruptedException {
    return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  /** Kills the process as if by SIGKILL, and waits for its end. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Sends a signal, such as STOP or CONT. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("cannot send SIG" + name + " to process " + process.pid());
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
