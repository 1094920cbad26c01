package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.Waymark;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.RunningReplica;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.runtime.SocketPath;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.message.SegmentRequest;

/** Tests a replica and its clients on one host, all behind the dispatcher that the command runs. */
@ExtendWith(BrokerExtension.class)
@Timeout(120)
class DispatcherCommandTest {
  private static final int SERVER_PORT = 30_252;
  private static final long PATIENCE_S = 30;

  @TempDir static Path root;
  private static final List<AutoCloseable> OPENED = new ArrayList<>();
  private static String host;

  @BeforeAll
  static void serve(EmbeddedBroker broker) throws Exception {
    OPENED.add(startOnSomeHost(socket())::destroyForcibly);
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "dispatched");
    folder.makeLog();
    Path config = folder.config("r1", server());
    Files.writeString(config, "dispatcher = \"" + socket() + "\"\n", StandardOpenOption.APPEND);
    RunningReplica running = RunningReplica.start(ReplicaConfig.read(config));
    OPENED.add(running);
    running.replica().whenCaughtUp().orTimeout(PATIENCE_S, TimeUnit.SECONDS).join();
    try (ScionUdpClient client =
        ScionUdpClient.behind(
            new SocketPath(socket()),
            InetAddress.ofLiteral(host),
            new InetSocketAddress(host, SERVER_PORT),
            OperatorFolder.LOCAL,
            folder.clock)) {
      SegmentRecord up =
          SegmentRecord.of(SegmentType.UP, folder.network.segments().along("1-11", "1-14").make());
      client.send(new SegmentRegistration(SegmentRecords.of(List.of(up), List.of())));
      assertTrue(
          client
              .ask(
                  new SegmentRequest(OperatorFolder.LOCAL, IsdAs.parse("1-11"), false, false),
                  Duration.ofSeconds(PATIENCE_S),
                  Duration.ofMillis(20))
              .isPresent());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable one : OPENED.reversed()) {
      one.close();
    }
    OPENED.clear();
  }

  private static Path socket() {
    return root.resolve("dispatcher.sock");
  }

  private static String server() {
    return host + ":" + SERVER_PORT;
  }

  /**
   * Starts the dispatcher on a free address. All addresses in 127/8 belong to this machine, but
   * other programs may use the port on some of them.
   */
  private static Process startOnSomeHost(Path socket) throws Exception {
    for (int n = (int) ProcessHandle.current().pid() & 0xffff; ; n++) {
      host = "127.78." + (n >> 8 & 255) + "." + (n & 255);
      Path errors = Files.createTempFile(root, "dispatcher", ".err");
      Process process = start(socket, host, errors);
      String line = process.inputReader().readLine();
      if (line != null) {
        assertEquals(
            "The dispatcher receives packets at %s:30041 and registrations at %s"
                .formatted(host, socket),
            line);
        return process;
      }
      assertTrue(Files.readString(errors).contains("UDP"), Files.readString(errors));
    }
  }

  private static Process start(Path socket, String listen, Path errors) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Waymark.class.getName(),
            "dispatcher",
            "--socket",
            socket.toString(),
            "--listen",
            listen)
        .redirectError(errors.toFile())
        .start();
  }

  @Test
  void questionReachesTheReplicaThroughTheDispatcherAndTheAnswerComesBack() {
    CommandRun ask =
        CommandRun.of(
            "ask",
            "1-14",
            "1-11",
            "--server",
            server(),
            "--dispatcher",
            socket().toString(),
            "--local",
            host);
    CommandRun paths =
        CommandRun.of(
            "paths",
            "1-14",
            "1-11",
            "--server",
            server(),
            "--dispatcher",
            socket().toString(),
            "--local",
            host);
    assertAll(
        () -> assertEquals(ExitCode.YES, ask.exitCode(), ask::err),
        () -> assertTrue(ask.out().contains("1-11 11>1 1-14"), ask::out),
        () -> assertEquals(ExitCode.YES, paths.exitCode(), paths::err),
        () -> assertTrue(paths.out().contains("Hops: [1-14 1>11 1-11]"), paths::out));
  }

  /** The replica receives no packets at its own address and port, only through the dispatcher. */
  @Test
  void withoutTheDispatcherNobodyAnswers() {
    Refusals.assertOneLine(
        CommandRun.of("ask", "1-14", "1-11", "--server", server(), "--timeout", "1"),
        "cannot reach " + server());
  }

  @Test
  void dispatcherThatIsNotThereIsAnError() {
    String nobody = root.resolve("nobody.sock").toString();
    for (String command : List.of("ask", "paths")) {
      Refusals.assertOneLine(
          CommandRun.of(command, "1-14", "1-11", "--server", server(), "--dispatcher", nobody),
          "cannot register with the dispatcher: no dispatcher is listening at " + nobody);
      Refusals.assertOneLine(
          CommandRun.of(command, "1-14", "1-11", "--server", server(), "--local", host),
          "--local requires --dispatcher");
    }
  }

  @Test
  void addressOrSocketThatCannotBeTakenIsRefused() {
    Refusals.assertOneLine(
        CommandRun.of(
            "dispatcher", "--socket", root.resolve("other.sock").toString(), "--listen", host),
        "cannot bind UDP",
        host + ":30041");
    Refusals.assertOneLine(
        CommandRun.of("dispatcher", "--socket", socket().toString(), "--listen", "127.0.0.1:0"),
        "another program is listening there");
    Refusals.assertOneLine(
        CommandRun.of("dispatcher", "--socket", socket().toString(), "--listen", "here"),
        "--listen must be IP or IP:PORT, got 'here'");
    Refusals.assertOneLine(
        CommandRun.of(
            "dispatcher", "--socket", root.resolve("x".repeat(100)).toString(), "--listen", host),
        "--socket: ",
        "use a shorter path");
  }

  @Test
  void sigtermEndsItInOrder() throws Exception {
    Path other = root.resolve("short-lived.sock");
    Path errors = Files.createTempFile(root, "short-lived", ".err");
    Process process = start(other, "127.0.0.1:0", errors);
    try (BufferedReader lines = process.inputReader()) {
      assertTrue(lines.readLine().contains("receives packets at 127.0.0.1:"));
      assertTrue(Files.exists(other));
      process.destroy();
      assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS));
      assertEquals(ExitCode.YES, process.exitValue(), Files.readString(errors));
      assertTrue(Files.notExists(other));
    } finally {
      process.destroyForcibly();
    }
  }
}
