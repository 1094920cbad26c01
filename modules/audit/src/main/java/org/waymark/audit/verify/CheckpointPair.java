package org.waymark.audit.verify;

import java.util.Optional;
import org.waymark.audit.checkpoint.Checkpoint;
import org.waymark.audit.proof.ConsistencyProof;
import org.waymark.audit.proof.TiledTree;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RightEdge;

/** Two checkpoints of one log. The older one has at most as many records as the newer one. */
record CheckpointPair(Checkpoint older, Checkpoint newer) {
  /**
   * @throws IllegalArgumentException if the checkpoints belong to different logs, or if the older
   *     one is larger
   */
  CheckpointPair {
    if (!older.origin().equals(newer.origin())) {
      throw new IllegalArgumentException(
          "checkpoints of " + older.origin() + " and " + newer.origin() + " cannot be compared");
    }
    if (older.size() > newer.size()) {
      throw new IllegalArgumentException(
          "the older checkpoint has "
              + older.size()
              + " records, more than the newer one, which has "
              + newer.size());
    }
  }

  /** Finds a contradiction that is evident from the two checkpoints alone. */
  Optional<RunFinding> contradiction() {
    Optional<RunFinding> inEdges =
        older
            .rightEdge()
            .flatMap(left -> newer.rightEdge().flatMap(right -> difference(left, right)));
    boolean otherRoot = older.size() == newer.size() && !older.root().equals(newer.root());
    return inEdges.isEmpty() && otherRoot
        ? Optional.of(new RunFinding.Forked(0, older.size()))
        : inEdges;
  }

  /** Finds the first perfect subtree that is in both trees but has different roots. */
  private static Optional<RunFinding> difference(RightEdge left, RightEdge right) {
    int shared = Math.min(left.roots().size(), right.roots().size());
    for (int i = 0; i < shared && left.start(i + 1) == right.start(i + 1); i++) {
      if (!left.roots().get(i).equals(right.roots().get(i))) {
        return Optional.of(new RunFinding.Forked(left.start(i), left.start(i + 1)));
      }
    }
    return Optional.empty();
  }

  /**
   * Finds a contradiction between the two checkpoints with the help of tiles.
   *
   * @throws org.waymark.audit.tiles.TileException if tiles are missing or cannot be used
   */
  Optional<RunFinding> contradiction(TileReader tiles) {
    TiledTree tree = new TiledTree(tiles, newer.size());
    ConsistencyProof proof = tree.consistency(older.size());
    // Tiles of a different tree would not prove that the checkpoints contradict each other.
    boolean consistent =
        proof.proves(older.root(), newer.root()) || !tree.root().equals(newer.root());
    return consistent ? Optional.empty() : Optional.of(forked(tree));
  }

  private RunFinding forked(TiledTree tree) {
    if (older.rightEdge().isPresent()) {
      RightEdge edge = older.rightEdge().get();
      for (int i = 0; i < edge.roots().size(); i++) {
        long start = edge.start(i);
        int level = Long.numberOfTrailingZeros(edge.start(i + 1) - start);
        if (!tree.subtree(level, start >>> level).equals(edge.roots().get(i))) {
          return new RunFinding.Forked(start, edge.start(i + 1));
        }
      }
    }
    return new RunFinding.Forked(0, older.size());
  }
}
