package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.internals.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.cli.OperatorFolder;
import org.waymark.cli.command.CommandException;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.embedded.EmbeddedBrokerException;

@Timeout(60)
class EmbeddedLogTest {
  @TempDir Path root;

  @Test
  void brokerThatEndsByItselfIsToldWithWhatToDo() throws Exception {
    OperatorFolder folder = new OperatorFolder(root, "127.0.0.1:0", "embedded");
    ReplicaConfig config = ReplicaConfig.read(folder.config("r1"));
    List<String> ended = new ArrayList<>();
    try (EmbeddedLog _ = EmbeddedLog.start(config, why -> ended.add(why.getMessage()))) {
      assertEquals(List.of(), ended);
      assertThrows(EmbeddedBrokerException.class, () -> Exit.halt(1, "all log dirs failed"));
    }
    assertEquals(
        List.of(
            "the embedded Kafka broker has stopped: the embedded broker tried to end the JVM with"
                + " status 1: all log dirs failed; check the disk of "
                + folder.store("r1")
                + "-kafka and restart the replica"),
        ended);
  }

  @Test
  void bootstrapThatIsNotTheAddressOfOneBrokerIsRefused() throws Exception {
    for (String bootstrap : List.of("kafka-1:0,kafka-2:0", "kafka-1", "kafka-1:65536", ":9092")) {
      ReplicaConfig config =
          ReplicaConfig.read(new OperatorFolder(root, bootstrap, "embedded").config("r1"));
      CommandException refused =
          assertThrows(CommandException.class, () -> EmbeddedLog.start(config, why -> {}));
      assertEquals(
          "kafka.bootstrap must be a single HOST:PORT, where the embedded broker listens, got '"
              + bootstrap
              + "'",
          refused.getMessage());
    }
  }
}
