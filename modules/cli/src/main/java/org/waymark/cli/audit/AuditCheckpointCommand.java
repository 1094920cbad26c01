package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteSigner;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.publish.IncompleteTopicException;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.trail.CheckpointTrail;
import org.waymark.audit.trail.SignedCheckpoint;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.log.LogException;
import org.waymark.segment.ByteString;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the newest checkpoint of a topic, or signs one. */
@Command(
    name = "checkpoint",
    description = {
      "Prints the newest checkpoint of a topic, from the log or from a published folder.",
      "With --sign, it instead reads the records of the topic and signs a new checkpoint that "
          + "covers them."
    },
    footer = "  waymark audit checkpoint --config deploy/waymark.toml --out new.checkpoint")
final class AuditCheckpointCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;

  @Option(
      names = "--sign",
      paramLabel = "FILE",
      description =
          "The private key for signing a checkpoint of the records currently in the topic.")
  private Path key;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file to write the checkpoint to. Default: standard output.")
  private Path out;

  @Override
  public Integer call() {
    Optional<ByteString> found;
    try {
      if (key != null) {
        NoteSigner signer = AuditFiles.signer(key);
        found = Optional.of(place.withLog(log -> made(log, signer)).encode());
      } else if (place.tiles().isPresent()) {
        found = place.tiles().get().publishedCheckpoint();
      } else {
        found = place.withLog(AuditCheckpointCommand::newest).map(SignedNote::encode);
      }
    } catch (LogException | IncompleteTopicException | UncheckedIOException e) {
      throw new CommandException(e.getMessage(), e);
    }
    if (found.isEmpty()) {
      spec.commandLine().getErr().println("no checkpoint of the topic has been signed yet");
      return ExitCode.NO;
    }
    if (out == null) {
      spec.commandLine().getOut().print(new String(found.get().toBytes(), StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
    } else {
      AuditFiles.write(out, found.get());
    }
    return ExitCode.YES;
  }

  static Optional<SignedNote> newest(AuditPlace.OpenLog log) {
    return new CheckpointTrail(log.eventLog()).newest(log.topic()).map(SignedCheckpoint::note);
  }

  private static SignedNote made(AuditPlace.OpenLog log, NoteSigner signer) {
    TopicTree tree = new TopicTree(log.eventLog(), log.topic());
    RightEdge from =
        tree.firstLeft() == 0
            ? RightEdge.EMPTY
            : new CheckpointTrail(log.eventLog())
                .newest(
                    log.topic(),
                    signed -> signed.whyNotSignedBy(List.of(signer.verifierKey())).isEmpty())
                .flatMap(signed -> signed.checkpoint().rightEdge())
                .orElseThrow(
                    () ->
                        new CommandException(
                            ("retention has deleted records 0 to %d, and the .audit topic has no"
                                        + " checkpoint")
                                    .formatted(tree.firstLeft() - 1)
                                + " signed by this key, so the tree cannot be continued"));
    RightEdge edge = tree.edgeAt(from, tree.size());
    return Checkpoint.of(log.origin(), edge, new TreeHasher()).signedBy(signer);
  }
}
