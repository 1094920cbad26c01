package org.waymark.cli.log;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.FreePort;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.embedded.EmbeddedBroker;

@ExtendWith(BrokerExtension.class)
class LogInitCommandTest {
  @TempDir Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  private OperatorFolder folder(String prefix) throws IOException {
    return new OperatorFolder(root, broker.bootstrapServers(), prefix);
  }

  @Test
  void newLogIsMadeOnceAndLeftAloneAfterwards() throws IOException {
    OperatorFolder folder = folder("init-once");

    CommandRun first = folder.initLog(folder.config("r1"));
    CommandRun second = folder.initLog(folder.config("r1"));

    assertAll(
        () -> assertEquals(0, first.exitCode(), first::err),
        () ->
            assertTrue(
                first
                    .out()
                    .contains(
                        "created init-once.events, init-once.trust, init-once.audit in cluster"),
                first::out),
        () -> assertTrue(first.err().contains("the loss of one broker would lose"), first::err),
        () -> assertEquals(0, second.exitCode(), second::err),
        () -> assertTrue(second.out().contains("nothing was changed"), second::out));
  }

  @Test
  void logIsAlsoNamedByKafkaAndPrefix() throws IOException {
    OperatorFolder folder = folder("unused");

    CommandRun run =
        CommandRun.of(
            "log",
            "init",
            "--kafka",
            broker.bootstrapServers(),
            "--as",
            "1-14",
            "--prefix",
            "init-by-name",
            "--certs",
            folder.certificates().toString(),
            "--replication",
            "1");

    assertEquals(0, run.exitCode(), run::err);
    assertTrue(run.out().contains("init-by-name.events"), run::out);
  }

  @Test
  void logThatBeginsWithOtherTrustIsNoAndLeftAlone() throws IOException {
    OperatorFolder folder = folder("init-other");
    folder.makeLog();
    OperatorFolder stranger = folder.ofStranger();

    CommandRun run = stranger.initLog(stranger.config("r1"));

    assertEquals(1, run.exitCode(), run::err);
    assertTrue(run.out().contains("trust material differs from the given material"), run::out);
  }

  @Test
  void replicationWithWhichNothingCouldBeAppendedIsAnError() {
    String[][] wrong = {
      {"--replication", "0"},
      {"--replication", "65537"},
      {"--replication", "1", "--min-insync", "2"},
      {"--min-insync", "0"}
    };
    for (String[] options : wrong) {
      List<String> line =
          new ArrayList<>(
              List.of("log", "init", "--kafka", "127.0.0.1:1", "--as", "1-14", "--certs"));
      line.add(root.toString());
      line.addAll(List.of(options));

      CommandRun run = CommandRun.of(line.toArray(String[]::new));

      Refusals.assertOneLine(run, options[options.length - 2], "must be 1");
    }
  }

  @Test
  void replicationThatKafkaCannotGiveIsAnErrorAndLeavesNoTopic() throws IOException {
    OperatorFolder folder = folder("init-three");

    CommandRun run =
        CommandRun.of(
            "log",
            "init",
            "--config",
            folder.config("r1").toString(),
            "--certs",
            folder.certificates().toString());

    Refusals.assertOneLine(run, "could not create the topics", "correct the requested replication");
    CommandRun serve = CommandRun.of("serve", "--config", folder.config("r1").toString());
    Refusals.assertOneLine(serve, "topic init-three.events does not exist");
  }

  @Test
  void folderThatIsNotThereIsAnError() throws IOException {
    OperatorFolder folder = folder("init-nothing");

    CommandRun run =
        CommandRun.of(
            "log", "init", "--config", folder.config("r1").toString(), "--certs", root + "/none");

    Refusals.assertOneLine(run, root + "/none: the certificate folder cannot be read");
  }

  @Test
  void kafkaThatIsAwayIsAnError() throws IOException {
    OperatorFolder folder = new OperatorFolder(root, "127.0.0.1:" + FreePort.unused(), "init-away");

    CommandRun run = folder.initLog(folder.config("r1"));

    Refusals.assertOneLine(run, "cannot reach the log at 127.0.0.1:", "start Kafka there");
  }
}
