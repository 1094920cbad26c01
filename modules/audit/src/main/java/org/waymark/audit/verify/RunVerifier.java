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
 * Verifies that records are those of a checkpoint's tree. It stops at the first record that is not.
 *
 * <p>Two things are compared, as far as they are at hand: the hash of each record with its leaf in
 * the tiles, which are verified themselves, and the root of the tree that grows from the older
 * checkpoint's right edge with the newer checkpoint.
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
   * {@return a verifier of the records between two checkpoints: those from the older one's size on}
   *
   * @param tiles the tiles of the newer checkpoint; not needed to decide whether anything was
   *     changed, if the older checkpoint has a right edge
   * @throws IllegalArgumentException if the checkpoints are of different logs, the older one is
   *     larger, or there are neither tiles nor a right edge
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
   * {@return a verifier of any run of records}
   *
   * @param from the first offset
   * @param to the offset after the last one, at most the size of the checkpoint
   * @throws IllegalArgumentException if the checkpoint does not cover the range
   */
  public static RunVerifier within(
      String topicId, long from, long to, Checkpoint checkpoint, TileReader tiles) {
    if (from < 0 || from > to || to > checkpoint.size()) {
      throw new IllegalArgumentException(
          "a checkpoint of "
              + checkpoint.size()
              + " records does not cover those from "
              + from
              + " to "
              + (to - 1));
    }
    return new RunVerifier(
        topicId, from, to, checkpoint, Optional.of(tiles), Optional.empty(), Optional.empty());
  }

  /** {@return the offset of the record that must follow} */
  public long position() {
    return position;
  }

  /** {@return whether the outcome is decided: all records were compared, or one was wrong} */
  public boolean isDecided() {
    return finding.isPresent() || position == to;
  }

  /**
   * Compares the next record. Records after the end of the run, which the checkpoint does not
   * cover, and records after a wrong one are ignored.
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
   * {@return the leaf in the tiles; empty if it is not there, but a right edge decides in the end}
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

  /** {@return the result, after the last record} */
  public RunFinding finish() {
    if (finding.isPresent()) {
      return finding.get();
    }
    if (position < to) {
      return new RunFinding.EndsEarly(position, to);
    }
    return edge.filter(grown -> !grown.root(hasher).equals(newer.root()))
        .map(this::altered)
        .orElse(new RunFinding.Proven(from, to));
  }

  /** Narrows the range to the first perfect subtree whose root is another one. */
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
