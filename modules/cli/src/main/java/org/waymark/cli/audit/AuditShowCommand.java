package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.proof.ConsistencyFile;
import org.waymark.audit.proof.InclusionFile;
import org.waymark.audit.publish.IncompleteTopicException;
import org.waymark.audit.publish.TopicTree;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.cli.command.CommandException;
import org.waymark.cli.command.ExitCode;
import org.waymark.log.LogException;
import org.waymark.segment.ByteString;
import org.waymark.wire.Decoded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a checkpoint, a proof, or a record of a tree. */
@Command(
    name = "show",
    description = {
      "Shows a checkpoint, a proof, or a record of a tree in readable form.",
      "It does not verify anything; for that, use waymark audit verify."
    },
    footer = "  waymark audit show new.checkpoint")
final class AuditShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The file that contains the checkpoint or proof.")
  private Path file;

  @Option(
      names = "--offset",
      paramLabel = "OFFSET",
      description =
          "The offset of the record to show. The record is read from --directory or "
              + "from the log.")
  private Long offset;

  @Override
  public Integer call() {
    if ((file == null) == (offset == null)) {
      throw new CommandException("nothing to show: name a FILE, or a record with --offset");
    }
    try {
      List<String> lines = file == null ? RecordText.lines(record()) : ofFile();
      lines.forEach(spec.commandLine().getOut()::println);
      return ExitCode.YES;
    } catch (LogException
        | IncompleteTopicException
        | TileException
        | UncheckedIOException
        | IllegalArgumentException e) {
      throw new CommandException(e.getMessage(), e);
    }
  }

  private RecordLeaf record() {
    Optional<TileDirectory> tiles = place.tiles();
    if (tiles.isEmpty()) {
      return place.withLog(
          log -> {
            TopicTree tree = new TopicTree(log.eventLog(), log.topic());
            List<RecordLeaf> found = new ArrayList<>();
            tree.read(
                offset, offset + 1, record -> found.add(RecordLeaf.of(tree.topicId(), record)));
            return found.getFirst();
          });
    }
    SignedNote note =
        AuditFiles.note(
            tiles
                .get()
                .publishedCheckpoint()
                .orElseThrow(
                    () ->
                        new CommandException(
                            "the folder in --directory contains no " + "published checkpoint")),
            "the published checkpoint");
    long size = AuditFiles.checkpoint(note, "the published checkpoint").size();
    Tile bundle = Tile.containing(Tile.ENTRIES, offset, size);
    return AuditFiles.accepted(
        RecordLeaf.decode(tiles.get().entries(bundle).get((int) (offset % Tile.FULL))),
        "the entry of record " + offset + " is damaged");
  }

  private List<String> ofFile() {
    ByteString bytes = AuditFiles.read(file);
    if (InclusionFile.parse(bytes) instanceof Decoded.Accepted<InclusionFile>(var proof)) {
      List<String> lines =
          new ArrayList<>(List.of("proof        that a record is in the tree of a checkpoint"));
      proof
          .extra()
          .flatMap(entry -> RecordLeaf.decode(entry).asOptional())
          .ifPresent(record -> lines.addAll(RecordText.lines(record)));
      lines.addAll(ofNote(proof.checkpoint()));
      return lines;
    }
    if (ConsistencyFile.parse(bytes) instanceof Decoded.Accepted<ConsistencyFile>(var proof)) {
      List<String> lines =
          new ArrayList<>(List.of("proof        that a checkpoint continues an older one"));
      lines.addAll(ofNote(proof.older()));
      lines.addAll(ofNote(proof.newer()));
      return lines;
    }
    return ofNote(AuditFiles.note(bytes, file));
  }

  private List<String> ofNote(SignedNote note) {
    Checkpoint checkpoint = AuditFiles.checkpoint(note, file);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "checkpoint   of " + checkpoint.origin(),
                "records      " + checkpoint.size(),
                "root         " + Base64.getEncoder().encodeToString(checkpoint.root().toBytes()),
                "right edge   " + (checkpoint.rightEdge().isPresent() ? "yes" : "no")));
    note.signatures().forEach(signature -> lines.add("signed by    " + signature.name()));
    return lines;
  }
}
