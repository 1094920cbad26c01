package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.BrokerExtension;
import org.waymark.cli.CommandRun;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.Refusals;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBroker;

@ExtendWith(BrokerExtension.class)
@Timeout(120)
class StatusCommandTest {
  /** The keys on which scripts may rely. */
  private static final List<String> KEYS =
      List.of(
          "/id",
          "/isdAs",
          "/address",
          "/time",
          "/ready",
          "/state",
          "/lease",
          "/lagSeconds",
          "/applyVersion",
          "/writerSchema",
          "/replicas",
          "/topics/events/nextOffset",
          "/topics/events/lagRecords",
          "/topics/events/digest",
          "/topics/events/rows",
          "/topics/trust/nextOffset",
          "/topics/trust/topicId",
          "/rows/segment",
          "/rows/revocation",
          "/rows/interface-down",
          "/rows/block",
          "/rows/quarantine",
          "/rows/trust",
          "/trust/0/what",
          "/trust/0/end",
          "/trust/0/ended",
          "/memory/heapLimitBytes",
          "/memory/heapUsedBytes",
          "/memory/storeLimitBytes");

  @TempDir private Path root;
  private EmbeddedBroker broker;

  @BeforeEach
  void takeBroker(EmbeddedBroker shared) {
    broker = shared;
  }

  private static CommandRun status(Path config, String... more) {
    List<String> line = new java.util.ArrayList<>(List.of("status", "--config", config.toString()));
    line.addAll(List.of(more));
    return CommandRun.of(line.toArray(String[]::new));
  }

  private static ServedReplica start(Path config) throws Exception {
    ServedReplica running = ServedReplica.start(ReplicaConfig.read(config));
    running.replica().whenCaughtUp().get(60, TimeUnit.SECONDS);
    return running;
  }

  @Test
  void readyReplicaShowsItselfAndItsDigest() throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "status-ready");
    folder.makeLog();
    Path one = folder.config("r1");
    Path two = folder.config("r2");
    try (ServedReplica _ = start(one);
        ServedReplica _ = start(two)) {
      CommandRun table = status(one);
      assertEquals(ExitCode.YES, table.exitCode(), table::err);
      assertTrue(table.out().contains("replica  r1 of 1-14 at 127.0.0.1:"), table::out);
      assertTrue(table.out().contains("state    ready"), table::out);
      assertTrue(table.out().contains("TRC of ISD 1 version 1 until 2"), table::out);

      JsonNode json = new JsonMapper().readTree(status(one, "--json").out());
      for (String key : KEYS) {
        assertTrue(!json.at(key).isMissingNode(), key + " in " + json);
      }
      assertEquals(
          json.at("/topics/trust/digest"),
          new JsonMapper().readTree(status(two, "--json").out()).at("/topics/trust/digest"));
    }
  }

  @Test
  void nobodyButTheOwnerCanConnect() throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "status-owner");
    folder.makeLog();
    try (ServedReplica _ = start(folder.config("r1"))) {
      Path socket = folder.store("r1").resolve("control").resolve("socket");
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
    }
  }

  @Test
  void stoppedReplicaCannotBeAsked() throws Exception {
    OperatorFolder folder = new OperatorFolder(root, broker.bootstrapServers(), "status-stopped");
    folder.makeLog();
    Path config = folder.config("r1");
    Refusals.assertOneLine(status(config), "cannot reach replica r1", "is it running");

    start(config).close();
    Refusals.assertOneLine(status(config), "cannot reach replica r1", "is it running");
  }

  @Test
  void replicaOfAStoreWithAPathTooLongForASocketServesAllTheSame() throws Exception {
    Path deep = root.resolve("a".repeat(120));
    OperatorFolder folder = new OperatorFolder(deep, broker.bootstrapServers(), "status-deep");
    folder.makeLog();
    Path config = folder.config("r1");
    try (ServedReplica _ = start(config)) {
      Refusals.assertOneLine(status(config), "but the path of a Unix socket can be at most");
    }
  }
}
