package org.waymark.audit.tiles;

import java.io.UncheckedIOException;
import org.waymark.audit.tree.RightEdge;
import org.waymark.segment.ByteString;

/** A store to which tiles are published. Used by one thread. */
public interface TileStore extends TileReader {
  /**
   * Publishes a tile. Publishing the same bytes again changes nothing.
   *
   * @throws TileException.Forked if the tile was published earlier with different bytes
   * @throws TileException.Inaccessible if the tile cannot be written
   */
  void write(Tile tile, ByteString bytes);

  /**
   * Stores the right edge after which no tile is missing, replacing the previous one.
   *
   * @throws UncheckedIOException if the right edge cannot be written
   */
  void writeBegin(RightEdge edge);

  /**
   * Makes everything published so far durable.
   *
   * @throws UncheckedIOException if this fails
   */
  void sync();

  /**
   * Deletes the partial tiles at the position of a full tile, which must be durable (C2SP
   * tlog-tiles, Partial Tiles).
   *
   * @throws TileException.Inaccessible if this fails
   */
  void deletePartial(Tile full);
}
