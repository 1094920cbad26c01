package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.audit.verify.DirectoryCheck;
import org.waymark.audit.verify.RunFinding;
import org.waymark.audit.verify.RunVerifier;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.log.LogException;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Verifies a proof, published tiles, or the records in Kafka. */
@Command(
    name = "verify",
    description = {
      "Verifies a proof, a published folder, or the records in Kafka against a checkpoint.",
      "With --proof, it needs only the proof file and the key. With --directory, it verifies the"
          + " published tiles. With --config or --log, it verifies the records in Kafka; if"
          + " --directory is given as well, it can name the exact position of the first wrong"
          + " record."
    },
    exitCodeList = {
      "0:verified",
      "1:not verified: the output names the first wrong position",
      "2:error: nothing was verified"
    },
    footer = "  waymark audit verify --proof proof --key audit.key.pub")
final class AuditVerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;

  @Option(
      names = "--proof",
      paramLabel = "FILE",
      description = "The proof file, written by waymark audit prove.")
  private Path proofFile;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "The checkpoint to verify against. Default: the one published in --directory, or"
              + " the newest in the log.")
  private Path checkpointFile;

  @Option(
      names = "--older",
      paramLabel = "FILE",
      description =
          "An older checkpoint, which the newer one must continue. Only the records after it "
              + "are read.")
  private Path olderFile;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "A public key of the log or of a witness. This option can be repeated.")
  private List<Path> keyFiles;

  @Override
  public Integer call() {
    try {
      if (proofFile != null) {
        return told(new ProofCheck(AuditFiles.read(proofFile), proofFile, keyFiles).run());
      }
      if (place.hasLog()) {
        return place.withLog(this::verifyLog);
      }
      return verifyFolder(
          place
              .tiles()
              .orElseThrow(
                  () ->
                      new CommandException(
                          "nothing to verify: give --proof FILE, --directory DIR, or the log"
                              + " with --config FILE.toml")));
    } catch (LogException | TileException | UncheckedIOException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private int told(Decoded<String> result) {
    return switch (result) {
      case Decoded.Accepted<String>(String what) -> answer(ExitCode.YES, "verified: " + what);
      case Decoded.Refused<String>(var refusal) -> answer(ExitCode.NO, "NOT verified: " + refusal);
    };
  }

  private int told(RunFinding finding, VerifiedCheckpoint checkpoint) {
    if (!finding.isProven()) {
      return answer(ExitCode.NO, "NOT verified: " + finding.text());
    }
    answer(ExitCode.YES, "verified: " + finding.text());
    checkpoint
        .cosignatures()
        .forEach(
            cosignature ->
                answer(
                    ExitCode.YES,
                    "cosigned by " + cosignature.witness().name() + " at " + cosignature.time()));
    return ExitCode.YES;
  }

  private int answer(int exitCode, String line) {
    spec.commandLine().getOut().println(line);
    return exitCode;
  }

  private int verifyFolder(TileDirectory tiles) {
    SignedNote note =
        checkpointFile == null
            ? published(tiles)
            : AuditFiles.note(AuditFiles.read(checkpointFile), checkpointFile);
    return withCheckpoint(
        note,
        newer -> {
          if (olderFile != null) {
            return withOlder(
                older -> {
                  RunVerifier pair = between(older, newer.checkpoint(), Optional.of(tiles));
                  RunFinding contradiction = pair.finish();
                  return pair.isDecided() && !contradiction.isProven()
                      ? told(contradiction, newer)
                      : told(new DirectoryCheck(tiles, newer.checkpoint()).run(), newer);
                });
          }
          return told(new DirectoryCheck(tiles, newer.checkpoint()).run(), newer);
        });
  }

  private static SignedNote published(TileDirectory tiles) {
    ByteString bytes =
        tiles
            .publishedCheckpoint()
            .orElseThrow(
                () ->
                    new CommandException(
                        "the folder in --directory contains no published checkpoint: name one "
                            + "with --checkpoint"));
    return AuditFiles.note(bytes, "the published checkpoint");
  }

  private int verifyLog(AuditPlace.OpenLog log) {
    SignedNote note =
        checkpointFile != null
            ? AuditFiles.note(AuditFiles.read(checkpointFile), checkpointFile)
            : place
                .tiles()
                .map(AuditVerifyCommand::published)
                .or(() -> AuditCheckpointCommand.newest(log))
                .orElseThrow(
                    () -> new CommandException("no checkpoint of the topic has been signed yet"));
    return withCheckpoint(
        note,
        newer -> {
          requireOf(log, newer.checkpoint());
          return olderFile == null
              ? records(log, start(log), newer)
              : withOlder(older -> records(log, older, newer));
        });
  }

  private static void requireOf(AuditPlace.OpenLog log, Checkpoint checkpoint) {
    if (!checkpoint.origin().equals(log.origin())) {
      throw new CommandException(
          "the checkpoint belongs to log %s, but this is log %s"
              .formatted(checkpoint.origin(), log.origin()));
    }
  }

  private static Checkpoint start(AuditPlace.OpenLog log) {
    return Checkpoint.of(log.origin(), RightEdge.EMPTY, new TreeHasher());
  }

  private int records(AuditPlace.OpenLog log, Checkpoint older, VerifiedCheckpoint newer) {
    RunVerifier run = between(older, newer.checkpoint(), place.tiles().map(tiles -> tiles));
    long first = log.eventLog().start(log.topic());
    if (!run.isDecided() && first > older.size()) {
      throw new CommandException(
          ("Kafka has deleted records %d to %d by retention: give an --older checkpoint of at "
                  + "least %d records")
              .formatted(older.size(), first - 1, first));
    }
    long to = Math.min(newer.checkpoint().size(), log.eventLog().end(log.topic()).nextOffset());
    if (!run.isDecided() && older.size() < to) {
      log.eventLog()
          .read(
              log.topic(),
              log.eventLog().identity().at(log.topic(), older.size()),
              to,
              batch -> {
                for (LogRecord record : batch) {
                  run.accept(record);
                }
              });
    }
    return told(run.finish(), newer);
  }

  private static RunVerifier between(
      Checkpoint older, Checkpoint newer, Optional<TileReader> tiles) {
    String topicId = newer.origin().substring(newer.origin().lastIndexOf('/') + 1);
    return RunVerifier.between(topicId, older, newer, tiles);
  }

  private interface Check<T> {
    int of(T checkpoint);
  }

  private int withCheckpoint(SignedNote note, Check<VerifiedCheckpoint> check) {
    return switch (AuditFiles.verified(note, "the checkpoint", keyFiles)) {
      case Decoded.Accepted<VerifiedCheckpoint>(VerifiedCheckpoint verified) -> check.of(verified);
      case Decoded.Refused<VerifiedCheckpoint>(var refusal) ->
          answer(ExitCode.NO, "NOT verified: the checkpoint: " + refusal);
    };
  }

  private int withOlder(Check<Checkpoint> check) {
    SignedNote note = AuditFiles.note(AuditFiles.read(olderFile), olderFile);
    return switch (AuditFiles.verified(note, olderFile, keyFiles)) {
      case Decoded.Accepted<VerifiedCheckpoint>(VerifiedCheckpoint older) ->
          check.of(older.checkpoint());
      case Decoded.Refused<VerifiedCheckpoint>(var refusal) ->
          answer(ExitCode.NO, "NOT verified: the older checkpoint: " + refusal);
    };
  }
}
