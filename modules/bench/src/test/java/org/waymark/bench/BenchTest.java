package org.waymark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Tests that every benchmark runs and does what it claims, regardless of speed. */
class BenchTest {
  private static final PrintWriter SILENT = new PrintWriter(Writer.nullWriter());
  private static final long LOST_AFTER_MS = 20;

  @TempDir private Path folder;

  @Test
  void everyBenchmarkDoesWhatItMeasures() throws IOException, InterruptedException {
    List<Figures> found = Bench.runAll(Scale.TINY, List.of(waymark().toString()), SILENT);
    assertEquals(
        List.of(
            "visible",
            "lookup",
            "lookup-wide",
            "codec",
            "register",
            "replay",
            "store",
            "start",
            "memory",
            "cli"),
        found.stream().map(Figures::name).toList());
    assertEquals(Scale.TINY.servedMeasured(), figure(found, "registrations"));
    assertEquals(Scale.TINY.replayEvents(), figure(found, "events"));
    for (Figures figures : found) {
      for (Figures.Figure figure : figures.all()) {
        assertTrue(
            figure.value() > 0 && Double.isFinite(figure.value()),
            () -> figures.name() + ": " + figure);
      }
    }
  }

  /** {@return a script that stands for tools/waymark, which another module builds} */
  private Path waymark() throws IOException {
    Path script = folder.resolve("waymark");
    Files.writeString(
        script,
        """
        #!/bin/sh
        [ "$1" = serve ] || exit 0
        exec %s --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp %s %s "$3"
        """
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                IdleReplica.class.getName()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  private static double figure(List<Figures> found, String key) {
    return found.stream()
        .flatMap(figures -> figures.all().stream())
        .filter(figure -> figure.key().equals(key))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void everyJmhBenchmarkRuns() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                JmhCommand.options(".*", 1, 1, false)
                    .warmupIterations(0)
                    .param("segments", "80")
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    Set<String> names =
        results.stream()
            .map(result -> result.getParams().getBenchmark())
            .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
            .collect(Collectors.toSet());
    assertEquals(
        Set.of(
            "ApplyBenchmark.newSegment",
            "DecodeBenchmark.registration",
            "EncodeBenchmark.reply",
            "ResolveBenchmark.fromOtherIsd",
            "VerifyBenchmark.nothingRemembered",
            "VerifyBenchmark.chainsRemembered",
            "VerifyBenchmark.everythingRemembered"),
        names);
  }

  @Test
  void answerOfAnotherSizeMakesARunInvalid() throws IOException {
    try (EchoServer echo = new EchoServer()) {
      ClosedLoop expectsMore = new ClosedLoop(echo.address(), 1, 2, List.of(question(100, 101)));
      assertThrows(InvalidRunException.class, () -> expectsMore.run(Duration.ofMillis(20)));
    }
  }

  private static ClosedLoop.Question question(int askedBytes, int replyBytes) {
    return new ClosedLoop.Question() {
      @Override
      public ByteBuffer from(InetSocketAddress client) {
        return ByteBuffer.allocateDirect(64).putInt(0, askedBytes);
      }

      @Override
      public int replyBytes() {
        return replyBytes;
      }
    };
  }

  @Test
  void missingAnswerMakesARunInvalid() throws IOException {
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        UdpSocket asker =
            new UdpSocket((InetSocketAddress) silent.getLocalSocketAddress(), LOST_AFTER_MS)) {
      asker.send(ByteBuffer.allocateDirect(64));
      assertThrows(InvalidRunException.class, asker::receive);
    }
  }
}
