package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.publish.CosignedCheckpoints;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ConfigFile;
import org.waymark.cli.command.ExitCode;
import org.waymark.edge.config.AuditConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.Topic;
import org.waymark.wire.Decoded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stores a checkpoint that witnesses have cosigned. */
@Command(
    name = "add",
    description = {
      "Verifies a checkpoint that was cosigned by witnesses, and stores it in the published"
          + " folder.",
      "The configuration names the witnesses (audit.witnesses) and the key of the log (audit.key)."
          + " The tree published in audit.directory must extend the checkpoint."
          + " The replica may be running."
    },
    exitCodeList = {
      "0:kept",
      "1:the checkpoint was rejected: the output gives the reason",
      "2:error: nothing was verified"
    },
    footer = "  waymark audit witness add cosigned.checkpoint --config deploy/waymark.toml")
final class AuditWitnessAddCommand implements Callable<Integer> {
  private static final List<Topic> PUBLISHED = List.of(Topic.EVENTS, Topic.TRUST);

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The checkpoint with the cosignatures.")
  private Path file;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE.toml",
      description = "The configuration of a replica that publishes checkpoints.")
  private Path config;

  /** A published folder and its checkpoint. */
  private record Published(TileDirectory folder, Checkpoint checkpoint) {}

  @Override
  public Integer call() {
    try {
      AuditConfig audit = ConfigFile.read(config).audit();
      SignedNote note = AuditFiles.note(AuditFiles.read(file), file);
      Published published =
          published(
              audit.directory().orElseThrow(() -> missing("directory")),
              AuditFiles.checkpoint(note, file).origin());
      List<VerifierKey> keys = audit.keys(audit.signer());
      if (keys.isEmpty()) {
        throw missing("key");
      }
      if (audit.witnesses().isEmpty()) {
        throw missing("witnesses");
      }
      return told(
          new CosignedCheckpoints(published.folder, keys)
              .add(published.checkpoint, note, audit.witnesses()));
    } catch (StartupException | TileException | UncheckedIOException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private CommandException missing(String setting) {
    return new CommandException("%s: audit.%s is missing".formatted(config, setting));
  }

  private static Published published(Path directory, String origin) {
    for (Topic topic : PUBLISHED) {
      TileDirectory folder = TileDirectory.open(directory.resolve(topic.suffix()));
      Optional<Checkpoint> checkpoint =
          folder
              .publishedCheckpoint()
              .map(bytes -> AuditFiles.note(bytes, "the published checkpoint"))
              .map(note -> AuditFiles.checkpoint(note, "the published checkpoint"))
              .filter(read -> read.origin().equals(origin));
      if (checkpoint.isPresent()) {
        return new Published(folder, checkpoint.get());
      }
    }
    throw new CommandException(
        "the checkpoint belongs to %s, but nothing from that log is published in %s"
            .formatted(origin, directory));
  }

  private int told(Decoded<List<CosignedCheckpoints.Seen>> result) {
    return switch (result) {
      case Decoded.Accepted<List<CosignedCheckpoints.Seen>>(var seen) -> {
        seen.forEach(each -> spec.commandLine().getOut().println(each.text()));
        yield ExitCode.YES;
      }
      case Decoded.Refused<List<CosignedCheckpoints.Seen>>(var refusal) -> {
        spec.commandLine().getOut().println("rejected: " + refusal);
        yield ExitCode.NO;
      }
    };
  }
}
