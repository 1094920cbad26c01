package org.waymark.audit.proof;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.audit.tiles.Tile;
import org.waymark.audit.tiles.TileException;
import org.waymark.audit.tiles.TileReader;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * The Merkle tree of a certain size, read from tiles. This class does not verify anything. Callers
 * that do not trust the tiles must compare {@link #root} with a checkpoint, or verify the proofs.
 *
 * <p>If the tiles of a tree do not start at its first leaf, the tiles on the left are missing. The
 * right edge of the tree at the point where the tiles begin ({@link TileReader#begin}) stands in
 * for them. The hash of any other missing tile is computed from the tiles one level below. If a
 * required tile still cannot be obtained, every method throws {@link TileException.Missing}, which
 * names the first missing tile. A tile of the wrong size causes {@link TileException.Damaged}.
 *
 * <p>Caches the tiles read most recently. Not thread-safe.
 */
public final class TiledTree {
  private static final int KEPT_TILES = 16;

  private final TileReader tiles;
  private final long size;
  private final RightEdge begin;
  private final TreeHasher hasher = new TreeHasher();
  private final Map<Tile, ByteString> kept =
      new LinkedHashMap<>(KEPT_TILES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, ByteString> eldest) {
          return size() > KEPT_TILES;
        }
      };

  /**
   * Creates a view of a tree's tiles.
   *
   * @param size the number of leaves, 0 or more
   */
  public TiledTree(TileReader tiles, long size) {
    this.tiles = tiles;
    this.size = size;
    this.begin = tiles.begin();
  }

  /** {@return the number of leaves} */
  public long size() {
    return size;
  }

  /** {@return the root of the tree} */
  public ByteString root() {
    return size == 0 ? TreeHasher.EMPTY_ROOT : range(0, size);
  }

  /**
   * {@return the hash of a leaf}
   *
   * @throws IllegalArgumentException if the tree does not have that leaf
   */
  public ByteString leaf(long index) {
    requireLeaf(index);
    return subtree(0, index);
  }

  /**
   * Builds the proof that a leaf is in the tree: PATH(index, D[size]) in RFC 6962, 2.1.1.
   *
   * @throws IllegalArgumentException if the tree does not have that leaf
   */
  public InclusionProof inclusion(long index) {
    requireLeaf(index);
    return new InclusionProof(index, size, siblings(0, index));
  }

  /**
   * {@return the siblings on the path from a node to the root, from the node up}
   *
   * @param level the height of the node, which must be complete or the last node at its height
   * @param index the number of the node among the nodes of its height
   */
  List<ByteString> siblings(int level, long index) {
    List<ByteString> siblings = new ArrayList<>();
    long node = index;
    long last = size - 1 >>> level;
    for (int height = level; last > 0; height++) {
      if ((node & 1) == 1) {
        siblings.add(node(height, node - 1));
      } else if (node < last) {
        siblings.add(node(height, node + 1));
      }
      node >>>= 1;
      last >>>= 1;
    }
    return siblings;
  }

  /**
   * Builds the proof that the tree extends a smaller tree: PROOF(oldSize, D[size]) in RFC 6962,
   * 2.1.2.
   *
   * @param oldSize the size of the smaller tree, 0 .. size; the proof for 0 is empty, because every
   *     tree extends the empty one
   * @throws IllegalArgumentException if the old size is not in this range
   */
  public ConsistencyProof consistency(long oldSize) {
    if (oldSize < 0 || oldSize > size) {
      throw new IllegalArgumentException(
          "a tree of " + size + " leaves does not extend a tree of " + oldSize);
    }
    List<ByteString> hashes = new ArrayList<>();
    if (oldSize > 0) {
      addSubproof(oldSize, 0, size, true, hashes);
    }
    return new ConsistencyProof(oldSize, size, hashes);
  }

  /** Adds SUBPROOF(end of the old tree - from, D[from:to], whole) in RFC 6962, 2.1.2. */
  private void addSubproof(
      long oldEnd, long from, long to, boolean whole, List<ByteString> hashes) {
    if (oldEnd == to) {
      if (!whole) {
        hashes.add(range(from, to));
      }
      return;
    }
    long middle = from + Long.highestOneBit(to - from - 1);
    if (oldEnd <= middle) {
      addSubproof(oldEnd, from, middle, whole, hashes);
      hashes.add(range(middle, to));
    } else {
      addSubproof(oldEnd, middle, to, false, hashes);
      hashes.add(range(from, middle));
    }
  }

  /**
   * {@return the hash of a node; the last node at a height may have fewer leaves than the others}
   */
  private ByteString node(int level, long index) {
    long from = index << level;
    return size - from >>> level > 0 ? subtree(level, index) : range(from, size);
  }

  /** {@return MTH(D[from:to]), where the range is a node of the tree} */
  private ByteString range(long from, long to) {
    long leaves = to - from;
    if (Long.bitCount(leaves) == 1) {
      int level = Long.numberOfTrailingZeros(leaves);
      return subtree(level, from >>> level);
    }
    long middle = from + Long.highestOneBit(leaves);
    return hasher.node(range(from, middle), range(middle, to));
  }

  /**
   * {@return the root of a perfect subtree, which must be in the tree}
   *
   * @param level the height of the subtree, which has 2^level leaves
   * @param index the number of the subtree among the subtrees of its height
   */
  public ByteString subtree(int level, long index) {
    Optional<ByteString> begun = begin.rootOf(level, index);
    if (begun.isPresent()) {
      return begun.get();
    }
    long from = index << level;
    boolean acrossTheBegin = from < begin.size() && begin.size() - from >>> level == 0;
    return acrossTheBegin ? fromChildren(level, index) : fromTiles(level, index);
  }

  private ByteString fromChildren(int level, long index) {
    if (level == 0) {
      throw new IllegalStateException("a leaf cannot span the beginning of the tiles");
    }
    return hasher.node(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  }

  private ByteString fromTiles(int level, long index) {
    int tileLevel = level / Tile.HEIGHT;
    int inTile = level % Tile.HEIGHT;
    try {
      return fromTile(tileLevel, inTile, index);
    } catch (TileException.Missing e) {
      if (tileLevel == 0) {
        throw e;
      }
      return fromTileBelow(tileLevel, inTile, index);
    }
  }

  /** Computes the root from the hashes in a tile. */
  private ByteString fromTile(int tileLevel, int inTile, long index) {
    long first = index << inTile;
    Tile tile = Tile.containing(tileLevel, first, size);
    ByteString hashes = hashes(tile);
    RightEdge within = RightEdge.EMPTY;
    for (int i = 0; i < 1 << inTile; i++) {
      int from = ((int) (first % Tile.FULL) + i) * Sha256.SIZE;
      ByteString hash = ByteString.of(hashes.unsafeBytes(), from, from + Sha256.SIZE);
      within = within.append(hash, hasher);
    }
    return within.root(hasher);
  }

  /**
   * Computes the root from full tiles of the level below. Each of these tiles provides one hash of
   * this level.
   */
  private ByteString fromTileBelow(int tileLevel, int inTile, long index) {
    RightEdge within = RightEdge.EMPTY;
    long first = index << inTile;
    for (int i = 0; i < 1 << inTile; i++) {
      ByteString hash = fromTile(tileLevel - 1, Tile.HEIGHT, first + i);
      within = within.append(hash, hasher);
    }
    return within.root(hasher);
  }

  private ByteString hashes(Tile tile) {
    ByteString known = kept.get(tile);
    if (known == null) {
      known = tiles.hashes(tile);
      kept.put(tile, known);
    }
    return known;
  }

  private void requireLeaf(long index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("a tree of " + size + " leaves has no leaf " + index);
    }
  }
}
