package org.waymark.audit.tiles;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * Writes the entries of a tree as tiles and bundles.
 *
 * <p>A full tile is published as soon as it is complete; {@link #flush} publishes partial tiles.
 * After a crash, a writer resumes from the last published checkpoint and publishes everything after
 * that checkpoint again. The bytes are the same unless the history has been rewritten.
 *
 * <p>The tiles of a tree may begin after its first leaf. For example, a replica that continues from
 * a checkpoint has the right edge, but not the partial tiles at that size. These tiles then remain
 * missing. Everything after them is published, and the store keeps the right edge at their end, so
 * that later leaves can be proven.
 *
 * <p>Not thread-safe. After an exception, the writer must not be used any more.
 */
public final class TileWriter {
  /** The known contents of the last tile of one level. */
  private static final class Pending {
    /** Whether all items of the tile are known, which is the case if the first one is. */
    private boolean whole = true;

    private final List<ByteString> items = new ArrayList<>(Tile.FULL);

    void add(ByteString item) {
      if (whole) {
        items.add(item);
      }
    }

    void next() {
      items.clear();
      whole = true;
    }

    void unknown() {
      items.clear();
      whole = false;
    }
  }

  private final TileStore tiles;
  private final TreeHasher hasher = new TreeHasher();
  private final Pending entries = new Pending();
  private final List<Pending> levels = new ArrayList<>();
  private final List<Tile> completed = new ArrayList<>();
  private RightEdge edge;

  /** Whether partial tiles are missing and no tile after them has been started. */
  private boolean begunLate;

  private TileWriter(TileStore tiles, RightEdge edge) {
    this.tiles = tiles;
    this.edge = edge;
    for (int level = 0; level <= Tile.MAX_LEVEL; level++) {
      levels.add(new Pending());
    }
  }

  /**
   * Creates a writer that continues a tree.
   *
   * @param edge the right edge of the tree whose tiles were published last
   * @throws TileException.Damaged if the partial tiles do not belong to this tree
   */
  public static TileWriter resume(TileStore tiles, RightEdge edge) {
    TileWriter writer = new TileWriter(tiles, edge);
    for (int level = 0; level <= Tile.MAX_LEVEL; level++) {
      writer.readHashes(level);
    }
    writer.readEntries();
    writer.keepBegin();
    return writer;
  }

  private void readHashes(int level) {
    Optional<Tile> partial = partial(level);
    if (partial.isEmpty()) {
      return;
    }
    Tile tile = partial.get();
    try {
      ByteString hashes = tiles.hashes(tile);
      for (int from = 0; from < hashes.size(); from += Sha256.SIZE) {
        levels.get(level).add(ByteString.of(hashes.unsafeBytes(), from, from + Sha256.SIZE));
      }
    } catch (TileException.Missing _) {
      levels.get(level).unknown();
      // Tiles that contain leaves from before the beginning remain missing, but this is not a new
      // gap.
      long firstLeaf = tile.index() * Tile.FULL << Tile.HEIGHT * level;
      begunLate |= firstLeaf >= tiles.begin().size();
      return;
    }
    requireFits(tile);
  }

  /** Compares the perfect subtrees above a partial tile with those in the right edge. */
  private void requireFits(Tile tile) {
    RightEdge inTile = RightEdge.EMPTY;
    for (ByteString hash : levels.get(tile.level()).items) {
      inTile = inTile.append(hash, hasher);
    }
    int above = Long.bitCount(edge.size() >>> Tile.HEIGHT * tile.level() >>> Tile.HEIGHT);
    List<ByteString> expected = edge.roots().subList(above, above + Integer.bitCount(tile.width()));
    if (!inTile.roots().equals(expected)) {
      throw new TileException.Damaged(
          tile,
          "it does not belong to the tree of size "
              + edge.size()
              + " that is being "
              + "continued");
    }
  }

  private void readEntries() {
    Optional<Tile> partial = partial(Tile.ENTRIES);
    if (partial.isEmpty()) {
      return;
    }
    try {
      tiles.entries(partial.get()).forEach(entries::add);
    } catch (TileException.Missing _) {
      entries.unknown();
      return;
    }
    requireHashesOf(partial.get());
  }

  private void requireHashesOf(Tile bundle) {
    Pending leaves = levels.getFirst();
    List<ByteString> hashes = entries.items.stream().map(hasher::leaf).toList();
    if (leaves.whole && !hashes.equals(leaves.items)) {
      throw new TileException.Damaged(bundle, "its entries do not match the leaves");
    }
  }

  /** {@return the partial tile at the end of a level, if there is one} */
  private Optional<Tile> partial(int level) {
    long hashes = edge.size() >>> Tile.HEIGHT * Math.max(level, 0);
    int width = (int) (hashes % Tile.FULL);
    return width == 0 ? Optional.empty() : Optional.of(new Tile(level, hashes / Tile.FULL, width));
  }

  /** {@return the right edge of the tree, including everything appended so far} */
  public RightEdge edge() {
    return edge;
  }

  /**
   * Appends a leaf, and publishes the tiles that it completes.
   *
   * @param entry the entry, at most 65,535 bytes
   * @throws TileException if a tile cannot be published
   */
  public void append(ByteString entry) {
    ByteString leaf = hasher.leaf(entry);
    RightEdge before = edge;
    edge = before.append(leaf, hasher);
    entries.add(entry);
    if (edge.size() % Tile.FULL == 0) {
      publishFull(Tile.ENTRIES, entries);
    }
    int completedLevels = Long.numberOfTrailingZeros(edge.size()) / Tile.HEIGHT;
    for (int level = 0; level <= completedLevels; level++) {
      levels.get(level).add(before.completed(Tile.HEIGHT * level, leaf, hasher));
      if (level < completedLevels) {
        publishFull(level, levels.get(level));
      }
    }
    keepBegin();
  }

  private void keepBegin() {
    if (begunLate && edge.size() % Tile.FULL == 0) {
      tiles.writeBegin(edge);
      begunLate = false;
    }
  }

  private void publishFull(int level, Pending pending) {
    if (pending.whole) {
      long hashes = edge.size() >>> Tile.HEIGHT * Math.max(level, 0);
      Tile tile = new Tile(level, hashes / Tile.FULL - 1, Tile.FULL);
      tiles.write(tile, bytes(tile, pending.items));
      completed.add(tile);
    }
    pending.next();
  }

  private static ByteString bytes(Tile tile, List<ByteString> items) {
    if (tile.isEntries()) {
      return new EntryBundle(items).encode();
    }
    byte[] bytes = new byte[tile.hashBytes()];
    for (int i = 0; i < items.size(); i++) {
      System.arraycopy(items.get(i).unsafeBytes(), 0, bytes, i * Sha256.SIZE, Sha256.SIZE);
    }
    return ByteString.owning(bytes);
  }

  /**
   * Publishes the partial tiles of the tree, makes all tiles durable, and deletes partial tiles
   * that have been replaced by full tiles. After this, a checkpoint of {@link #edge} may be
   * published.
   *
   * @throws TileException if a tile cannot be published
   */
  public void flush() {
    publishPartial(Tile.ENTRIES, entries);
    for (int level = 0; level <= Tile.MAX_LEVEL; level++) {
      publishPartial(level, levels.get(level));
    }
    tiles.sync();
    completed.forEach(tiles::deletePartial);
    completed.clear();
  }

  private void publishPartial(int level, Pending pending) {
    if (pending.whole) {
      partial(level).ifPresent(tile -> tiles.write(tile, bytes(tile, pending.items)));
    }
  }
}
