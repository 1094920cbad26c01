package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.waymark.cli.command.ExitCode;

/** Asserts that a command fails with exit code 2 and one line that names the error and its fix. */
public final class Refusals {
  private Refusals() {}

  public static void assertOneLine(CommandRun run, String... parts) {
    List<Executable> all =
        new ArrayList<>(
            List.of(
                () -> assertEquals(ExitCode.ERROR, run.exitCode(), run::err),
                () -> assertEquals("", run.out()),
                () -> assertEquals(1, run.err().lines().count(), run::err),
                () -> assertTrue(run.err().startsWith("waymark: "), run::err)));
    Arrays.stream(parts)
        .forEach(part -> all.add(() -> assertTrue(run.err().contains(part), run::err)));
    assertAll(all);
  }
}
