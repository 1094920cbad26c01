package org.waymark.audit.tiles;

import java.io.UncheckedIOException;
import org.waymark.audit.tree.RightEdge;
import org.waymark.segment.ByteString;

/** A place where tiles are published. Used by one thread. */
public interface TileStore extends TileReader {
  /**
   * Publishes a tile. Publishing the same bytes again changes nothing.
   *
   * @throws TileException.Forked if the tile was published before with other bytes
   * @throws TileException.Inaccessible if the tile cannot be written
   */
  void write(Tile tile, ByteString bytes);

  /**
   * Stores the right edge from which on no tile is missing, replacing the previous one.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void writeBegin(RightEdge edge);

  /**
   * Makes everything published so far durable.
   *
   * @throws UncheckedIOException if that fails
   */
  void sync();

  /**
   * Deletes the partial tiles at the place of a full tile, which must be durable (C2SP tlog-tiles,
   * Partial Tiles).
   *
   * @throws TileException.Inaccessible if that fails
   */
  void deletePartial(Tile full);
}
