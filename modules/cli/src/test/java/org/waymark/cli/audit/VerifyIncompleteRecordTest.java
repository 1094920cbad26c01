package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.log.LogRecord;

/** Tests that {@code audit verify} names the records that it could not compare. */
class VerifyIncompleteRecordTest extends WithAuditedLog {
  private static final int COUNT = 700;

  /**
   * The size of the checkpoint with which a late tree begins, and the first offset it can prove.
   */
  private static final int LATE = 300;

  private static final int BEGIN = 512;

  VerifyIncompleteRecordTest() {
    super(COUNT);
  }

  private static void assertVerified(CommandRun run, String... lines) {
    assertEquals(0, run.exitCode(), () -> run.out() + run.err());
    assertEquals(List.of(lines), run.lines());
  }

  @Test
  void recordsBeforeTheTilesBeginAreVouchedForByHashesAlone() throws IOException {
    log.publish("late", log.records(), LATE);

    assertVerified(
        log.verifyFolder("late"),
        "verified: records 512 to 699 match the checkpoint",
        "not compared: records 0 to 511, which are not in the tiles; only their hashes are"
            + " covered by the verification");
  }

  @Test
  void tilesThatBeginAfterTheCheckpointProveNothing() throws IOException {
    List<LogRecord> records = log.records();
    log.publish("old", records.subList(0, 400));
    log.publish("late", records, LATE);

    Refusals.assertOneLine(
        log.verifyFolder("late", "--checkpoint", path("old.checkpoint")),
        "no record was compared: the checkpoint covers records 0 to 399, and the tiles begin at"
            + " 512");
  }

  @Test
  void beginOfAnotherTreeHidesNothing() throws IOException {
    log.publish("whole", log.records().subList(0, BEGIN));
    log.publish("late", log.records(), LATE);
    Files.copy(log.file("late").resolve("events/begin"), log.file("whole").resolve("events/begin"));

    Refusals.assertOneLine(
        log.verifyFolder("whole"),
        "no record was compared: the checkpoint covers records 0 to 511, and the tiles begin at"
            + " 512");
  }

  @Test
  void olderCheckpointThatTheTilesCannotReachIsNotCalledContinued() throws IOException {
    List<LogRecord> changed = log.records().subList(0, 400);
    changed.set(270, changed.get(0));
    log.publish("forked", changed);
    log.publish("late", log.records(), LATE);

    Refusals.assertOneLine(
        log.verifyFolder("late", "--older", path("forked.checkpoint")),
        "the older checkpoint of 400 records cannot be compared, because the tiles begin at 512");
  }

  @Test
  void recordsLostToRetentionAreNamed() throws Exception {
    log.checkpoint("older");
    log.append(1_000);
    log.checkpoint("newer");
    log.publish("tiles", log.records());
    log.removeBefore(650);

    assertVerified(
        log.verify("--directory", path("tiles")),
        "verified: records 650 to 700 match the checkpoint",
        "not compared: records 0 to 649, which are lost to retention; only their hashes are"
            + " covered by the verification");
    assertVerified(
        log.verify("--checkpoint", path("newer"), "--older", path("older")),
        "verified: records 700 to 700 match the checkpoint",
        "not compared: records 0 to 649, which are lost to retention, and records 650 to 699,"
            + " which are in the older checkpoint; only their hashes are covered by the"
            + " verification");
    Refusals.assertOneLine(
        log.verify("--checkpoint", path("newer")),
        "retention has deleted records 0 to 649",
        "an --older checkpoint of 650 to 700 records",
        "--directory");
  }

  @Test
  void logWithoutAnyRecordOfTheCheckpointProvesNothing() throws Exception {
    log.checkpoint("newer");
    log.publish("tiles", log.records());
    log.append(1_000);
    log.removeBefore(COUNT + 1);

    Refusals.assertOneLine(
        log.verify("--directory", path("tiles")),
        "no record was compared: the checkpoint covers records 0 to 699, and the log begins at"
            + " 701");
    Refusals.assertOneLine(
        log.verify("--checkpoint", path("newer"), "--older", path("newer")),
        "no record was compared");
  }

  @Test
  void changedRecordIsFoundAfterRetention() throws Exception {
    List<LogRecord> changed = log.records();
    changed.set(680, changed.get(0));
    log.publish("changed", changed);
    log.removeBefore(650);

    CommandRun run = log.verify("--directory", path("changed"));

    assertEquals(1, run.exitCode(), run::err);
    assertEquals(
        "NOT verified: record 680 differs from the one in the tree of the checkpoint",
        run.lines().getFirst());
  }

  @Test
  void keysAreGivenAsFilesOrAsText() throws IOException {
    log.publish("tiles", log.records());
    String text = Files.readString(Path.of(log.publicKey())).strip();

    assertVerified(
        AuditedLog.audit("verify", "--directory", path("tiles"), "--key", text),
        "verified: records 0 to 699 match the checkpoint");
    Refusals.assertOneLine(
        AuditedLog.audit("verify", "--directory", path("tiles"), "--key", text + "A"),
        "is neither the text of a public key nor the name of a file that contains one");
  }
}
