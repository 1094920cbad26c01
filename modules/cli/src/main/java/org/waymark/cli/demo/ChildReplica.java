package org.waymark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.waymark.cli.command.CommandException;
import org.waymark.runtime.SocketAddresses;

/** A replica in a separate process, {@code waymark serve}, which can be killed without warning. */
final class ChildReplica implements AutoCloseable {
  private static final long READY_WITHIN_S = 60;
  private static final long STOPPED_WITHIN_S = 10;

  private final Process process;
  private final Path errors;
  private final CompletableFuture<JsonNode> ready;

  private ChildReplica(Process process, Path errors, CompletableFuture<JsonNode> ready) {
    this.process = process;
    this.errors = errors;
    this.ready = ready;
  }

  /**
   * Starts a replica in a separate process; see {@link #awaitReady}.
   *
   * @param waymark the name of the main class
   * @param errors the file for the replica's log
   * @return the starting replica
   */
  static ChildReplica start(String waymark, Path config, Path errors) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(waymark);
    command.addAll(List.of("serve", "--json", "--config", config.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File(errors.toString())))
            .start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("waymark-demo-child").start(() -> readLine(lines, ready));
    return new ChildReplica(process, errors, ready);
  }

  /** Waits until the replica is ready, which the accessors below require. */
  void awaitReady() throws InterruptedException {
    try {
      ready.get(READY_WITHIN_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandException("replica 3 did not start: " + lastLine(), e);
    }
  }

  /**
   * {@return the last line of the replica's log; messages quote it, because the demo deletes the
   * folder that contains the log}
   */
  private String lastLine() {
    try (Stream<String> lines = Files.lines(errors)) {
      return lines.reduce((before, line) -> line).orElse("its log is empty");
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  private static void readLine(BufferedReader lines, CompletableFuture<JsonNode> ready) {
    try {
      String line = lines.readLine();
      if (line == null) {
        ready.completeExceptionally(new IOException("the process has ended"));
      } else {
        ready.complete(new JsonMapper().readTree(line));
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** {@return the address on which the replica listens} */
  InetSocketAddress address() {
    return SocketAddresses.parse(ready.join().get("address").textValue());
  }

  /**
   * {@return the offset of the first event that the replica had not applied when it became ready}
   */
  long nextOffset() {
    return ready.join().get("nextOffset").longValue();
  }

  /** {@return the replica's digest at {@link #nextOffset}, in hexadecimal} */
  String digest() {
    return ready.join().get("digest").textValue();
  }

  /** Kills the process as if by SIGKILL: nothing is flushed or closed. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOPPED_WITHIN_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
