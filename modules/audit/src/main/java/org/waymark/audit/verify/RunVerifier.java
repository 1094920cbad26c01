package org.waymark.audit.verify;

import java.util.Optional;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.proof.ProvenLeaves;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RecordLeaf;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.log.LogRecord;
import org.waymark.segment.ByteString;

/**
 * Verifies that records match the tree of a checkpoint, and stops at the first record that does
 * not.
 *
 * <p>There are two checks, and one or both are made, depending on the available data. With tiles,
 * the hash of each record is compared with its leaf in the tiles, which are themselves verified. If
 * the older checkpoint has a right edge, the records are appended to it, and the root of the
 * resulting tree is compared with the newer checkpoint.
 *
 * <p>The checkpoints must have been verified. Not thread-safe.
 */
public final class RunVerifier {
  private final String topicId;
  private final long from;
  private final long to;
  private final Checkpoint newer;
  private final Optional<ProvenLeaves> leaves;
  private final TreeHasher hasher = new TreeHasher();
  private Optional<RightEdge> edge;
  private Optional<RunFinding> finding;
  private long position;

  private RunVerifier(
      String topicId,
      long from,
      long to,
      Checkpoint newer,
      Optional<TileReader> tiles,
      Optional<RightEdge> edge,
      Optional<RunFinding> finding) {
    this.topicId = topicId;
    this.from = from;
    this.to = to;
    this.newer = newer;
    this.leaves = tiles.map(reader -> new ProvenLeaves(reader, newer.size(), newer.root()));
    this.edge = edge;
    this.finding = finding;
    this.position = from;
  }

  /**
   * Creates a verifier of the records after an older checkpoint and up to a newer one.
   *
   * @param tiles the tiles of the newer checkpoint. If the older checkpoint has a right edge,
   *     changes can be detected without tiles
   * @throws IllegalArgumentException if the checkpoints belong to different logs, if the older one
   *     is larger, or if there are neither tiles nor a right edge
   * @throws TileException if tiles are needed and cannot be used
   */
  public static RunVerifier between(
      String topicId, Checkpoint older, Checkpoint newer, Optional<TileReader> tiles) {
    if (tiles.isEmpty() && older.rightEdge().isEmpty()) {
      throw new IllegalArgumentException(
          "the older checkpoint has no right edge, so tiles are needed to verify records");
    }
    CheckpointPair pair = new CheckpointPair(older, newer);
    Optional<RunFinding> contradiction =
        pair.contradiction().or(() -> tiles.flatMap(reader -> contradiction(pair, reader)));
    return new RunVerifier(
        topicId, older.size(), newer.size(), newer, tiles, older.rightEdge(), contradiction);
  }

  private static Optional<RunFinding> contradiction(CheckpointPair pair, TileReader tiles) {
    try {
      return pair.contradiction(tiles);
    } catch (TileException.Missing e) {
      if (pair.older().rightEdge().isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Creates a verifier for any run of consecutive records.
   *
   * @param from the first offset
   * @param to the offset after the last record, at most the size of the checkpoint
   * @throws IllegalArgumentException if the checkpoint does not cover the range
   */
  public static RunVerifier within(
      String topicId, long from, long to, Checkpoint checkpoint, TileReader tiles) {
    if (from < 0 || from > to || to > checkpoint.size()) {
      throw new IllegalArgumentException(
          "a checkpoint of "
              + checkpoint.size()
              + " records does not cover the records from "
              + from
              + " to "
              + (to - 1));
    }
    return new RunVerifier(
        topicId, from, to, checkpoint, Optional.of(tiles), Optional.empty(), Optional.empty());
  }

  /** {@return the offset of the next record to compare} */
  public long position() {
    return position;
  }

  /**
   * {@return whether the outcome is certain, because all records have been compared or a wrong
   * record was found}
   */
  public boolean isDecided() {
    return finding.isPresent() || position == to;
  }

  /**
   * Compares the next record. Records after the end of the run, which the checkpoint does not
   * cover, and records after a wrong record are ignored.
   *
   * @throws TileException if tiles are needed and cannot be used
   */
  public void accept(LogRecord record) {
    if (isDecided()) {
      return;
    }
    if (record.offset() > position) {
      finding = Optional.of(new RunFinding.Skipped(position, record.offset()));
    } else if (record.offset() < position) {
      finding = Optional.of(new RunFinding.OutOfOrder(position, record.offset()));
    } else {
      compare(RecordLeaf.hash(topicId, record));
    }
  }

  private void compare(ByteString leaf) {
    try {
      Optional<ByteString> expected = expected();
      if (expected.isPresent() && !expected.get().equals(leaf)) {
        finding = Optional.of(new RunFinding.Altered(position));
        return;
      }
    } catch (TileException.Foreign e) {
      finding = Optional.of(new RunFinding.ForeignTiles(e.tile()));
      return;
    }
    edge = edge.map(before -> before.append(leaf, hasher));
    position++;
  }

  /**
   * {@return the leaf in the tiles; empty if the tiles do not contain it, in which case the right
   * edge decides at the end}
   */
  private Optional<ByteString> expected() {
    try {
      return leaves.map(proven -> proven.leaf(position));
    } catch (TileException.Missing e) {
      if (edge.isPresent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Ends the comparison, after the last record.
   *
   * @return the result
   */
  public RunFinding finish() {
    if (finding.isPresent()) {
      return finding.get();
    }
    if (position < to) {
      return new RunFinding.EndsEarly(position, to);
    }
    if (from == to) {
      return new RunFinding.NothingCompared(from, to);
    }
    return edge.filter(grown -> !grown.root(hasher).equals(newer.root()))
        .map(this::altered)
        .orElse(new RunFinding.Proven(from, to));
  }

  /**
   * Narrows the range of possibly altered records down to the first perfect subtree whose root
   * differs.
   */
  private RunFinding altered(RightEdge grown) {
    if (newer.rightEdge().isPresent()) {
      for (int i = 0; i < grown.roots().size(); i++) {
        if (!grown.roots().get(i).equals(newer.rightEdge().get().roots().get(i))) {
          return new RunFinding.AlteredWithin(Math.max(from, grown.start(i)), grown.start(i + 1));
        }
      }
    }
    return new RunFinding.AlteredWithin(from, to);
  }
}
