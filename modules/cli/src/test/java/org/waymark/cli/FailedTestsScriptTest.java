package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests {@code tools/failed-tests} with reports in the format of Surefire. */
class FailedTestsScriptTest {
  private static final String SUMMARY =
      "Tests run: 1, Failures: %d, Errors: %d, Skipped: 0, Time elapsed: 0.2 s%s -- in ";

  @TempDir private Path root;
  private Path reports;

  @BeforeEach
  void makeTree() throws IOException {
    Path tools = Files.createDirectories(root.resolve("tools"));
    Files.copy(
        Path.of("..", "..", "tools", "failed-tests"),
        tools.resolve("failed-tests"),
        StandardCopyOption.COPY_ATTRIBUTES);
    reports = Files.createDirectories(root.resolve("modules/store/target/surefire-reports"));
  }

  private void report(String test, int failures, int errors, String mark) throws IOException {
    Files.writeString(
        reports.resolve(test + ".txt"), SUMMARY.formatted(failures, errors, mark) + test + "\n");
  }

  private void output(String test, String text) throws IOException {
    Files.writeString(reports.resolve(test + "-output.txt"), text);
  }

  private String printed(String... words) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("tools/failed-tests").toString());
    builder.command().addAll(List.of(words));
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), text);
    return text;
  }

  @Test
  void onlyTestsThatFailedAreShown() throws Exception {
    report("SealTest", 0, 0, "");
    output("SealTest", "sealed at 5\n");
    report("FoldTest", 1, 0, " <<< FAILURE!");
    output("FoldTest", "folded up to 7\n");
    report("StoreTest", 0, 1, " <<< ERROR!");
    output("StoreTest", "disk full\n");

    String text = printed();

    assertFalse(text.contains("sealed at 5"), text);
    assertTrue(text.contains("surefire-reports/FoldTest-output.txt\nfolded up to 7\n"), text);
    assertTrue(text.contains("surefire-reports/StoreTest-output.txt\ndisk full\n"), text);
  }

  @Test
  void testThatDidNotEndIsShown() throws Exception {
    output("CrashTest", "the last words\n");

    assertTrue(printed().contains("the last words"));
  }

  @Test
  void endOfALongOutputIsShown() throws Exception {
    report("FoldTest", 1, 0, " <<< FAILURE!");
    output("FoldTest", "first\nsecond\nthird\n");

    String text = printed("2");

    assertFalse(text.contains("first"), text);
    assertTrue(text.endsWith("second\nthird\n"), text);
  }

  @Test
  void nothingToShowIsSaid() throws Exception {
    report("FoldTest", 1, 0, " <<< FAILURE!");

    assertTrue(printed().startsWith("no failed test class printed anything"));
  }
}
