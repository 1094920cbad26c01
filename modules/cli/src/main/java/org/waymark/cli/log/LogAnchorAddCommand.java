package org.waymark.cli.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.StartupException;
import org.waymark.edge.trust.LogAnchors;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.runtime.SystemClock;
import org.waymark.wire.trust.Trc;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds the first TRC of an ISD to an existing log. */
@Command(
    name = "add",
    description = {
      "Adds TRCs to a log as the trust anchors of ISDs that have none.",
      "Running replicas use the anchors immediately. Check the printed digests with the core ASes"
          + " of these ISDs, because all trust in an ISD is based on its anchor, and an anchor"
          + " cannot be removed. An ISD that already has an anchor keeps that anchor."
    },
    footer = "  waymark log anchor add --config deploy/waymark.toml ISD2-V1.trc ISD3-V1.trc")
final class LogAnchorAddCommand implements Callable<Integer> {
  private static final String WRITER = "log anchor add";

  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description =
          "The configuration of any replica of the AS, which has the addresses of Kafka and the"
              + " names of the topics.")
  private Path configFile;

  @Parameters(
      arity = "1..*",
      paramLabel = "TRC",
      description = "The TRC files, such as ISD2-V1.trc.")
  private List<Path> files;

  @Override
  public Integer call() {
    try {
      List<Trc> trcs = new ArrayList<>();
      for (Path file : files) {
        trcs.add(CertificateFolder.readTrc(file));
      }
      SystemClock clock = new SystemClock();
      try (EventLog log = StoppedReplica.log(ConfigFile.read(configFile), clock)) {
        LogAnchors.Outcome outcome = LogAnchors.add(log, trcs, WRITER, clock.wallMs());
        outcome.lines().forEach(spec.commandLine().getOut()::println);
        return outcome.allThere() ? ExitCode.YES : ExitCode.NO;
      }
    } catch (StartupException | LogException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }
}
