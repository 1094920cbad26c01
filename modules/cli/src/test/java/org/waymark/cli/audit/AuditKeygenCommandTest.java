package org.waymark.cli.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.audit.note.KeyFile;
import org.waymark.audit.note.NoteSigner;
import org.waymark.cli.CommandRun;
import org.waymark.cli.Refusals;
import org.waymark.wire.Decoded;

class AuditKeygenCommandTest {
  @TempDir Path root;

  private CommandRun keygen(String name) {
    return CommandRun.of(
        "audit", "keygen", "--name", name, "--out", root.resolve("audit.key").toString());
  }

  @Test
  void privateKeyIsReadableOnlyByItsOwnerAndBelongsToThePublicOne() throws IOException {
    CommandRun run = keygen("as110.example");

    assertEquals(0, run.exitCode(), run::err);
    Path secret = root.resolve("audit.key");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertEquals(
        KeyFile.verifier(root.resolve("audit.key.pub")),
        KeyFile.signer(secret).map(NoteSigner::verifierKey));
    assertTrue(KeyFile.signer(secret) instanceof Decoded.Accepted);
  }

  @Test
  void existingKeyIsNeverOverwritten() throws IOException {
    keygen("as110.example");
    Path secret = root.resolve("audit.key");
    String before = Files.readString(secret);
    Files.delete(root.resolve("audit.key.pub"));

    Refusals.assertOneLine(keygen("as110.example"), "audit.key already exists", "never");

    assertEquals(before, Files.readString(secret));
    assertTrue(Files.notExists(root.resolve("audit.key.pub")));
  }

  @Test
  void nameThatCannotSignIsAnError() {
    Refusals.assertOneLine(keygen("two words"), "--name", "must not contain spaces");
  }
}
