package org.waymark.cli.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;

class ConformCommandTest {
  private static final String RECORDED =
      """
      {"cases": [{"name": "one", "clock": 25.0, "epoch": 2, "currentEpoch": 2, "state": "current"}]}
      """;

  @TempDir private Path folder;

  @Test
  void exitCodeSaysWhetherEveryCasePassed() throws IOException {
    CommandRun passed = run("revocations/epochs.json", RECORDED);
    CommandRun failed = run("revocations/epochs.json", RECORDED.replace("current\"}", "past\"}"));

    assertEquals(0, passed.exitCode(), passed::out);
    assertTrue(passed.lines().contains("total: 1 passed, 0 failed, 0 skipped"), passed::out);
    assertEquals(1, failed.exitCode(), failed::out);
    assertTrue(failed.lines().contains("total: 0 passed, 1 failed, 0 skipped"), failed::out);
  }

  @Test
  void missingEmptyOrForeignFolderIsError() throws IOException {
    Refusals.assertOneLine(CommandRun.of("conform", folder.resolve("nowhere").toString()));
    Refusals.assertOneLine(CommandRun.of("conform", folder.toString()));
    Files.createDirectory(folder.resolve("messages"));
    Refusals.assertOneLine(CommandRun.of("conform", folder.toString()));
    assertEquals(2, CommandRun.of("conform").exitCode());
  }

  @Test
  void folderWithoutCasesIsError() throws IOException {
    CommandRun run = run("messages/none.json", "{\"cases\": []}");

    assertEquals(2, run.exitCode(), run::out);
    assertEquals(1, run.err().lines().count(), run::err);
  }

  private CommandRun run(String file, String content) throws IOException {
    Path target = folder.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, content);
    return CommandRun.of("conform", folder.toString());
  }
}
