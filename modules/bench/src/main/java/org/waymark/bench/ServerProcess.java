package org.waymark.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A server on the loopback address in a process of its own, which prints {@link #READY} and its
 * port once it serves. All such processes run on the same processor, and the clients in this
 * process on the others, so that servers that are measured in turn get the same share of the
 * machine.
 */
final class ServerProcess implements AutoCloseable {
  /** The start of the line that a server prints when it is ready; the port follows. */
  static final String READY = "ready ";

  private static final long ENDS_WITHIN_S = 30;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String ALLOWED = "Cpus_allowed_list:";

  private final Process process;
  private final InetSocketAddress address;

  private ServerProcess(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts a server, and waits until it is ready.
   *
   * @param main the class whose main method serves
   * @param output the file for the error output of the server
   * @throws InvalidRunException if the process ends before it is ready
   */
  static ServerProcess start(Class<?> main, Path output, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(onServersProcessor());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx1g",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(output.toFile()).start();
    // The output is read to the ready line only, because a server prints nothing after it.
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        int port = Integer.parseInt(line.substring(READY.length()));
        return new ServerProcess(
            process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
    }
    throw new InvalidRunException(
        "the server ended with %d before it was ready: %s"
            .formatted(process.waitFor(), Files.readString(output).strip()));
  }

  InetSocketAddress address() {
    return address;
  }

  /** Moves this process off the processor of the servers, if there is another one. */
  static void leaveProcessorToServers() throws IOException, InterruptedException {
    Optional<String> processors = processors();
    if (processors.isPresent() && Runtime.getRuntime().availableProcessors() > 1) {
      new ProcessBuilder("taskset", "-acp", others(processors.get()), Long.toString(ownPid()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private static long ownPid() {
    return ProcessHandle.current().pid();
  }

  private static List<String> onServersProcessor() throws IOException {
    return processors().map(list -> List.of("taskset", "-c", first(list))).orElse(List.of());
  }

  /** The processors on which this process was started; empty where the system does not say. */
  private static final class Started {
    private static final Optional<String> PROCESSORS = read();

    private static Optional<String> read() {
      try {
        return Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith(ALLOWED))
            .map(line -> line.substring(ALLOWED.length()).strip())
            .findFirst();
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  private static Optional<String> processors() {
    return Started.PROCESSORS;
  }

  private static String first(String list) {
    return list.split("[-,]", 2)[0];
  }

  /** {@return a list of processors in the notation of taskset, without its first} */
  static String others(String list) {
    String first = first(list);
    String rest = list.substring(first.length());
    if (rest.startsWith(",")) {
      return rest.substring(1);
    }
    String[] range = rest.substring(1).split(",", 2);
    String begin = Integer.toString(Integer.parseInt(first) + 1);
    String shorter = begin.equals(range[0]) ? begin : begin + "-" + range[0];
    return range.length == 1 ? shorter : shorter + "," + range[1];
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(ENDS_WITHIN_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
