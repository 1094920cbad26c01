package org.waymark.cli.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.fixtures.OwnLoopback;
import org.waymark.runtime.SystemClock;

/**
 * Runs each line of the incident in the README. Only the offsets are replaced, with those that the
 * earlier lines print, and the names of files, which belong into the folder of the test.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IncidentTest {
  private static final Path README = Path.of("../../README.md");
  private static final String HEADING = "## An incident, from symptom to proof";
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final Set<String> FILES =
      Set.of(
          "world",
          "what-if",
          "incident.jsonl",
          "ticket",
          "incident.key",
          "incident.key.pub",
          "signed",
          "proof");

  @TempDir private Path root;
  private final SystemClock clock = new SystemClock();
  private final Map<String, String> offsets = new HashMap<>();
  private OwnLoopback loopback;
  private Iterator<List<String>> lines;

  @BeforeEach
  void readLines() throws Exception {
    loopback = OwnLoopback.take();
    lines = commands().iterator();
  }

  @AfterEach
  void giveAddressesBack() throws Exception {
    loopback.close();
  }

  private static List<List<String>> commands() throws IOException {
    String text = Files.readString(README);
    String block = text.substring(text.indexOf(HEADING)).split("```sh\n|```\n")[1];
    return block
        .lines()
        .map(line -> List.of(line.replaceFirst(" +# .*", "").split(" ")))
        .peek(words -> assertEquals("tools/waymark", words.getFirst()))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }

  private String[] next() {
    List<String> words = lines.next();
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean isCommand = i == 0;
      if (i > 0 && offsets.containsKey(words.get(i - 1))) {
        arguments.add(offsets.get(words.get(i - 1)));
      } else if (!isCommand && FILES.contains(word)) {
        arguments.add(root.resolve(word).toString());
      } else {
        arguments.add(word);
      }
    }
    return arguments.toArray(String[]::new);
  }

  private CommandRun run(int exitCode) {
    String[] line = next();
    CommandRun run = CommandRun.of(line);
    assertEquals(exitCode, run.exitCode(), () -> String.join(" ", line) + ": " + run);
    return run;
  }

  /** Repeats a line until it ends with an exit code, as a person who waits would. */
  private CommandRun awaitExit(int exitCode) {
    String[] line = next();
    long deadlineNs = clock.monotonicNs() + PATIENCE_NS;
    while (true) {
      CommandRun run = CommandRun.of(line);
      if (run.exitCode() == exitCode) {
        return run;
      }
      assertTrue(clock.monotonicNs() < deadlineNs, () -> String.join(" ", line) + ": " + run);
    }
  }

  private static void assertSays(CommandRun run, String text) {
    assertTrue(run.out().contains(text), run::toString);
  }

  private static MatchResult found(CommandRun run, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(run.out())
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError(pattern + " in " + run));
  }

  @Test
  void everyLineOfTheReadmeDoesWhatItSays() throws Exception {
    String[] create = next();
    List<String> elsewhere = new ArrayList<>(List.of(create));
    elsewhere.addAll(List.of("--loopback", Integer.toString(loopback.secondByte())));
    assertEquals(ExitCode.YES, CommandRun.of(elsewhere.toArray(String[]::new)).exitCode());
    try (WaymarkProcess process = new WaymarkProcess(root.resolve("errors"), next())) {
      process.lineWith("The world is running");
      assertSays(awaitExit(ExitCode.YES), "1-13 86>99 1-11");
      run(ExitCode.YES);
      assertSays(awaitExit(ExitCode.NO), "no path from 1-13 to 1-11");
      askForTheCause();
      askWhatWouldHaveBeen();
      proveIt();
      assertEquals(0, process.terminate(), process::errors);
    }
    assertTrue(!lines.hasNext(), "a line was not run");
  }

  private void askForTheCause() {
    CommandRun explained = run(ExitCode.NO);
    assertSays(explained, "stage up, revoked");
    String cause = found(explained, "offset (\\d+) of \\.events").group(1);
    CommandRun lived = run(ExitCode.YES);
    List<String> revocations =
        Pattern.compile("^(\\d+) .* by scion-udp at ps1-13-1|^(\\d+) ", Pattern.MULTILINE)
            .matcher(lived.out())
            .results()
            .map(line -> line.group().split(" ")[0])
            .toList();
    assertEquals(cause, revocations.getFirst(), lived::toString);
    offsets.put("--offset", cause);
    offsets.put("--without", revocations.stream().collect(Collectors.joining(",")));
    offsets.put("--to", found(lived, "as of offset (\\d+)").group(1));
  }

  private void askWhatWouldHaveBeen() {
    assertSays(run(ExitCode.YES), "without offset");
    assertSays(run(ExitCode.YES), "1-13 reached 1-11 over 1 path,");
    run(ExitCode.YES);
    run(ExitCode.YES);
    CommandRun ofTicket =
        CommandRun.of("explain", "1-13", "1-11", "--store", root.resolve("ticket").toString());
    assertEquals(ExitCode.NO, ofTicket.exitCode());
    assertSays(ofTicket, "offset " + offsets.get("--offset") + " of .events");
  }

  private void proveIt() {
    run(ExitCode.YES);
    run(ExitCode.YES);
    run(ExitCode.YES);
    assertSays(run(ExitCode.YES), "verified: record " + offsets.get("--offset"));
  }
}
