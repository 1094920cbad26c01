package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.log.LogRecord;

/** Tests that cosignatures of witnesses are verified, kept and demanded. */
@ExtendWith(BrokerExtension.class)
class WitnessedLogTest {
  private static final long TIME_S = 1_700_000_000L;
  private static final String SEEN = "seen by witness w.example at 2023-11-14T22:13:20Z: ";

  @TempDir Path root;
  private final TestWitness witness = new TestWitness("w.example", 7);
  private final TestWitness stranger = new TestWitness("x.example", 8);
  private AuditedLog log;
  private Path config;

  @BeforeEach
  void publishTwice(EmbeddedBroker broker, TestInfo test) throws IOException {
    log = new AuditedLog(root, broker, "wit-" + test.getTestMethod().orElseThrow().getName());
    log.append(LongStream.range(0, 700).toArray());
    log.publish("old", log.records().subList(0, 300));
    log.publish("published", log.records());
    config = log.witnessedConfig(witness.key().text());
  }

  @AfterEach
  void closeLog() {
    log.close();
  }

  private CommandRun add(String file) {
    return AuditedLog.audit(
        "witness", "add", log.file(file).toString(), "--config", config.toString());
  }

  private CommandRun verify(TestWitness demanded) {
    return log.verifyFolder("published", "--witness", demanded.key().text());
  }

  private static void assertLine(int exitCode, String line, CommandRun run) {
    assertEquals(exitCode, run.exitCode(), run::err);
    assertEquals(List.of(line), run.lines());
  }

  private static void assertRefused(CommandRun run, String why) {
    assertEquals(1, run.exitCode(), run::err);
    assertTrue(run.out().startsWith("rejected: ") && run.out().contains(why), run::out);
  }

  @Test
  void cosignedCheckpointIsKeptShownAndDemanded() throws IOException {
    assertLine(
        1,
        "NOT verified: note-signature: witness w.example has cosigned neither this checkpoint"
            + " nor one that is stored with it",
        verify(witness));
    witness.cosign(log.file("old.checkpoint"), TIME_S);
    stranger.cosign(log.file("old.checkpoint"), TIME_S);

    assertLine(0, SEEN + "300 records", add("old.checkpoint"));

    CommandRun verified = verify(witness);
    assertEquals(0, verified.exitCode(), verified::err);
    assertEquals(
        List.of("verified: records 0 to 699 match the checkpoint", SEEN + "300 records"),
        verified.lines());
    CommandRun shown =
        AuditedLog.audit(
            "show",
            "--directory",
            log.file("published").toString(),
            "--witness",
            witness.key().text());
    assertTrue(
        shown.out().contains("300 records: w.example saw it at 2023-11-14T22:13:20Z"), shown::out);
    assertEquals(1, verify(stranger).exitCode());
  }

  @Test
  void largestCheckpointOfAWitnessIsKept() throws IOException {
    witness.cosign(log.file("published.checkpoint"), TIME_S);
    witness.cosign(log.file("old.checkpoint"), TIME_S + 1);

    add("published.checkpoint");
    assertEquals(0, add("old.checkpoint").exitCode());

    assertEquals(SEEN + "700 records", verify(witness).lines().getLast());
  }

  @Test
  void unknownAndFalseCosignaturesAreRefused() throws IOException {
    stranger.cosign(log.file("old.checkpoint"), TIME_S);
    assertRefused(add("old.checkpoint"), "no known witness has cosigned it");

    witness.cosign(log.file("published.checkpoint"), TIME_S);
    Path file = log.file("published.checkpoint");
    String note = Files.readString(file);
    Files.writeString(file, note.replace(lastLine(note), lastLine(other(note))));
    assertRefused(add("published.checkpoint"), "is wrong");

    assertTrue(Files.notExists(log.file("published").resolve("events/cosigned")));
  }

  /** {@return a note whose last signature differs in one character} */
  private static String other(String note) {
    int at = note.length() - 20;
    char changed = note.charAt(at) == 'A' ? 'B' : 'A';
    return note.substring(0, at) + changed + note.substring(at + 1);
  }

  private static String lastLine(String note) {
    return note.lines().toList().getLast();
  }

  @Test
  void cosignedCheckpointOfAnotherHistoryIsRefused() throws IOException {
    List<LogRecord> changed = log.records().subList(0, 300);
    changed.set(270, changed.get(0));
    log.publish("forked", changed);
    witness.cosign(log.file("forked.checkpoint"), TIME_S);

    assertRefused(add("forked.checkpoint"), "contradict each other");

    // Even if somebody else has put it there.
    Path kept = log.file("published").resolve("events/cosigned");
    Files.createDirectories(kept);
    Files.copy(log.file("forked.checkpoint"), kept.resolve("%08x".formatted(witness.key().id())));
    CommandRun run = verify(witness);
    assertEquals(1, run.exitCode(), run::err);
    assertTrue(run.out().contains("contradict each other"), run::out);
  }

  @Test
  void proofCarriesTheCosignature() throws IOException {
    witness.cosign(log.file("old.checkpoint"), TIME_S);
    for (String checkpoint : List.of("old", "published")) {
      AuditedLog.audit(
          "prove",
          "--directory",
          log.file("published").toString(),
          "--checkpoint",
          log.file(checkpoint + ".checkpoint").toString(),
          "--offset",
          "7",
          "--out",
          log.file(checkpoint + ".proof").toString());
    }

    CommandRun seen = verifyProof("old.proof");
    assertEquals(0, seen.exitCode(), seen::err);
    assertEquals(SEEN + "300 records", seen.lines().getLast());
    assertEquals(1, verifyProof("published.proof").exitCode());
  }

  private CommandRun verifyProof(String proof) {
    return AuditedLog.audit(
        "verify",
        "--proof",
        log.file(proof).toString(),
        "--key",
        log.publicKey(),
        "--witness",
        witness.key().text());
  }

  @Test
  void wrongSettingsAndFilesAreErrors() throws IOException {
    Refusals.assertOneLine(
        log.verifyFolder("published", "--witness", log.publicKey()),
        "the key of as.example has type 1");
    Files.write(log.file("other"), "text\n".getBytes(StandardCharsets.UTF_8));
    Refusals.assertOneLine(add("other"), "other is not a valid checkpoint");
    config = log.witnessedConfig("w.example+00000000+AAAA");
    Refusals.assertOneLine(add("old.checkpoint"), "audit.witnesses[0] is invalid");
    config = log.publishingConfig();
    Refusals.assertOneLine(add("old.checkpoint"), "audit.witnesses is missing");
  }
}
