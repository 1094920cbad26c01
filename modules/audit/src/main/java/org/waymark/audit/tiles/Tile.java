package org.waymark.audit.tiles;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * The position of a tile or of an entry bundle. A tile contains up to 256 consecutive hashes at
 * level 8 * {@code level} of a tree; a bundle contains up to 256 entries (C2SP tlog-tiles, Merkle
 * Tree and Log entries).
 *
 * <pre>
 *   tile/0/x001/x234/067         level 0, index 1234067, full
 *   tile/1/000.p/17              level 1, index 0, its first 17 hashes
 *   tile/entries/004             entries 1024 .. 1279
 * </pre>
 *
 * @param level the level, 0 .. 7, where level 0 contains the hashes of leaves; {@link #ENTRIES} for
 *     a bundle
 * @param index the number of the tile on its level
 * @param width the number of hashes or entries, 1 .. 256; less than 256 in a partial tile
 */
public record Tile(int level, long index, int width) {
  /** The level of entry bundles. */
  public static final int ENTRIES = -1;

  /** The number of hashes or entries in a full tile. */
  public static final int FULL = 256;

  /** The number of levels of the tree between one level of tiles and the next. */
  public static final int HEIGHT = 8;

  /** The highest level of tiles in a tree of less than 2^63 leaves. */
  public static final int MAX_LEVEL = 7;

  private static final long GROUP = 1000;

  /** The form of a path. There are at most 7 groups, because an index has at most 19 digits. */
  private static final Pattern PATH =
      Pattern.compile(
          "tile/([0-7]|entries)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

  /**
   * @throws IllegalArgumentException if no such tile can exist
   */
  public Tile {
    if (level < ENTRIES || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException(
          "there is no tile of level " + level + ", index " + index + " and width " + width);
    }
  }

  /** {@return the position of a full or partial entry bundle} */
  public static Tile entries(long index, int width) {
    return new Tile(ENTRIES, index, width);
  }

  /**
   * {@return the tile that contains a hash}
   *
   * @param level the level of the tile
   * @param hashIndex the number of the hash on the tile's level
   * @param treeSize the number of leaves in the tree, which determines the width of the last tile
   * @throws IllegalArgumentException if the tree does not have that hash yet
   */
  public static Tile containing(int level, long hashIndex, long treeSize) {
    long hashes = treeSize >>> HEIGHT * Math.max(level, 0);
    long index = hashIndex / FULL;
    if (hashIndex < 0 || hashIndex >= hashes) {
      throw new IllegalArgumentException(
          "a tree of " + treeSize + " leaves has no hash " + hashIndex + " at level " + level);
    }
    return new Tile(level, index, (int) Math.min(FULL, hashes - index * FULL));
  }

  /** {@return whether this is an entry bundle} */
  public boolean isEntries() {
    return level == ENTRIES;
  }

  public boolean isFull() {
    return width == FULL;
  }

  /** {@return the full tile at the same position} */
  public Tile full() {
    return new Tile(level, index, FULL);
  }

  /** {@return the size of the hashes in this tile, in bytes} */
  public int hashBytes() {
    return width * Sha256.SIZE;
  }

  /** {@return the path, relative to the prefix of the log} */
  public String path() {
    return isFull() ? fullPath() : partialFolder() + "/" + width;
  }

  /** {@return the path of the folder with the partial tiles at this position} */
  public String partialFolder() {
    return fullPath() + ".p";
  }

  private String fullPath() {
    StringBuilder path = new StringBuilder("%03d".formatted(index % GROUP));
    for (long rest = index / GROUP; rest > 0; rest /= GROUP) {
      path.insert(0, "x%03d/".formatted(rest % GROUP));
    }
    return "tile/" + (isEntries() ? "entries" : level) + "/" + path;
  }

  /** Parses the path of a tile. */
  public static Decoded<Tile> parse(String path) {
    Matcher parts = PATH.matcher(path);
    if (!parts.matches()) {
      return Decoded.refused(RefusalReason.TILE_PATH, "it is not the path of a tile");
    }
    try {
      int level = parts.group(1).equals("entries") ? ENTRIES : Integer.parseInt(parts.group(1));
      long index = Long.parseLong(parts.group(2).replace("x", "").replace("/", ""));
      int width = parts.group(3) == null ? FULL : Integer.parseInt(parts.group(3));
      Tile tile = new Tile(level, index, width);
      // Any other spelling is rejected, such as leading groups of zeroes or a partial tile of full
      // width.
      return tile.path().equals(path)
          ? Decoded.accepted(tile)
          : Decoded.refused(
              RefusalReason.TILE_PATH, "the path is not the canonical path of its tile");
    } catch (IllegalArgumentException _) {
      return Decoded.refused(RefusalReason.TILE_PATH, "its numbers are too large");
    }
  }

  @Override
  public String toString() {
    return path();
  }
}
