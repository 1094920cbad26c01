package org.waymark.faults.syscall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.waymark.faults.process.ClassCache;

/**
 * A {@link TracedReplica} process under strace, which traces only system calls on the store's
 * files.
 *
 * @param exitCode the exit code; 128 plus the signal if the process was killed
 * @param lastLine the last line of its output
 * @param trace the output of strace
 */
record TracedProcess(int exitCode, String lastLine, Path trace) {
  private static final long PATIENCE_S = 180;
  private static final int MAX_FILE_NUMBER = 600;
  private static final List<String> FILE_PATTERNS =
      List.of(
          "%06d.sst",
          "%06d.log", "%06d.dbtmp", "MANIFEST-%06d", "OPTIONS-%06d", "OPTIONS-%06d.dbtmp");

  /** {@return whether strace is installed and has permission to trace a process} */
  static boolean isPossible() throws IOException, InterruptedException {
    try {
      Process probe =
          new ProcessBuilder("strace", "-f", "-qq", "-e", "trace=none", "true")
              .redirectErrorStream(true)
              .start();
      probe.getInputStream().readAllBytes();
      return probe.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * Runs a replica process to its end.
   *
   * @param folder the folder of the replica
   * @param log the recorded log
   * @param injection the fault, if there is one
   */
  static TracedProcess run(Path folder, Path log, Optional<Injection> injection)
      throws IOException, InterruptedException {
    Path trace = folder.resolve("trace");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of("strace", "-f", "-qq"));
    if (injection.filter(fault -> fault.fault() == CallFault.KILL).isEmpty()) {
      // With this filter, the process runs faster, but strace's signals never arrive.
      command.add("--seccomp-bpf");
    }
    command.addAll(List.of("-o", trace.toString()));
    command.addAll(List.of("-e", "trace=" + allCalls()));
    injection.ifPresent(fault -> command.addAll(List.of("-e", fault.argument())));
    for (Path file : files(folder.resolve("store"))) {
      command.addAll(List.of("-P", file.toString()));
    }
    command.addAll(java());
    command.addAll(List.of(folder.toString(), log.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return new TracedProcess(TracedReplica.STUCK, "no end after " + PATIENCE_S + " s", trace);
    }
    List<String> lines = Files.readAllLines(output);
    return new TracedProcess(process.exitValue(), lines.isEmpty() ? "" : lines.getLast(), trace);
  }

  private static String allCalls() {
    return Arrays.stream(SystemCall.values())
        .map(SystemCall::names)
        .collect(Collectors.joining(","));
  }

  /**
   * The names of all files that a store may contain. They are listed because strace cannot select a
   * whole folder.
   */
  private static List<Path> files(Path store) {
    List<Path> files = new ArrayList<>();
    for (Path place : List.of(store, store.resolve("rebuilt"))) {
      for (String name : List.of("db.seal", "damaged", "building")) {
        files.add(place.resolve(name));
        files.add(place.resolve(name + ".new"));
      }
      Path database = place.resolve("db");
      files.addAll(List.of(place, database, database.resolve("CURRENT")));
      for (int number = 1; number <= MAX_FILE_NUMBER; number++) {
        for (String pattern : FILE_PATTERNS) {
          files.add(database.resolve(pattern.formatted(number)));
        }
      }
    }
    return files;
  }

  private static List<String> java() {
    List<String> java =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.library.path=" + System.getProperty("java.library.path")));
    java.addAll(ClassCache.REPLICA.options());
    java.addAll(
        List.of("-cp", System.getProperty("java.class.path"), TracedReplica.class.getName()));
    return java;
  }

  /** {@return whether the fault was injected} */
  boolean isInjected() throws IOException {
    String calls = Files.readString(trace);
    return calls.contains("(INJECTED)") || calls.contains("(DELAYED)") || isKilled();
  }

  boolean isKilled() {
    return exitCode == 128 + 9;
  }
}
