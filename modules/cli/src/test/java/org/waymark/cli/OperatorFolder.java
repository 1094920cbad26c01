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
   * @param prefix the prefix of the topics, which only this folder's log uses
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

  /** {@return the folder of an operator with other keys, and so other TRCs of the same versions} */
  public OperatorFolder ofStranger() throws IOException {
    return new OperatorFolder(root.resolve("stranger"), bootstrapServers, prefix, OTHER_SEED);
  }

  /**
   * {@return the configuration of a replica whose log is in another Kafka or has another prefix}
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

  /** {@return the configuration of a replica that listens on a free port} */
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

  /** Makes the log with other trust anchors than those of the AS. */
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
