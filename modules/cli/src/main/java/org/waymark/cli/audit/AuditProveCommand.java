package org.waymark.cli.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.proof.ConsistencyFile;
import org.waymark.audit.proof.ConsistencyProof;
import org.waymark.audit.proof.InclusionFile;
import org.waymark.audit.proof.InclusionProof;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.publish.IncompleteTopicException;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tiles.TileWriter;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.log.LogException;
import org.waymark.runtime.FileTree;
import org.waymark.runtime.FileTrouble;
import org.waymark.segment.ByteString;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a proof to a file. */
@Command(
    name = "prove",
    description = {
      "Creates a proof file that anyone can verify without access to the log.",
      "With --offset, the file proves that the tree of a checkpoint includes a record; with "
          + "--older, that the checkpoint extends an older one. The proof is computed from the "
          + "published tiles, or from the records in Kafka."
    },
    footer = "  waymark audit prove --directory audit --offset 7 --checkpoint new --out proof")
final class AuditProveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;

  @Option(
      names = "--offset",
      paramLabel = "OFFSET",
      description = "The offset of the record whose inclusion is to be proven.")
  private Long offset;

  @Option(
      names = "--older",
      paramLabel = "FILE",
      description = "The older checkpoint, which the newer one must extend.")
  private Path olderFile;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "The checkpoint to use for the proof. Default: the one published in --directory.")
  private Path checkpointFile;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write the proof to.")
  private Path out;

  @Override
  public Integer call() {
    if ((offset == null) == (olderFile == null)) {
      throw new CommandException(
          "nothing to prove: specify a record with --offset, or an older checkpoint with --older");
    }
    try {
      SignedNote note = newer();
      Checkpoint checkpoint = AuditFiles.checkpoint(note, "the checkpoint");
      Optional<TileDirectory> tiles = place.tiles();
      return tiles.isPresent()
          ? prove(tiles.get(), note, checkpoint)
          : place.withLog(log -> ofLog(log, checkpoint, read -> prove(read, note, checkpoint)));
    } catch (LogException
        | IncompleteTopicException
        | TileException
        | UncheckedIOException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private SignedNote newer() {
    if (checkpointFile != null) {
      return AuditFiles.note(AuditFiles.read(checkpointFile), checkpointFile);
    }
    return place
        .tiles()
        .flatMap(TileDirectory::publishedCheckpoint)
        .map(bytes -> AuditFiles.note(bytes, "the published checkpoint"))
        .orElseThrow(
            () ->
                new CommandException(
                    "no checkpoint given: specify its file with --checkpoint, or a folder that"
                        + " contains one with --directory"));
  }

  /** Builds the tiles of the checkpoint's tree in a temporary folder. */
  private static int ofLog(
      AuditPlace.OpenLog log, Checkpoint checkpoint, ToIntFunction<TileReader> prove) {
    if (!checkpoint.origin().equals(log.origin())) {
      throw new CommandException(
          "the checkpoint belongs to log %s, but this is log %s"
              .formatted(checkpoint.origin(), log.origin()));
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("waymark-audit-");
      TileDirectory tiles = TileDirectory.open(folder);
      TileWriter writer = TileWriter.resume(tiles, RightEdge.EMPTY);
      new TopicTree(log.eventLog(), log.topic()).write(writer, checkpoint.size());
      writer.flush();
      return prove.applyAsInt(tiles);
    } catch (IOException e) {
      throw new CommandException("cannot create a temporary folder: " + FileTrouble.of(e), e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try {
      if (folder != null) {
        FileTree.delete(folder);
      }
    } catch (IOException e) {
      throw new CommandException("cannot delete " + folder + ": " + FileTrouble.of(e), e);
    }
  }

  private int prove(TileReader tiles, SignedNote note, Checkpoint checkpoint) {
    TiledTree tree = new TiledTree(tiles, checkpoint.size());
    if (!tree.root().equals(checkpoint.root())) {
      return no(
          "not proven: the records differ from those that the checkpoint covers; to find the first"
              + " difference, run waymark audit verify");
    }
    return olderFile == null
        ? inclusion(tiles, tree, note, checkpoint)
        : consistency(tree, note, checkpoint);
  }

  private int inclusion(TileReader tiles, TiledTree tree, SignedNote note, Checkpoint checkpoint) {
    if (offset < 0 || offset >= checkpoint.size()) {
      throw new CommandException(
          "the checkpoint covers records 0 to %d, but not record %d: use a newer checkpoint"
              .formatted(checkpoint.size() - 1, offset));
    }
    Tile bundle = Tile.containing(Tile.ENTRIES, offset, checkpoint.size());
    ByteString entry = tiles.entries(bundle).get((int) (offset % Tile.FULL));
    InclusionProof proof = tree.inclusion(offset);
    if (!proof.proves(new TreeHasher().leaf(entry), checkpoint.root())) {
      return no(
          "not proven: record %d in the tiles is not the one in the tree of the checkpoint"
              .formatted(offset));
    }
    AuditFiles.write(out, new InclusionFile(Optional.of(entry), proof, note).encode());
    return yes("record %d is in the tree of %d records".formatted(offset, checkpoint.size()));
  }

  private int consistency(TiledTree tree, SignedNote note, Checkpoint checkpoint) {
    SignedNote olderNote = AuditFiles.note(AuditFiles.read(olderFile), olderFile);
    Checkpoint older = AuditFiles.checkpoint(olderNote, olderFile);
    if (!older.origin().equals(checkpoint.origin())) {
      throw new CommandException(
          "the checkpoints belong to different logs: %s and %s"
              .formatted(older.origin(), checkpoint.origin()));
    }
    ConsistencyProof proof = tree.consistency(older.size());
    if (!proof.proves(older.root(), checkpoint.root())) {
      return no(
          "not proven: the checkpoint of %d records does not extend that of %d records;"
                  .formatted(checkpoint.size(), older.size())
              + " together, they prove that the log has two histories");
    }
    AuditFiles.write(out, new ConsistencyFile(proof, olderNote, note).encode());
    return yes(
        "the tree of %d records extends that of %d".formatted(checkpoint.size(), older.size()));
  }

  private int yes(String what) {
    spec.commandLine().getOut().printf("Wrote to %s a proof that %s%n", out, what);
    return ExitCode.YES;
  }

  private int no(String what) {
    spec.commandLine().getOut().println(what);
    return ExitCode.NO;
  }
}
