package org.waymark.audit.proof;

import java.util.Optional;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * The hashes of the leaves of a tree. Each tile is verified against the root when it is first used,
 * so reading leaves in order requires one verification per 256 leaves. Not thread-safe.
 */
public final class ProvenLeaves {
  private final TileReader tiles;
  private final TiledTree tree;
  private final ByteString root;
  private final TreeHasher hasher = new TreeHasher();
  private Optional<Tile> current = Optional.empty();
  private ByteString hashes = ByteString.EMPTY;

  /**
   * Creates a view of a tree's tiles.
   *
   * @param size the number of leaves of the tree
   * @param root the root of the tree, from a verified checkpoint
   */
  public ProvenLeaves(TileReader tiles, long size, ByteString root) {
    this.tiles = tiles;
    this.tree = new TiledTree(tiles, size);
    this.root = root;
  }

  /**
   * {@return the hash of a leaf}
   *
   * @throws TileException.Foreign if the tile of the leaf does not lead to the root
   * @throws TileException if a tile is missing or cannot be used
   * @throws IllegalArgumentException if the tree does not have the leaf
   */
  public ByteString leaf(long index) {
    Tile tile = Tile.containing(0, index, tree.size());
    if (!current.equals(Optional.of(tile))) {
      hashes = verified(tile);
      current = Optional.of(tile);
    }
    int from = (int) (index % Tile.FULL) * Sha256.SIZE;
    return ByteString.of(hashes.unsafeBytes(), from, from + Sha256.SIZE);
  }

  private ByteString verified(Tile tile) {
    ByteString read = tiles.hashes(tile);
    RightEdge within = RightEdge.EMPTY;
    for (int from = 0; from < read.size(); from += Sha256.SIZE) {
      within = within.append(ByteString.of(read.unsafeBytes(), from, from + Sha256.SIZE), hasher);
    }
    Optional<ByteString> found =
        InclusionProof.rootOver(
            Tile.HEIGHT,
            tile.index(),
            tree.size(),
            within.root(hasher),
            tree.siblings(Tile.HEIGHT, tile.index()));
    if (!found.equals(Optional.of(root))) {
      throw new TileException.Foreign(tile);
    }
    return read;
  }
}
