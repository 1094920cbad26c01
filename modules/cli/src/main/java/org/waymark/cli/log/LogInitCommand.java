package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.TopicNames;
import org.waymark.log.kafka.KafkaLocation;
import org.waymark.log.kafka.LogInit;
import org.waymark.segment.IsdAs;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates the topics of a new log and appends its trust anchors. */
@Command(
    name = "init",
    description = {
      "Creates the topics of a new log and appends to it the TRCs and certificate chains from a"
          + " folder.",
      "Replicas never create topics: if they did, and Kafka lost its data, they would abandon good"
          + " stores for an empty log."
    },
    footer = "  waymark log init --config deploy/waymark.toml --certs /etc/waymark/1-11/certs")
final class LogInitCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--certs",
      required = true,
      paramLabel = "DIR",
      description =
          "The folder with the TRCs (ISD<i>-V<v>.trc) and the certificate chains "
              + "(ISD<i>-AS<a>-V<v>.crt).")
  private Path certs;

  @ArgGroup(multiplicity = "1")
  private Where where;

  /**
   * The options that specify the log: either the configuration of a replica, or separate options.
   */
  static final class Where {
    @Option(
        names = "--config",
        required = true,
        paramLabel = "FILE.toml",
        description =
            "The configuration of any replica of the AS, which has the addresses of Kafka and the"
                + " names of the topics.")
    private Path config;

    @ArgGroup(exclusive = false)
    private Kafka kafka;
  }

  /** The options for an AS that has no configuration file yet. */
  static final class Kafka {
    @Option(
        names = "--kafka",
        required = true,
        paramLabel = "HOST:PORT[,...]",
        description = "The Kafka bootstrap servers.")
    private String bootstrapServers;

    @Option(
        names = "--as",
        required = true,
        paramLabel = "ISD-AS",
        description = "The AS that owns the log.")
    private IsdAs as;

    @Option(
        names = "--prefix",
        paramLabel = "PREFIX",
        description = "The prefix of topic names. Default: waymark.<isd-as>.")
    private TopicNames prefix;
  }

  @Option(
      names = "--replication",
      paramLabel = "N",
      description =
          "The number of copies of each topic. With fewer than 3, events can be lost if one"
              + " broker fails. Default: ${DEFAULT-VALUE}.")
  private int replicas = LogInit.Replication.SAFE.replicas();

  @Option(
      names = "--min-insync",
      paramLabel = "N",
      description =
          "The number of copies to which Kafka must write a record before it acknowledges the "
              + "record. Default: 2, or 1 if there is only one copy.")
  private Integer minInsync;

  @Override
  public Integer call() {
    LogInit.Outcome outcome;
    try {
      CertificateFolder certificates = CertificateFolder.read(certs);
      outcome = make(certificates, replication());
    } catch (StartupException e) {
      throw new CommandException(e.getMessage(), e);
    }
    spec.commandLine().getOut().println(outcome.text());
    outcome
        .warnings()
        .forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
    return outcome.otherTrust() ? ExitCode.NO : ExitCode.YES;
  }

  private LogInit.Replication replication() {
    if (replicas < 1 || replicas > Short.MAX_VALUE) {
      throw new CommandException(
          "--replication must be 1 to 32767, preferably 3 or more, got " + replicas);
    }
    int least =
        minInsync == null
            ? Math.min(replicas, LogInit.Replication.SAFE.minInsyncReplicas())
            : minInsync;
    if (least < 1 || least > replicas) {
      // Kafka rejects every record of a topic that requires more copies than exist.
      throw new CommandException(
          "--min-insync must be 1 to %d, the number of copies, got %d".formatted(replicas, least));
    }
    return new LogInit.Replication(replicas, least);
  }

  private LogInit.Outcome make(CertificateFolder certificates, LogInit.Replication replication)
      throws StartupException {
    if (where.config != null) {
      ReplicaConfig config = ConfigFile.read(where.config);
      return NewLog.make(config.kafka(), config.ia(), certificates, replication);
    }
    Kafka kafka = where.kafka;
    TopicNames names = kafka.prefix == null ? TopicNames.of(kafka.as) : kafka.prefix;
    return NewLog.make(
        KafkaLocation.of(kafka.bootstrapServers, names), kafka.as, certificates, replication);
  }
}
