package org.waymark.audit.verify;

import java.util.List;
import java.util.Optional;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.proof.ProvenLeaves;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * Verifies published tiles without the log. It checks that each entry matches the leaf at its
 * position and that the leaves form the tree of a checkpoint, and stops at the first mismatch.
 *
 * <p>The checkpoint must have been verified. Not thread-safe.
 */
public final class DirectoryCheck {
  private final TileReader tiles;
  private final Checkpoint checkpoint;
  private final TreeHasher hasher = new TreeHasher();

  public DirectoryCheck(TileReader tiles, Checkpoint checkpoint) {
    this.tiles = tiles;
    this.checkpoint = checkpoint;
  }

  /**
   * Compares the checkpoint with an older one of the same log.
   *
   * @return the contradiction, or empty if the checkpoint extends the older one
   * @throws TileException.Missing if the tiles begin too late to compare them
   * @throws TileException if a tile cannot be used
   * @throws IllegalArgumentException if the checkpoints are of different logs, or if the older one
   *     is larger
   */
  public Optional<RunFinding> contradiction(Checkpoint older) {
    CheckpointPair pair = new CheckpointPair(older, checkpoint);
    return pair.contradiction().or(() -> pair.contradiction(tiles));
  }

  /**
   * {@return the result for all entries that the tiles cover; entries before the first tile are not
   * compared}
   *
   * @throws TileException if a tile is missing or cannot be used
   */
  public RunFinding run() {
    ProvenLeaves leaves = new ProvenLeaves(tiles, checkpoint.size(), checkpoint.root());
    long from = tiles.begin().size();
    if (from >= checkpoint.size()) {
      return new RunFinding.NothingCompared(from, checkpoint.size());
    }
    for (long first = from; first < checkpoint.size(); first += Tile.FULL) {
      Tile bundle = Tile.containing(Tile.ENTRIES, first, checkpoint.size());
      List<ByteString> entries = tiles.entries(bundle);
      for (int i = 0; i < entries.size(); i++) {
        long position = first + i;
        try {
          if (!isLeaf(entries.get(i), position, leaves.leaf(position))) {
            return new RunFinding.Altered(position);
          }
        } catch (TileException.Foreign e) {
          return altered(first).orElse(new RunFinding.ForeignTiles(e.tile()));
        }
      }
    }
    return new RunFinding.Proven(from, checkpoint.size());
  }

  private boolean isLeaf(ByteString entry, long position, ByteString leaf) {
    return hasher.leaf(entry).equals(leaf)
        && RecordLeaf.decode(entry)
            .asOptional()
            .filter(record -> record.offset() == position)
            .isPresent();
  }

  /** {@return the first entry whose hash differs from the hash in its leaf tile} */
  private Optional<RunFinding> altered(long from) {
    for (long first = from; first < checkpoint.size(); first += Tile.FULL) {
      List<ByteString> entries =
          tiles.entries(Tile.containing(Tile.ENTRIES, first, checkpoint.size()));
      ByteString hashes = tiles.hashes(Tile.containing(0, first, checkpoint.size()));
      for (int i = 0; i < entries.size(); i++) {
        ByteString hash =
            ByteString.of(hashes.unsafeBytes(), i * Sha256.SIZE, (i + 1) * Sha256.SIZE);
        if (!hasher.leaf(entries.get(i)).equals(hash)) {
          return Optional.of(new RunFinding.Altered(first + i));
        }
      }
    }
    return Optional.empty();
  }
}
