package org.waymark.cli.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoreException;
import org.waymark.store.snapshot.SnapshotException;
import org.waymark.store.verify.RowDifference;
import org.waymark.store.verify.StoreVerification;
import org.waymark.store.verify.VerificationResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies a stopped store or a snapshot. */
@Command(
    name = "verify",
    description = {
      "Reads every row of a stopped store or of a snapshot, and reports the first incorrect"
          + " row.",
      "The command compares the files with the seal or the manifest, and each row with the rows "
          + "from which it is derived. With --log, the command also replays the log and"
          + " compares all rows with the result. The store is not changed."
    },
    footer = "  waymark store verify --config deploy/waymark.toml",
    exitCodeList = {"0:everything is equal", "1:something differs", "2:error"})
final class StoreVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "A store directory or a snapshot. Default: the store in --config.")
  private Path directory;

  @Option(
      names = "--config",
      paramLabel = "FILE.toml",
      description =
          "The replica's configuration file. Required with --log, or if apply.ahead-s or the "
              + "message limits differ from the defaults.")
  private Path configFile;

  @Option(
      names = "--log",
      description =
          "Folds the log up to the offset of the store, and compares the rows. This takes as long"
              + " as a rebuild.")
  private boolean log;

  enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description = "The format of the result: table or json. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Override
  public Integer call() {
    try {
      Optional<ReplicaConfig> config =
          configFile == null ? Optional.empty() : Optional.of(ConfigFile.read(configFile));
      if (config.isEmpty() && (directory == null || log)) {
        throw new CommandException(
            log
                ? "no log given: specify the configuration of the replica with --config FILE.toml"
                : "no store given: specify its directory, or the replica with --config FILE.toml");
      }
      Path place = directory == null ? config.orElseThrow().storeFolder() : directory;
      ApplySettings settings =
          config.map(ReplicaConfig::applySettings).orElse(ApplySettings.DEFAULT);
      try (StoreVerification verification =
          StoreVerification.open(place, settings)
              .orElseThrow(() -> new CommandException("there is no store in " + place))) {
        return verify(place, verification, config);
      }
    } catch (StoreException.InUse running) {
      throw new CommandException(
          running.getMessage()
              + ". Or take a snapshot with waymark store snapshot, and verify that",
          running);
    } catch (StartupException | StoreException | SnapshotException | LogException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private int verify(Path place, StoreVerification verification, Optional<ReplicaConfig> config) {
    PrintWriter err = spec.commandLine().getErr();
    StoreProgress progress = new StoreProgress(err, "verifying");
    VerificationResult result = verification.run(progress, progress);
    Optional<RowDifference> difference = result.difference();
    if (log && difference.isEmpty()) {
      difference = LogComparison.of(verification, config.orElseThrow(), place, err);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.JSON) {
      out.println(document(place, verification, result, difference));
    } else {
      print(out, place, verification, result, difference);
    }
    out.flush();
    return difference.isEmpty() ? ExitCode.YES : ExitCode.NO;
  }

  private void print(
      PrintWriter out,
      Path place,
      StoreVerification verification,
      VerificationResult result,
      Optional<RowDifference> difference) {
    out.printf("%s  %s%n", verification.isSnapshot() ? "snapshot" : "store   ", place);
    verification
        .digest(Topic.EVENTS)
        .ifPresent(
            digest ->
                out.printf(
                    "offset    %d, apply version %s, digest %s%n",
                    verification.nextOffset(Topic.EVENTS),
                    digest.applyVersion(),
                    digest.sum().hex()));
    result.rows().forEach((family, rows) -> out.printf("%-18s %12d rows%n", family, rows));
    if (difference.isEmpty()) {
      out.println(log ? "equal, including to the log" : "equal");
    } else {
      RowDifference first = difference.get();
      out.printf("different in %s at %s%n", first.family(), first.key());
      out.printf("  expected %s%n  found    %s%n", first.expected(), first.found());
    }
  }

  private ObjectNode document(
      Path place,
      StoreVerification verification,
      VerificationResult result,
      Optional<RowDifference> difference) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("equal", difference.isEmpty());
    document.put("kind", verification.isSnapshot() ? "snapshot" : "store");
    document.put("place", place.toString());
    document.put("comparedWithLog", log && result.isEqual());
    verification
        .digest(Topic.EVENTS)
        .ifPresent(
            digest ->
                document
                    .put("offset", verification.nextOffset(Topic.EVENTS))
                    .put("digest", digest.sum().hex())
                    .put("applyVersion", digest.applyVersion().toString()));
    ObjectNode rows = document.putObject("rows");
    result.rows().forEach(rows::put);
    difference.ifPresent(
        first ->
            document
                .putObject("difference")
                .put("family", first.family())
                .put("key", first.key())
                .put("expected", first.expected())
                .put("found", first.found()));
    return document;
  }
}
