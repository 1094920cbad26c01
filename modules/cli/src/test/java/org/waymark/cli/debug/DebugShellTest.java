package org.waymark.cli.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.waymark.history.debug.LogDebugger;
import org.waymark.runtime.Clock;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests the commands of the debugger, their completion and the terminal. */
@Timeout(60)
class DebugShellTest {
  private static final DebuggedLog LOG = new DebuggedLog();
  private static final long NOW_MS = 1_800_000_000_000L;

  private final StringWriter out = new StringWriter();
  private Store store;
  private HistoryView history;
  private LogDebugger debugger;
  private DebugShell shell;

  @BeforeEach
  void open() {
    store = LOG.inMemory();
    history = store.history();
    debugger = new LogDebugger(history, NOW_MS);
    shell = new DebugShell(debugger, new VirtualClock(NOW_MS), new PrintWriter(out));
  }

  @AfterEach
  void close() {
    history.close();
    store.close();
  }

  private void run(String... lines) throws DebugShell.BadCommandException {
    for (String line : lines) {
      shell.run(line);
    }
  }

  @Test
  void commandsConditionsAndPathsAreCompleted() throws Exception {
    assertEquals(List.of("cat", "cd", "continue"), shell.candidates(List.of(), "c"));
    assertEquals(List.of("next"), shell.candidates(List.of("help"), "n"));
    assertEquals(
        List.of("not", "path", "paths", "segment", "interface"),
        shell.candidates(List.of("until"), ""));
    assertEquals(List.of("exists"), shell.candidates(List.of("until", "not", "path"), ""));
    assertEquals(List.of(), shell.candidates(List.of("ls"), "segments/up/"));
    run("next 2");
    assertEquals(List.of("segments/"), shell.candidates(List.of("ls"), "s"));
    assertEquals(
        List.of("/segments/up/1-11/", "/segments/up/1-12/"),
        shell.candidates(List.of("cat"), "/segments/up/1"));
    run("cd segments/up/1-11");
    assertEquals(
        List.of("../1-12/1-14/" + LOG.expiring.id().shortText()),
        shell.candidates(List.of("cat"), "../1-12/1-14/"));
    assertEquals(List.of(), shell.candidates(List.of("cat"), "/nowhere/"));
    assertEquals(List.of(), shell.candidates(List.of("next"), ""));
  }

  @Test
  void entriesAreShownAsJson() throws Exception {
    run("goto 6", "cat /segments/up/1-11/1-14/" + LOG.revoked.id(), "cat /quarantine/4");
    assertTrue(out.toString().contains("\"id\" : \"" + LOG.revoked.id() + "\""), out::toString);
    assertTrue(out.toString().contains("\"reason\" : \"undecodable\""), out::toString);
  }

  @Test
  void wrongCommandsSayWhatIsWrong() {
    assertMessage("is not an interface", "break 1-11#x");
    assertMessage("is not a segment id", "break xyz");
    assertMessage("there is no breakpoint 1", "delete 1");
    assertMessage("a condition must be", "until dawn");
    assertMessage("N must be at least 1", "next 0");
    assertMessage("Invalid value", "next many");
    assertMessage("Unmatched argument", "forward");
    assertMessage("a moment must be an offset", "goto yesterday");
    assertMessage("is a folder: use ls to list its content", "cat /segments");
    assertMessage("there is no command x", "help x");
    assertMessage("there is no /segments/sideways", "ls /segments/sideways");
    assertMessage("there is no /blocks/1-11", "cd /blocks/1-11");
  }

  private void assertMessage(String part, String line) {
    String message =
        assertThrows(DebugShell.BadCommandException.class, () -> run(line)).getMessage();
    assertTrue(message.contains(part), message);
    assertFalse(message.contains("Exception"), message);
  }

  @Test
  void interruptionEndsTheCommandThatRunsAndNoOther() throws Exception {
    // The clock is read before every record.
    DebugShell[] interrupted = new DebugShell[1];
    int[] reads = {0};
    Clock virtual = new VirtualClock(NOW_MS);
    Clock clock =
        new Clock() {
          @Override
          public long wallMs() {
            return virtual.wallMs();
          }

          @Override
          public long monotonicNs() {
            if (reads[0]++ == 3) {
              interrupted[0].interrupt();
            }
            return virtual.monotonicNs();
          }
        };
    shell = new DebugShell(debugger, clock, new PrintWriter(out));
    interrupted[0] = shell;
    run("continue");
    assertTrue(out.toString().startsWith("stopped early"), out::toString);
    assertEquals(3, debugger.position().next());
    run("continue");
    assertEquals(7, debugger.position().next());
  }

  @Test
  void terminalPromptsWithThePositionCompletesAndEndsAtControlD() throws Exception {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream typed = new PipedInputStream(keyboard);
        Terminal terminal =
            new ExternalTerminal("test", "ansi", typed, shown, StandardCharsets.UTF_8)) {
      terminal.setSize(Size.of(120, 40));
      keyboard.write("next 2\rcd seg\tup\rbogus\rnext\r\004".getBytes(StandardCharsets.UTF_8));
      DebugShell onTerminal = new DebugShell(debugger, new VirtualClock(NOW_MS), terminal.writer());
      new DebugTerminal(terminal, onTerminal).run();
      terminal.flush();
    }
    String text = shown.toString(StandardCharsets.UTF_8);
    assertEquals(3, debugger.position().next());
    assertTrue(text.contains("0 /> "), text);
    assertTrue(text.contains("2 /segments/up> "), text);
    assertTrue(text.contains("Unmatched argument"), text);
  }
}
