package org.waymark.audit.tiles;

import java.io.IOException;
import org.waymark.runtime.FileTrouble;

/**
 * Thrown if a tile cannot be used. The message is one line that says what happened, why, and what
 * to do.
 */
public abstract sealed class TileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Tile tile;

  private TileException(Tile tile, String message, Throwable cause) {
    super(message, cause);
    this.tile = tile;
  }

  /** {@return the tile} */
  public Tile tile() {
    return tile;
  }

  /**
   * A tile does not exist, because the tiles of the tree begin later, or because the tile was
   * pruned.
   */
  public static final class Missing extends TileException {
    private static final long serialVersionUID = 1L;

    public Missing(Tile tile) {
      super(
          tile,
          "tile "
              + tile
              + " is missing, so nothing that depends on it can be proven; copy the tile from a"
              + " replica that has it, or request later records",
          null);
    }
  }

  /**
   * A different tile has already been published at the same position, so there are two histories.
   */
  public static final class Forked extends TileException {
    private static final long serialVersionUID = 1L;

    public Forked(Tile tile) {
      super(
          tile,
          "tile "
              + tile
              + " has already been published with different content, which was kept: either the"
              + " topic was rewritten, or this folder belongs to another topic; compare both with a"
              + " published checkpoint",
          null);
    }
  }

  /** The bytes of a tile do not match its width, or do not belong to its tree. */
  public static final class Damaged extends TileException {
    private static final long serialVersionUID = 1L;

    public Damaged(Tile tile, String why) {
      super(
          tile,
          "tile "
              + tile
              + " is damaged: "
              + why
              + "; copy the tile from another replica, or delete it and rebuild the tiles",
          null);
    }
  }

  /** The hashes of a tile do not lead to the root in the checkpoint. */
  public static final class Foreign extends TileException {
    private static final long serialVersionUID = 1L;

    public Foreign(Tile tile) {
      super(
          tile,
          "tile "
              + tile
              + " does not lead to the root of the checkpoint; use the tiles that were published"
              + " with it",
          null);
    }
  }

  /** A tile cannot be read or written because of the file system. */
  public static final class Inaccessible extends TileException {
    private static final long serialVersionUID = 1L;

    public Inaccessible(Tile tile, Object where, IOException cause) {
      super(
          tile,
          "cannot access tile " + tile + " in " + where + ": " + FileTrouble.of(cause),
          cause);
    }
  }
}
