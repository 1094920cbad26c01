package org.waymark.cli.log;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.embedded.EmbeddedBroker;
import org.waymark.fixtures.CertificateFiles;

@ExtendWith(BrokerExtension.class)
class LogAnchorCommandTest {
  @TempDir Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  /**
   * Creates an AS whose log contains only the trust material of its own ISD. {@return the folder of
   * the AS}
   */
  private OperatorFolder ownIsdOnly(String prefix) throws IOException {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), prefix);
    Path own = root.resolve("own-certs");
    new CertificateFiles(
            List.of(folder.network.trust().trc(1)),
            List.of(folder.network.trust().chain(OperatorFolder.LOCAL)))
        .write(own);
    CommandRun init = OperatorFolder.initLog(folder.config("r1"), own);
    assertEquals(0, init.exitCode(), init::err);
    return folder;
  }

  private static CommandRun add(OperatorFolder folder, Path... trcs) throws IOException {
    String[] line = new String[5 + trcs.length];
    List.of("log", "anchor", "add", "--config", folder.config("r1").toString()).toArray(line);
    for (int i = 0; i < trcs.length; i++) {
      line[5 + i] = trcs[i].toString();
    }
    return CommandRun.of(line);
  }

  @Test
  void anchorOfAnotherIsdIsAddedOnce() throws IOException {
    OperatorFolder folder = ownIsdOnly("anchor-once");
    Path trc = folder.certificates().resolve("ISD2-V1.trc");

    CommandRun first = add(folder, trc);
    CommandRun second = add(folder, trc, folder.certificates().resolve("ISD1-V1.trc"));

    assertAll(
        () -> assertEquals(0, first.exitCode(), first::err),
        () ->
            assertTrue(
                first
                    .out()
                    .startsWith(
                        "Added the TRC of ISD 2 version 1 to the log at offset 3 as the anchor of"
                            + " that ISD: core ASes [2-21, 2-22], valid from "),
                first::out),
        () ->
            assertTrue(
                first.out().contains(folder.network.trust().trc(2).digest().toString()),
                first::out),
        () -> assertEquals(0, second.exitCode(), second::err),
        () ->
            assertEquals(
                List.of(
                    "The log already has the TRC of ISD 1 version 1; nothing was changed",
                    "The log already has the TRC of ISD 2 version 1; nothing was changed"),
                second.out().lines().toList()));
  }

  @Test
  void isdThatHasAnAnchorStaysAsItIs() throws IOException {
    OperatorFolder folder = ownIsdOnly("anchor-there");
    Path other = Files.createDirectories(root.resolve("other"));
    Path later = other.resolve("ISD1-V2.trc");
    Files.write(later, folder.network.trust().trc(1, 2).json().toBytes());
    Path another = folder.ofStranger().certificates().resolve("ISD1-V1.trc");

    CommandRun run = add(folder, later, another);

    assertEquals(1, run.exitCode(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(
        lines.getFirst().contains("the log has a different TRC with that version"), run::out);
    assertTrue(
        lines.getLast().contains("the ISD already has an anchor and is at version 1"), run::out);
  }

  @Test
  void fileThatIsNoTrcIsAnErrorAndNothingIsAdded() throws IOException {
    OperatorFolder folder = ownIsdOnly("anchor-broken");
    Path broken = root.resolve("broken.trc");
    Files.writeString(broken, "{}");

    Refusals.assertOneLine(
        add(folder, folder.certificates().resolve("ISD2-V1.trc"), broken), "broken.trc");

    CommandRun after = add(folder, folder.certificates().resolve("ISD2-V1.trc"));
    assertTrue(after.out().startsWith("Added the TRC of ISD 2"), after::out);
  }
}
