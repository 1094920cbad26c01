package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.checkpoint.VerifiedCheckpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifierKey;
import org.waymark.audit.publish.CosignedCheckpoints;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.audit.verify.DirectoryCheck;
import org.waymark.audit.verify.RunFinding;
import org.waymark.audit.verify.RunVerifier;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.log.LogException;
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
      "With --proof, only the proof file and the key are needed. With --directory, the published"
          + " tiles are verified. With --config or --log, the records in Kafka are verified; if"
          + " --directory is given as well, the command finds the exact position of the first wrong"
          + " record. The output lists records that could not be compared. With --witness,"
          + " verification fails unless the witness has cosigned this checkpoint, or a consistent"
          + " one that is stored in the published folder."
    },
    exitCodeList = {
      "0:verified",
      "1:verification failed: the output gives the first wrong position",
      "2:error: nothing was verified"
    },
    footer = "  waymark audit verify --proof proof --key audit.key.pub")
final class AuditVerifyCommand implements Callable<Integer> {
  private static final String LOST = "are lost to retention";
  private static final String NOT_IN_TILES = "are not in the tiles";
  private static final String IN_OLDER = "are in the older checkpoint";

  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;
  @Mixin private AuditKeys keys;

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
          "An older checkpoint, which the newer one must extend. Only the records after it "
              + "are read.")
  private Path olderFile;

  @Override
  public Integer call() {
    try {
      if (proofFile != null) {
        return told(new ProofCheck(AuditFiles.read(proofFile), proofFile, keys).run());
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
                          "nothing to verify: specify --proof FILE, --directory DIR, or the log"
                              + " with --config FILE.toml")));
    } catch (LogException | TileException | UncheckedIOException | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private int told(Decoded<ProofCheck.Proven> result) {
    return switch (result) {
      case Decoded.Accepted<ProofCheck.Proven>(var proven) ->
          verified(proven.text(), proven.checkpoint(), List.of());
      case Decoded.Refused<ProofCheck.Proven>(var refusal) -> notVerified(refusal.toString());
    };
  }

  private int notVerified(String why) {
    return answer(ExitCode.NO, "NOT verified: " + why);
  }

  /** Reports what has been verified, if the required witnesses have seen it. */
  private int verified(String what, VerifiedCheckpoint checkpoint, List<Gap> gaps) {
    List<String> lines = new ArrayList<>(List.of("verified: " + what));
    lines.addAll(Gap.lines(gaps));
    for (VerifierKey witness : keys.demandedWitnesses()) {
      switch (seen(witness, checkpoint)) {
        case Decoded.Accepted<CosignedCheckpoints.Seen>(var seen) -> lines.add(seen.text());
        case Decoded.Refused<CosignedCheckpoints.Seen>(var refusal) -> {
          return notVerified(refusal.toString());
        }
      }
    }
    checkpoint.cosignatures().stream()
        .filter(cosignature -> !keys.demandedWitnesses().contains(cosignature.witness()))
        .map(each -> new CosignedCheckpoints.Seen(each, checkpoint.checkpoint().size()).text())
        .forEach(lines::add);
    lines.forEach(spec.commandLine().getOut()::println);
    return ExitCode.YES;
  }

  /**
   * Finds proof that a witness has seen the tree, either in the checkpoint itself or in a
   * checkpoint stored next to it.
   *
   * @return what the witness has seen, or the reason why there is no proof
   */
  private Decoded<CosignedCheckpoints.Seen> seen(
      VerifierKey witness, VerifiedCheckpoint checkpoint) {
    return checkpoint.cosignatures().stream()
        .filter(cosignature -> cosignature.witness().equals(witness))
        .map(
            each ->
                Decoded.accepted(
                    new CosignedCheckpoints.Seen(each, checkpoint.checkpoint().size())))
        .findFirst()
        .or(
            () ->
                place
                    .tiles()
                    .map(
                        tiles ->
                            new CosignedCheckpoints(tiles, keys.ofLog())
                                .by(witness, checkpoint.checkpoint())))
        .orElseGet(() -> CosignedCheckpoints.notSeen(witness));
  }

  /**
   * Reports the finding.
   *
   * @param begins a sentence that says where the records or tiles begin or end, printed if nothing
   *     is left to compare
   */
  private int told(
      RunFinding finding, VerifiedCheckpoint checkpoint, String begins, List<Gap> gaps) {
    if (finding instanceof RunFinding.NothingCompared) {
      throw nothingCompared(checkpoint.checkpoint(), begins);
    }
    if (!finding.isProven()) {
      return notVerified(finding.text());
    }
    return verified(finding.text(), checkpoint, gaps);
  }

  private static CommandException nothingCompared(Checkpoint checkpoint, String begins) {
    return new CommandException(
        checkpoint.size() == 0
            ? "no record was compared: the checkpoint covers none"
            : "no record was compared: the checkpoint covers records 0 to %d, and %s"
                .formatted(checkpoint.size() - 1, begins));
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
        newer ->
            olderFile == null
                ? entries(tiles, newer, Optional.empty())
                : withOlder(older -> entries(tiles, newer, Optional.of(older))));
  }

  private int entries(TileDirectory tiles, VerifiedCheckpoint newer, Optional<Checkpoint> older) {
    DirectoryCheck check = new DirectoryCheck(tiles, newer.checkpoint());
    long begin = tiles.begin().size();
    RunFinding finding =
        older.flatMap(each -> contradiction(check, each, begin)).orElseGet(check::run);
    return told(
        finding, newer, "the tiles begin at " + begin, List.of(new Gap(0, begin, NOT_IN_TILES)));
  }

  private static Optional<RunFinding> contradiction(
      DirectoryCheck check, Checkpoint older, long begin) {
    try {
      return check.contradiction(older);
    } catch (TileException.Missing e) {
      if (older.size() >= begin) {
        throw e;
      }
      throw new CommandException(
          ("the older checkpoint of %d records cannot be compared, because the tiles begin at"
                      + " %d; specify the")
                  .formatted(older.size(), begin)
              + " folder of a replica that has earlier tiles, or the log with --config",
          e);
    }
  }

  private static SignedNote published(TileDirectory tiles) {
    ByteString bytes =
        tiles
            .publishedCheckpoint()
            .orElseThrow(
                () ->
                    new CommandException(
                        "the folder in --directory contains no published checkpoint: specify one"
                            + " with --checkpoint"));
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
              ? allRecords(log, newer)
              : withOlder(older -> recordsSince(log, older, newer));
        });
  }

  private static void requireOf(AuditPlace.OpenLog log, Checkpoint checkpoint) {
    if (!checkpoint.origin().equals(log.origin())) {
      throw new CommandException(
          "the checkpoint belongs to log %s, but this is log %s"
              .formatted(checkpoint.origin(), log.origin()));
    }
  }

  /** Verifies the records that the log still has. */
  private int allRecords(AuditPlace.OpenLog log, VerifiedCheckpoint newer) {
    long first = log.eventLog().start(log.topic());
    if (first == 0) {
      return recordsSince(
          log, Checkpoint.of(log.origin(), RightEdge.EMPTY, new TreeHasher()), newer);
    }
    Optional<TileDirectory> tiles = place.tiles();
    if (tiles.isEmpty()) {
      throw lost(0, first, newer);
    }
    long from = Math.max(first, tiles.get().begin().size());
    String begins = "the " + (from == first ? "log begins" : "tiles begin") + " at " + from;
    if (from >= newer.checkpoint().size()) {
      throw nothingCompared(newer.checkpoint(), begins);
    }
    RunVerifier run =
        RunVerifier.within(
            log.topicId(), from, newer.checkpoint().size(), newer.checkpoint(), tiles.get());
    List<Gap> gaps = List.of(new Gap(0, first, LOST), new Gap(first, from, NOT_IN_TILES));
    return told(compared(log, run, from, newer), newer, begins, gaps);
  }

  /** Verifies the records after the end of an older checkpoint. */
  private int recordsSince(AuditPlace.OpenLog log, Checkpoint older, VerifiedCheckpoint newer) {
    RunVerifier run =
        RunVerifier.between(
            log.topicId(), older, newer.checkpoint(), place.tiles().map(tiles -> tiles));
    long first = log.eventLog().start(log.topic());
    long from = older.size();
    if (!run.isDecided() && first > from) {
      throw lost(from, first, newer);
    }
    long lost = Math.min(first, from);
    List<Gap> gaps = List.of(new Gap(0, lost, LOST), new Gap(lost, from, IN_OLDER));
    return told(compared(log, run, from, newer), newer, "so does the older one", gaps);
  }

  private static CommandException lost(long from, long first, VerifiedCheckpoint newer) {
    long size = newer.checkpoint().size();
    return first >= size
        ? nothingCompared(newer.checkpoint(), "the log begins at " + first)
        : new CommandException(
            "retention has deleted records %d to %d: specify an --older checkpoint of %d to %d"
                    .formatted(from, first - 1, first, size - 1)
                + " records, or the tiles with --directory");
  }

  private static RunFinding compared(
      AuditPlace.OpenLog log, RunVerifier run, long from, VerifiedCheckpoint newer) {
    long to = Math.min(newer.checkpoint().size(), log.eventLog().end(log.topic()).nextOffset());
    if (!run.isDecided() && from < to) {
      log.eventLog()
          .read(
              log.topic(),
              log.eventLog().identity().at(log.topic(), from),
              to,
              batch -> batch.forEach(run::accept));
    }
    return run.finish();
  }

  private interface Check<T> {
    int of(T checkpoint);
  }

  private int withCheckpoint(SignedNote note, Check<VerifiedCheckpoint> check) {
    return switch (keys.verified(note, "the checkpoint")) {
      case Decoded.Accepted<VerifiedCheckpoint>(VerifiedCheckpoint verified) -> check.of(verified);
      case Decoded.Refused<VerifiedCheckpoint>(var refusal) ->
          notVerified("the checkpoint: " + refusal);
    };
  }

  private int withOlder(Check<Checkpoint> check) {
    SignedNote note = AuditFiles.note(AuditFiles.read(olderFile), olderFile);
    return switch (keys.verified(note, olderFile)) {
      case Decoded.Accepted<VerifiedCheckpoint>(VerifiedCheckpoint older) ->
          check.of(older.checkpoint());
      case Decoded.Refused<VerifiedCheckpoint>(var refusal) ->
          notVerified("the older checkpoint: " + refusal);
    };
  }
}
