package org.waymark.audit.tiles;

import java.util.List;
import org.waymark.audit.tree.NaiveTree;
import org.waymark.audit.tree.RightEdge;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

/** Writes trees with the entries of {@link NaiveTree} as tiles. */
public final class WrittenTree {
  private WrittenTree() {}

  /** {@return the right edge of the tree of the first entries} */
  public static RightEdge edge(int size) {
    TreeHasher hasher = new TreeHasher();
    RightEdge edge = RightEdge.EMPTY;
    for (ByteString entry : NaiveTree.entries(size)) {
      edge = edge.append(hasher.leaf(entry), hasher);
    }
    return edge;
  }

  /** {@return the tiles of a tree that was flushed once, at its end} */
  public static MemoryTiles memory(int size) {
    MemoryTiles tiles = new MemoryTiles();
    write(tiles, 0, size);
    return tiles;
  }

  /** Resumes a tree at one size, continues it to another, and flushes it. */
  public static TileWriter write(TileStore tiles, int from, int to) {
    TileWriter writer = TileWriter.resume(tiles, edge(from));
    List<ByteString> entries = NaiveTree.entries(to);
    entries.subList(from, to).forEach(writer::append);
    writer.flush();
    return writer;
  }
}
