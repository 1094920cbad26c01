package org.waymark.audit.publish;

import java.util.Optional;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.note.SignedNote;
import org.waymark.audit.proof.ConsistencyProof;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.tiles.TileDirectory;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileWriter;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LogException;
import org.waymark.wire.Decoded;

/**
 * Keeps a folder with the tiles of one topic and its newest checkpoint up to date.
 *
 * <p>Before a new checkpoint replaces the published one, it is compared with the published
 * checkpoint and with the records in the log. If the new checkpoint contradicts either, there are
 * two histories, and nothing is changed. Used by one thread; methods block while they read the log.
 */
public final class TreePublisher {
  private final TopicTree tree;
  private final TileDirectory folder;

  public TreePublisher(TopicTree tree, TileDirectory folder) {
    this.tree = tree;
    this.folder = folder;
  }

  /**
   * Publishes a checkpoint with the tiles that lead to it.
   *
   * @param note the note of the checkpoint, whose signature the caller has verified
   * @throws IncompleteTopicException if records are lost
   * @throws LogException if the log cannot be read
   * @throws TileException if tiles cannot be used
   * @throws java.io.UncheckedIOException if files cannot be used
   */
  public PublishingResult publish(Checkpoint checkpoint, SignedNote note) {
    Optional<Checkpoint> published = published();
    if (published.isPresent() && !published.get().origin().equals(checkpoint.origin())) {
      return new PublishingResult.Contradicted(
          "the folder contains the tree of %s, but the checkpoint belongs to %s"
              .formatted(published.get().origin(), checkpoint.origin()));
    }
    if (published.isPresent() && published.get().size() >= checkpoint.size()) {
      return compareWithLarger(checkpoint, published.get());
    }
    Optional<RightEdge> begin =
        published.isPresent() ? published.get().rightEdge() : begin(checkpoint);
    if (begin.isEmpty()) {
      return new PublishingResult.NoBegin(tree.firstLeft());
    }
    if (begin.get().size() < tree.firstLeft()) {
      return new PublishingResult.Lost(begin.get().size(), tree.firstLeft());
    }
    if (checkpoint.size() > tree.size()) {
      return new PublishingResult.Contradicted(
          "the log ends at "
              + tree.size()
              + ", before the checkpoint of "
              + checkpoint.size()
              + " records: the end of the log has been cut off");
    }
    // Tiles are never overwritten, so the records are compared before any of them is written.
    RightEdge grown = tree.edgeAt(begin.get(), checkpoint.size());
    if (!grown.root(new TreeHasher()).equals(checkpoint.root())) {
      return new PublishingResult.Contradicted(
          "records %d to %d in the log differ from those that the checkpoint of %d records covers"
              .formatted(begin.get().size(), checkpoint.size() - 1, checkpoint.size()));
    }
    TileWriter writer = TileWriter.resume(folder, begin.get());
    tree.write(writer, checkpoint.size());
    writer.flush();
    folder.publishCheckpoint(note.encode());
    return published.isPresent()
        ? new PublishingResult.Published(checkpoint.size())
        : new PublishingResult.Begun(begin.get().size(), checkpoint.size());
  }

  /** {@return the published checkpoint} */
  private Optional<Checkpoint> published() {
    return folder
        .publishedCheckpoint()
        .map(
            bytes ->
                switch (SignedNote.parse(bytes).then(note -> Checkpoint.parse(note.text()))) {
                  case Decoded.Accepted<Checkpoint>(Checkpoint read) -> read;
                  case Decoded.Refused<Checkpoint>(var refusal) ->
                      throw new IncompleteTopicException(
                          "the published checkpoint is damaged (%s); copy it from another replica"
                              .formatted(refusal));
                });
  }

  /** {@return the right edge at which the tiles of an empty folder begin} */
  private Optional<RightEdge> begin(Checkpoint checkpoint) {
    return tree.firstLeft() == 0 ? Optional.of(RightEdge.EMPTY) : checkpoint.rightEdge();
  }

  private PublishingResult compareWithLarger(Checkpoint checkpoint, Checkpoint published) {
    ConsistencyProof proof;
    try {
      proof = new TiledTree(folder, published.size()).consistency(checkpoint.size());
    } catch (TileException.Missing _) {
      // The tiles begin later than this checkpoint, so they cannot contradict it.
      return new PublishingResult.Known(published.size());
    }
    return proof.proves(checkpoint.root(), published.root())
        ? new PublishingResult.Known(published.size())
        : new PublishingResult.Contradicted(
            "the published checkpoint of %d records does not extend that of %d records"
                .formatted(published.size(), checkpoint.size()));
  }
}
