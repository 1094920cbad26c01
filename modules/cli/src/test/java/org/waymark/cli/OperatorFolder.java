package org.waymark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.waymark.cli.command.ExitCode;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.Clock;
import org.waymark.runtime.SystemClock;
import org.waymark.segment.IsdAs;

/** The folder of an operator of AS 1-14: the files of the AS and the replicas' configurations. */
public final class OperatorFolder {
  public static final IsdAs LOCAL = IsdAs.parse("1-14");

  private static final long SEED = 3;
  private static final long OTHER_SEED = 4;

  public final Clock clock = new SystemClock();
  public final Network network;
  private final Path root;
  private final String bootstrapServers;
  private final String prefix;

  /**
   * @param prefix the topic prefix, which is unique to the log of this folder
   */
  public OperatorFolder(Path root, String bootstrapServers, String prefix) throws IOException {
    this(root, bootstrapServers, prefix, SEED);
  }

  private OperatorFolder(Path root, String bootstrapServers, String prefix, long seed)
      throws IOException {
    this.root = root;
    this.bootstrapServers = bootstrapServers;
    this.prefix = prefix;
    this.network = Network.of(NetworkTopology.twoIsds(), seed, clock);
    network.filesOf(LOCAL).write(root.resolve("as"));
  }

  /**
   * Creates the folder of an operator with other keys, and thus different TRCs with the same
   * versions. {@return the folder}
   */
  public OperatorFolder ofStranger() throws IOException {
    return new OperatorFolder(root.resolve("stranger"), bootstrapServers, prefix, OTHER_SEED);
  }

  /**
   * Writes the configuration of a replica whose log is in another Kafka cluster or has another
   * prefix. {@return the file}
   */
  public Path configElsewhere(String id, String otherServers, String otherPrefix)
      throws IOException {
    return config(id, "127.0.0.1:0", otherServers, otherPrefix);
  }

  public Path certificates() {
    return root.resolve("as").resolve("certs");
  }

  public Path store(String id) {
    return root.resolve("store-" + id);
  }

  /** Writes the configuration of a replica that listens on a free port. {@return the file} */
  public Path config(String id) throws IOException {
    return config(id, "127.0.0.1:0");
  }

  public Path config(String id, String listen) throws IOException {
    return config(id, listen, bootstrapServers, prefix);
  }

  private Path config(String id, String listen, String servers, String ofPrefix)
      throws IOException {
    Path file = root.resolve(id + ".toml");
    Files.writeString(
        file,
        """
        id = "%s"
        topology = "as"
        store = "%s"
        listen = "%s"
        kafka = { bootstrap = "%s", prefix = "%s" }
        """
            .formatted(id, store(id), listen, servers, ofPrefix));
    return file;
  }

  /** Creates the log, as an operator does. */
  public void makeLog() throws IOException {
    CommandRun run = initLog(config("init"));
    assertEquals(ExitCode.YES, run.exitCode(), run::err);
  }

  public CommandRun initLog(Path config) {
    return initLog(config, certificates());
  }

  /** Creates the log with trust anchors other than those of the AS. */
  public static CommandRun initLog(Path config, Path certificates) {
    return CommandRun.of(
        "log",
        "init",
        "--config",
        config.toString(),
        "--certs",
        certificates.toString(),
        "--replication",
        "1");
  }
}
