package org.waymark.audit.tiles;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.waymark.audit.tree.RightEdge;
import org.waymark.segment.ByteString;

/** Tiles in memory. Not thread-safe. */
public final class MemoryTiles implements TileStore {
  private final Map<Tile, ByteString> tiles = new HashMap<>();
  private RightEdge begin = RightEdge.EMPTY;

  @Override
  public Optional<ByteString> read(Tile tile) {
    return Optional.ofNullable(tiles.get(tile));
  }

  @Override
  public void write(Tile tile, ByteString bytes) {
    ByteString before = tiles.putIfAbsent(tile, bytes);
    if (before != null && !before.equals(bytes)) {
      throw new TileException.Forked(tile);
    }
  }

  @Override
  public RightEdge begin() {
    return begin;
  }

  @Override
  public void writeBegin(RightEdge edge) {
    begin = edge;
  }

  @Override
  public void sync() {}

  @Override
  public void deletePartial(Tile full) {
    tiles.keySet().removeIf(tile -> !tile.isFull() && tile.full().equals(full));
  }

  /** {@return the positions of all tiles} */
  public Set<Tile> places() {
    return tiles.keySet().stream().collect(Collectors.toUnmodifiableSet());
  }

  /** Removes a tile, as if it had been lost. */
  public void remove(Tile tile) {
    tiles.remove(tile);
  }

  /** Overwrites a tile, as anyone with write access to a folder of tiles could. */
  public void replace(Tile tile, ByteString bytes) {
    tiles.put(tile, bytes);
  }
}
