package org.waymark.faults.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.faults.BrokenPromiseException;
import org.waymark.faults.InvalidRunException;
import org.waymark.faults.Promise;
import org.waymark.faults.Run;
import org.waymark.faults.Size;
import org.waymark.faults.Suite;
import picocli.CommandLine;

class FaultsTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** What a run of the suite does. */
  private interface Body {
    Map<String, Long> run(Run run) throws Exception;
  }

  private record TestSuite(long runs, Body body) implements Suite {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public long runs(Size size) {
      return size == Size.CI ? runs : runs * 10;
    }

    @Override
    public Map<String, Long> floors(Size size) {
      return Map.of("kills", runs);
    }

    @Override
    public Map<String, Long> run(Run run) throws Exception {
      return body.run(run);
    }
  }

  @Test
  void suiteThatKeepsItsPromisesLeavesNoFiles() throws IOException {
    assertEquals(
        0,
        faults(
            run -> {
              Files.writeString(run.directory().resolve("store"), "rows");
              return Map.of("kills", 1L);
            }));
    assertTrue(out.toString().contains("3 runs, 0 broke a promise, 0 invalid"), out.toString());
    assertTrue(out.toString().contains("kills 3"), out.toString());
    try (var left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void brokenPromiseIsToldWithItsSeedAndKeepsItsFiles() {
    assertEquals(
        Faults.BROKEN,
        faults(
            run -> {
              if (run.number() == 1) {
                throw new BrokenPromiseException(Promise.READY_IN_TIME, "11 s");
              }
              return Map.of("kills", 2L);
            }));
    assertTrue(
        err.toString().contains("test: run 1 (seed 1) broke a promise: READY_IN_TIME: 11 s"),
        err.toString());
    assertTrue(Files.isDirectory(directory.resolve("test-1")));
    assertFalse(Files.exists(directory.resolve("test-0")));
  }

  @Test
  void unexpectedThrowableBreaksAPromise() {
    assertEquals(
        Faults.BROKEN,
        faults(
            run -> {
              throw new AssertionError("surprise");
            }));
    assertTrue(err.toString().contains("NO_CRASH: java.lang.AssertionError: surprise"));
  }

  @Test
  void faultThatDidNotHappenMakesTheRunInvalid() {
    assertEquals(
        Faults.INVALID,
        faults(
            run -> {
              throw new InvalidRunException("the broker did not stop");
            }));
    assertTrue(err.toString().contains("is invalid: the broker did not stop"), err.toString());
  }

  @Test
  void suiteThatDidTooLittleIsInvalid() {
    assertEquals(Faults.INVALID, faults(run -> Map.of("kills", run.number() == 0 ? 1L : 0L)));
    assertTrue(
        out.toString().contains("too little: kills: 1, at least 3 expected"), out.toString());
  }

  @Test
  void runsAreSelectedAndTheirSeedsDependOnNumberAndSeedOnly() {
    List<Long> seeds = new ArrayList<>();
    Body body =
        run -> {
          seeds.add(run.seed());
          return Map.of("kills", 1L);
        };
    assertEquals(0, faults(body));
    assertEquals(0, faults(body, "--runs", "1-2"));
    assertEquals(0, faults(body, "--runs", "1", "--seed", "2"));
    assertEquals(seeds.subList(1, 3), seeds.subList(3, 5));
    assertFalse(seeds.subList(0, 5).contains(seeds.get(5)));
  }

  @Test
  void completedRunsAreNotRepeated() {
    String file = directory.resolve("results.jsonl").toString();
    List<Long> numbers = new ArrayList<>();
    Body body =
        run -> {
          numbers.add(run.number());
          if (run.number() == 1) {
            throw new BrokenPromiseException(Promise.NO_CRASH, "native crash");
          }
          return Map.of("kills", 5L);
        };
    assertEquals(Faults.BROKEN, faults(body, "--runs", "0-1", "--resume", file));
    assertEquals(Faults.BROKEN, faults(body, "--resume", file));
    assertEquals(List.of(0L, 1L, 2L), numbers);
    assertTrue(out.toString().contains("kills 10"), out.toString());
  }

  @Test
  void resultsAreCondensedToOneLineForConsecutiveRunsThatKeptTheirPromises() throws IOException {
    Path file = directory.resolve("results.jsonl");
    Body body =
        run -> {
          if (run.number() == 11) {
            throw new BrokenPromiseException(Promise.NO_CRASH, "native crash");
          }
          return Map.of("kills", 1L);
        };
    assertEquals(0, faults(body, "--runs", "0-1", "--resume", file.toString()));
    assertEquals(2, Files.readAllLines(file).size());
    assertEquals(Faults.BROKEN, faults(body, "--release", "--resume", file.toString()));
    assertEquals(3, Files.readAllLines(file).size());
    assertEquals(
        Faults.BROKEN,
        faults(
            run -> {
              throw new AssertionError(run + " is repeated");
            },
            "--release",
            "--resume",
            file.toString()));
    assertTrue(out.toString().contains("30 runs, 1 broke a promise"), out.toString());
    assertTrue(out.toString().contains("kills 29"), out.toString());
  }

  @Test
  void resultsOfAnotherSeedDoNotCount() {
    String file = directory.resolve("results.jsonl").toString();
    assertEquals(0, faults(run -> Map.of("kills", 1L), "--resume", file));
    assertEquals(0, faults(run -> Map.of("kills", 3L), "--resume", file, "--seed", "2"));
    assertTrue(out.toString().contains("kills 9"), out.toString());
  }

  @Test
  void suiteWithoutRunsInThisSizeIsLeftOutUnlessItIsNamed() {
    CommandLine line = Faults.commandLine(List.of(new TestSuite(0, run -> Map.of())));
    line.setOut(new PrintWriter(out, true));
    assertEquals(0, line.execute("--directory", directory.toString()));
    assertEquals("", out.toString());
    assertEquals(Faults.INVALID, line.execute("--directory", directory.toString(), "test"));
  }

  @Test
  void malformedArgumentsAreRejected() {
    assertEquals(Faults.INVALID, faults(run -> Map.of(), "nonsense"));
    assertTrue(err.toString().contains("unknown suite 'nonsense': the suites are test"));
    assertEquals(Faults.INVALID, faults(run -> Map.of(), "--runs", "7-x"));
    assertTrue(err.toString().contains("expected run numbers such as 7 or 0-9, got '7-x'"));
    assertEquals(Faults.INVALID, faults(run -> Map.of(), "--runs", "7-6"));
    assertTrue(err.toString().contains("must not be before the first, got '7-6'"));
  }

  private int faults(Body body, String... arguments) {
    CommandLine line = Faults.commandLine(List.of(new TestSuite(3, body)));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--directory", directory.toString()));
    return line.execute(all.toArray(String[]::new));
  }
}
