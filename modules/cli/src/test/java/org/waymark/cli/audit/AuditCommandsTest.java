package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.LogRecord;

/** Proves and verifies through the commands, with a log in Kafka. */
class AuditCommandsTest extends WithAuditedLog {
  /** More than one tile. */
  private static final int COUNT = 300;

  private static final int POSITION = 270;

  AuditCommandsTest() {
    super(COUNT);
  }

  private static void assertVerified(CommandRun run, String what) {
    assertEquals(0, run.exitCode(), () -> run.out() + run.err());
    assertTrue(run.out().startsWith("verified: " + what), run::out);
  }

  private static void assertNotVerified(CommandRun run, String what) {
    assertEquals(1, run.exitCode(), () -> run.out() + run.err());
    assertTrue(run.out().startsWith("NOT verified: "), run::out);
    assertTrue(run.out().contains(what), run::out);
  }

  @Test
  void recordsOfAnUnchangedLogAreThoseOfItsCheckpoints() throws IOException {
    assertEquals(0, log.checkpoint("older").exitCode());
    log.append(1_000, 1_001);
    assertEquals(0, log.checkpoint("newer").exitCode());

    assertVerified(
        log.verify("--checkpoint", path("newer")), "records 0 to 301 match the checkpoint");
    assertVerified(
        log.verify("--checkpoint", path("newer"), "--older", path("older")),
        "records 300 to 301 match the checkpoint");
    log.publish("tiles", log.records());
    assertVerified(
        AuditedLog.audit("verify", "--directory", path("tiles"), "--key", log.publicKey()),
        "records 0 to 301 match the checkpoint");
  }

  @Test
  void proofsFromKafkaAreVerifiedWithoutIt() throws IOException {
    log.checkpoint("older");
    log.append(1_000);
    log.checkpoint("newer");

    CommandRun included =
        AuditedLog.audit(
            "prove",
            "--config",
            log.config(),
            "--offset",
            "7",
            "--checkpoint",
            path("newer"),
            "--out",
            path("included"));
    CommandRun continued =
        AuditedLog.audit(
            "prove",
            "--config",
            log.config(),
            "--older",
            path("older"),
            "--checkpoint",
            path("newer"),
            "--out",
            path("continued"));

    assertEquals(0, included.exitCode(), included::err);
    assertEquals(0, continued.exitCode(), continued::err);
    assertVerified(
        AuditedLog.audit("verify", "--proof", path("included"), "--key", log.publicKey()),
        "record 7, ");
    assertVerified(
        AuditedLog.audit("verify", "--proof", path("continued"), "--key", log.publicKey()),
        "the tree of 301 records");
  }

  @Test
  void changedProofsAndOtherKeysProveNothing() throws IOException {
    log.checkpoint("newer");
    log.publish("tiles", log.records());
    AuditedLog.audit(
        "prove", "--directory", path("tiles"), "--offset", "7", "--out", path("proof"));
    String proof = Files.readString(log.file("proof"));
    Files.writeString(log.file("other-record"), proof.replace("index 7", "index 8"));
    AuditedLog.audit("keygen", "--name", "other.example", "--out", path("other"));

    assertNotVerified(
        AuditedLog.audit("verify", "--proof", path("other-record"), "--key", log.publicKey()),
        "proof");
    assertNotVerified(
        AuditedLog.audit("verify", "--proof", path("proof"), "--key", path("other.pub")),
        "no known key");
    assertNotVerified(
        AuditedLog.audit("verify", "--directory", path("tiles"), "--key", path("other.pub")),
        "no known key");
  }

  private CommandRun verifyAfterHistory(String name, List<LogRecord> history) throws IOException {
    Path folder = log.publish(name, history);
    return log.verify("--directory", folder.toString());
  }

  @Test
  void firstChangedPositionIsNamed() throws IOException {
    LogRecord at = log.records().get(POSITION);
    LogRecord other =
        new LogRecord(
            at.offset(), at.leaderEpoch(), at.recordTimeMs(), at.key(), AuditedLog.value(9_999));

    List<LogRecord> changed = log.records();
    changed.set(POSITION, other);
    assertNotVerified(verifyAfterHistory("changed", changed), "record 270 differs from the one");

    List<LogRecord> beforeTheDrop = log.records();
    beforeTheDrop.add(POSITION, other);
    assertNotVerified(
        verifyAfterHistory("dropped", beforeTheDrop), "record 270 differs from the one");

    List<LogRecord> beforeTheInsertion = log.records();
    beforeTheInsertion.remove(POSITION);
    assertNotVerified(
        verifyAfterHistory("inserted", beforeTheInsertion), "record 270 differs from the one");

    List<LogRecord> otherTail = log.records().subList(0, POSITION);
    for (int i = POSITION; i < COUNT; i++) {
      otherTail.add(other);
    }
    assertNotVerified(
        verifyAfterHistory("rewritten", otherTail), "record 270 differs from the one");

    List<LogRecord> longer = log.records();
    longer.add(other);
    assertNotVerified(verifyAfterHistory("cut", longer), "the records end before record 300");
  }

  @Test
  void rangeOfAChangeIsNamedWithoutTiles() throws IOException {
    List<LogRecord> changed = log.records();
    changed.set(POSITION, changed.get(0));
    log.publish("changed", changed);

    assertNotVerified(
        log.verify("--checkpoint", path("changed.checkpoint")), "a record between 256 and 287");
  }

  @Test
  void forkedCheckpointsAreNamed() throws IOException {
    List<LogRecord> changed = log.records();
    changed.set(POSITION, changed.get(0));
    log.publish("changed", changed);
    log.append(1_000, 1_001, 1_002);
    log.publish("tiles", log.records());

    assertNotVerified(
        log.verify("--directory", path("tiles"), "--older", path("changed.checkpoint")),
        "the checkpoints contradict each other");
    assertNotVerified(
        AuditedLog.audit(
            "verify",
            "--directory",
            path("tiles"),
            "--older",
            path("changed.checkpoint"),
            "--key",
            log.publicKey()),
        "the checkpoints contradict each other");
    CommandRun proof =
        AuditedLog.audit(
            "prove",
            "--directory",
            path("tiles"),
            "--older",
            path("changed.checkpoint"),
            "--out",
            path("proof"));
    assertEquals(1, proof.exitCode(), proof::err);
    assertTrue(proof.out().contains("the log has two histories"), proof::out);
  }

  @Test
  void editedTilesAreNamed() throws IOException {
    log.publish("tiles", log.records());
    Path bundle = log.file("tiles").resolve("events/tile/entries/001.p/44");
    byte[] entries = Files.readAllBytes(bundle);
    int entryBytes = entries.length / (COUNT - 256);
    entries[(POSITION - 256) * entryBytes + entryBytes / 2] ^= 1;
    Files.write(bundle, entries);

    assertNotVerified(
        AuditedLog.audit("verify", "--directory", path("tiles"), "--key", log.publicKey()),
        "record 270 differs from the one");
    CommandRun proof =
        AuditedLog.audit(
            "prove", "--directory", path("tiles"), "--offset", "270", "--out", path("proof"));
    assertEquals(1, proof.exitCode(), proof::err);
    assertTrue(proof.out().startsWith("not proven: record 270 in the tiles"), proof::out);
    assertTrue(Files.notExists(log.file("proof")));

    log.publish("hashes", log.records());
    Path tile = log.file("hashes").resolve("events/tile/0/001.p/44");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[(POSITION - 256) * 32] ^= 1;
    Files.write(tile, hashes);
    assertNotVerified(
        AuditedLog.audit("verify", "--directory", path("hashes"), "--key", log.publicKey()),
        "record 270 differs from the one");
  }

  @Test
  void newestCheckpointOfALogWithoutOneIsNo() throws IOException {
    CommandRun run = AuditedLog.audit("checkpoint", "--config", log.config());

    assertEquals(1, run.exitCode(), run::err);
    assertTrue(run.err().contains("no checkpoint"), run::err);
  }

  @Test
  void wrongFilesAreErrors(EmbeddedBroker broker) throws IOException {
    log.checkpoint("newer");
    Files.writeString(log.file("text"), "no checkpoint\n");

    Refusals.assertOneLine(
        log.verify("--checkpoint", path("text")), "text is not a valid checkpoint");
    Refusals.assertOneLine(
        AuditedLog.audit("verify", "--proof", path("newer"), "--key", log.publicKey()),
        "is not a valid proof");
    Refusals.assertOneLine(
        AuditedLog.audit("verify", "--proof", path("none"), "--key", log.publicKey()),
        "no such file");
    Refusals.assertOneLine(
        log.verify("--checkpoint", path("newer"), "--key", path("text")), "is not a public key");
    Refusals.assertOneLine(
        AuditedLog.audit("verify", "--key", log.publicKey()), "nothing to verify");
    try (AuditedLog other = new AuditedLog(root.resolve("other"), broker, "audit-other-log")) {
      Refusals.assertOneLine(
          AuditedLog.audit(
              "verify",
              "--config",
              other.config(),
              "--checkpoint",
              path("newer"),
              "--key",
              log.publicKey()),
          "the checkpoint belongs to log AuditCommandsTest-wrongFilesAreErrors.events/");
    }
  }

  @Test
  void offsetThatTheCheckpointDoesNotCoverIsAnError() throws IOException {
    log.checkpoint("newer");
    log.append(1_000);

    Refusals.assertOneLine(
        AuditedLog.audit(
            "prove",
            "--config",
            log.config(),
            "--offset",
            "300",
            "--checkpoint",
            path("newer"),
            "--out",
            path("proof")),
        "covers records 0 to 299");
  }

  @Test
  void checkpointsProofsAndRecordsAreShown() throws IOException {
    log.publish("tiles", log.records());
    AuditedLog.audit(
        "prove", "--directory", path("tiles"), "--offset", "7", "--out", path("proof"));

    assertTrue(
        AuditedLog.audit("show", path("tiles.checkpoint")).out().contains("records      300"));
    String proof = AuditedLog.audit("show", path("proof")).out();
    assertTrue(proof.contains("record       7"), proof);
    String record = AuditedLog.audit("show", "--config", log.config(), "--offset", "7").out();
    assertTrue(record.contains("event        tick"), record);
    assertEquals(
        record, AuditedLog.audit("show", "--directory", path("tiles"), "--offset", "7").out());
  }
}
