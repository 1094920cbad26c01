package org.waymark.cli.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.NoteVerifier;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.note.VerifiedNote;
import org.waymark.audit.note.VerifierKey;
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
import org.waymark.trust.Ed25519;
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
      "Shows a checkpoint, a proof or a record in human-readable form.",
      "This command verifies only the cosignatures of witnesses given with --witness. To verify"
          + " everything else, use waymark audit verify."
    },
    footer = "  waymark audit show new.checkpoint")
final class AuditShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AuditPlace place;
  @Mixin private WitnessKeys witnesses;

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
    if (file != null && offset != null
        || file == null && offset == null && place.tiles().isEmpty()) {
      throw new CommandException(
          "nothing to show: specify FILE, a record with --offset, or a folder with --directory");
    }
    try {
      List<String> lines = shown();
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

  private List<String> shown() {
    if (file != null) {
      return ofFile();
    }
    return offset != null ? RecordText.lines(record()) : ofFolder(place.tiles().orElseThrow());
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
    long size = AuditFiles.checkpoint(published(tiles.get()), "the published checkpoint").size();
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
          new ArrayList<>(List.of("proof        that a checkpoint extends an older one"));
      lines.addAll(ofNote(proof.older()));
      lines.addAll(ofNote(proof.newer()));
      return lines;
    }
    return ofNote(AuditFiles.note(bytes, file));
  }

  private static String seen(VerifierKey witness, SignedNote note) {
    return switch (new NoteVerifier(Ed25519.fastest(), List.of(witness)).verify(note)) {
      case Decoded.Accepted<VerifiedNote>(VerifiedNote seen) ->
          "%s saw it at %s"
              .formatted(witness.name(), seen.signatures().getFirst().time().orElseThrow());
      case Decoded.Refused<VerifiedNote>(var refusal) -> witness.name() + " no: " + refusal;
    };
  }

  /** {@return the published checkpoint, and those that witnesses have cosigned} */
  private List<String> ofFolder(TileDirectory tiles) {
    List<String> lines = new ArrayList<>(ofNote(published(tiles)));
    for (VerifierKey witness : witnesses.keys()) {
      tiles
          .cosignedBy(witness.id())
          .map(bytes -> AuditFiles.note(bytes, "the cosigned checkpoint"))
          .ifPresent(
              note ->
                  lines.add(
                      "cosigned     %d records: %s"
                          .formatted(
                              AuditFiles.checkpoint(note, "the cosigned checkpoint").size(),
                              seen(witness, note))));
    }
    return lines;
  }

  private static SignedNote published(TileDirectory tiles) {
    return AuditFiles.note(
        tiles
            .publishedCheckpoint()
            .orElseThrow(() -> new CommandException("no checkpoint has been published there")),
        "the published checkpoint");
  }

  private List<String> ofNote(SignedNote note) {
    Checkpoint checkpoint = AuditFiles.checkpoint(note, file == null ? "it" : file);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "checkpoint   of " + checkpoint.origin(),
                "records      " + checkpoint.size(),
                "root         " + Base64.getEncoder().encodeToString(checkpoint.root().toBytes()),
                "right edge   " + (checkpoint.rightEdge().isPresent() ? "yes" : "no")));
    note.signatures().forEach(signature -> lines.add("signed by    " + signature.name()));
    witnesses.keys().forEach(witness -> lines.add("witness      " + seen(witness, note)));
    return lines;
  }
}
