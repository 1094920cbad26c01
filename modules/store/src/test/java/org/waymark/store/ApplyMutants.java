package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Breaks apply, and what it writes, in each of the ways listed in {@code mutants.txt}, and runs the
 * contract tests on every broken build. A mutant that no test detects, or that no longer matches
 * the sources, is a failure.
 *
 * <p>Run by {@code tools/mutants}, not by {@code verify}.
 */
class ApplyMutants {
  /**
   * The contract tests, and those of the batch and of the outlines and covers in history. The
   * fastest and most sensitive ones come first, because the first failing class is enough for a
   * mutant.
   */
  private static final List<String> CONTRACT =
      List.of(
          "org.waymark.store.ApplyBoundariesTest",
          "org.waymark.store.ApplyCasesTest",
          "org.waymark.store.ApplyCommitTest",
          "org.waymark.store.ApplyColdStartTest",
          "org.waymark.store.row.ChangedRowsTest",
          "org.waymark.store.row.OutlinePlanTest",
          "org.waymark.store.row.RowsTest",
          "org.waymark.store.OutlineTest",
          "org.waymark.store.history.TrimmedHistoryTest",
          "org.waymark.store.verify.RowVerificationTest",
          "org.waymark.store.ApplyContractTest",
          "org.waymark.store.SmallWorldTest",
          "org.waymark.store.PastOfRandomLogsTest");

  private final Path work = Path.of("target", "mutants").toAbsolutePath();
  private final MutantBuild build = new MutantBuild(Path.of(".."), work);

  @TestFactory
  Stream<DynamicTest> everyMutantIsNoticed() throws IOException {
    Files.createDirectories(work);
    String only = System.getProperty("mutants.only", "");
    List<Mutant> mutants =
        Mutant.readAll("/mutants.txt").stream().filter(m -> m.name().contains(only)).toList();
    assertFalse(mutants.isEmpty(), "no mutant has '" + only + "' in its name");
    DynamicTest unbroken = DynamicTest.dynamicTest("the unbroken build passes", this::unbroken);
    return Stream.concat(
        Stream.of(unbroken),
        mutants.stream()
            .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> judge(mutant))));
  }

  private void unbroken() throws IOException {
    Optional<String> failure = build.firstFailure(List.of(), CONTRACT);
    report("(unbroken)", failure.map(test -> "FAILS " + test).orElse("passes"));
    assertEquals(Optional.empty(), failure);
  }

  private void judge(Mutant mutant) throws IOException {
    Optional<String> failure;
    try {
      failure = build.firstFailure(mutant.patches(), CONTRACT);
    } catch (IllegalStateException e) {
      report(mutant.name(), "NOT RUN: " + e.getMessage());
      throw e;
    }
    report(mutant.name(), failure.map(test -> "noticed by " + test).orElse("SURVIVED"));
    if (failure.isEmpty()) {
      fail("no contract test notices the mutant '" + mutant.name() + "'");
    }
  }

  private void report(String name, String verdict) throws IOException {
    String line = "%-64s %s%n".formatted(name, verdict);
    Files.writeString(
        work.resolve("report.txt"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
