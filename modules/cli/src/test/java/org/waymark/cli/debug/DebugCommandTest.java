package org.waymark.cli.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.cli.WaymarkProcess;
import org.waymark.cli.command.ExitCode;
import org.waymark.store.Store;

/** Runs the command on a store in a directory, with commands from standard input. */
@Timeout(60)
class DebugCommandTest {
  private static final DebuggedLog LOG = new DebuggedLog();
  private static final String REVOKED = LOG.revoked.id().shortText();
  private static final String EXPIRING = LOG.expiring.id().shortText();

  @TempDir static Path root;
  private static Path store;

  @BeforeAll
  static void fold() {
    store = root.resolve("store");
    LOG.into(store);
  }

  private record Debugged(int exitCode, List<String> lines, String errors) {
    static Debugged by(String script, String... options) throws IOException, InterruptedException {
      String[] line = new String[options.length + 3];
      line[0] = "debug";
      line[1] = "--store";
      line[2] = store.toString();
      System.arraycopy(options, 0, line, 3, options.length);
      try (WaymarkProcess process = new WaymarkProcess(root.resolve("errors"), line)) {
        process.write(script);
        List<String> lines = process.rest();
        return new Debugged(process.exitCode(), lines, process.errors());
      }
    }
  }

  @Test
  void scriptStepsThroughTheLogAndShowsWhatItsRecordsDid() throws Exception {
    Debugged run =
        Debugged.by(
            """
            next
            next 2
            show
            cd segments/up/1-11
            ls 1-14
            ls ..
            find %1$s

            cd
            until not path exists 1-14 1-11
            show
            ls interfaces/1-11
            back 1
            ls revocations
            break 1-12
            continue
            show
            continue
            goto 2026-01-15T08:05:00Z
            until not segment live %2$s
            until path exists 1-14 1-11
            state
            quit
            not run any more
            """
                .formatted(REVOKED, EXPIRING));
    String expected =
        """
        offset 1, 2026-01-15T08:00:00Z; record 0: added up segment %1$s
        offset 3, 2026-01-15T08:01:00Z; record 2: prolonged up segment %1$s
        record 2, 2026-01-15T08:01:00Z, from self at ps1
          prolonged /segments/up/1-11/1-14/%1$s instead of the version of record 0, until 2026-01-15T14:01:01Z
        %1$s 1-11 11>1 1-14, expires 2026-01-15T14:01:01Z
        1-11/
        1-12/
        /segments/up/1-11/1-14/%1$s 1-11 11>1 1-14, expires 2026-01-15T14:01:01Z
        it does not hold from here on: UP segment %1$s ended, peer link of segment %1$s ended, revocation of 1-11#11 began
        offset 4, 2026-01-15T08:01:01Z; record 3: revoked 1-11#11
        record 3, 2026-01-15T08:01:01Z, from self at ps1
          revoked /revocations/1-11/11                until 2026-01-15T08:01:12Z
          killed  /segments/up/1-11/1-14/%1$s the version of record 2
        11 segments: 0, revoked
        offset 3, 2026-01-15T08:01:00Z; record 2: prolonged up segment %1$s
        1  AS 1-12
        the last record touched AS 1-12
        offset 7, 2026-01-15T10:11:01Z; record 6: ticked
        record 6, 2026-01-15T10:11:01Z
          ended /segments/up/1-12/1-14/%2$s the version of record 1, which ended at 2026-01-15T08:05:38Z
        this is the end of the history
        offset 7, 2026-01-15T10:11:01Z; record 6: ticked
        offset 5, 2026-01-15T08:05:00Z; record 4: quarantined
        it does not hold from here on: UP segment %2$s ended
        offset 5, 2026-01-15T08:05:38Z; record 4: quarantined
        it holds from here on: UP segment %1$s began, peer link of segment %1$s began
        offset 6, 2026-01-15T08:11:01Z; record 5: added up segment %1$s
        offset 6, 2026-01-15T08:11:01Z; this history covers offsets 0 to 7
        up segments: 2, of which 1 have not expired
        down segments: 0, of which 0 have not expired
        core segments: 0, of which 0 have not expired
        revocation: 2, interface down: 0, block: 0, quarantine: 1, trust: 0
        """
            .formatted(REVOKED, EXPIRING);
    assertEquals(expected, String.join("\n", run.lines()) + "\n");
    assertEquals("", run.errors());
    assertEquals(ExitCode.YES, run.exitCode());
  }

  @Test
  void scriptEndsAtTheFirstBadCommandAndNamesItsLine() throws Exception {
    Debugged run = Debugged.by("next\n\nls /nowhere\nnext\n", "--as-of", "3");
    assertEquals(ExitCode.ERROR, run.exitCode());
    assertEquals(1, run.lines().size());
    assertTrue(run.lines().getFirst().startsWith("offset 4, "), run.lines()::toString);
    assertEquals(
        "waymark: line 3: there is no /nowhere in the state before offset 4", run.errors().strip());
  }

  @Test
  void missingAndUsedStoresAreRefused() {
    Refusals.assertOneLine(
        CommandRun.of("debug", "--store", root.resolve("none").toString()), "there is no store in");
    Refusals.assertOneLine(CommandRun.of("debug"), "no source given");
    Refusals.assertOneLine(
        CommandRun.of("debug", "--store", store.toString(), "--as-of", "99"),
        "offset 99 is not in this history, which covers offsets 0 to 7");
    try (Store _ = Store.openExisting(store, (what, cause) -> {}).orElseThrow()) {
      Refusals.assertOneLine(
          CommandRun.of("debug", "--store", store.toString()),
          "is in use by another replica. Stop that replica",
          "can be read with --log HOST:PORT");
    }
  }
}
