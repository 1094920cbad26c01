package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaymarkTest {
  @Test
  void helpIsAnAnswer() {
    CommandRun run = CommandRun.of("--help");

    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("conform"), run::out);
  }

  @Test
  void nothingToDoIsAnError() {
    CommandRun run = CommandRun.of();

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("Usage: waymark"), run::err);
  }

  @Test
  void unknownCommandIsAnError() {
    CommandRun run = CommandRun.of("confrom");

    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("conform"), run::err);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense --help",
        "--help nonsense",
        "nonsense -h",
        "world nonsense --help",
        "log --help nonsense",
        "serve --nonsense --help"
      })
  void unknownWordIsAnErrorEvenWhereHelpIsAskedFor(String line) {
    CommandRun run = CommandRun.of(line.split(" "));

    assertEquals(2, run.exitCode(), run::out);
    assertTrue(run.err().contains("nonsense"), run::err);
    assertEquals("", run.out());
  }
}
