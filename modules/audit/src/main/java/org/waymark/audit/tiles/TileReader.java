package org.waymark.audit.tiles;

import java.util.List;
import java.util.Optional;
import org.waymark.audit.tree.RightEdge;
import org.waymark.segment.ByteString;

/**
 * A source of tiles and entry bundles. The source need not be trusted, because proofs made from its
 * tiles are verified against a checkpoint.
 */
public interface TileReader {
  /**
   * {@return the bytes published at exactly this position, or empty if there are none}
   *
   * @throws TileException.Inaccessible if the tile cannot be read
   */
  Optional<ByteString> read(Tile tile);

  /**
   * {@return the right edge, at a multiple of 256, after which no tile is missing; the empty right
   * edge if no tile is missing at all} Together with the later tiles, this right edge suffices for
   * proofs about later leaves.
   */
  RightEdge begin();

  /**
   * {@return the hashes in a tile, 32 bytes each} If the partial tile was deleted because the full
   * tile exists, the hashes come from the full tile.
   *
   * @throws TileException.Missing if neither tile exists
   * @throws TileException.Damaged if the tile does not have the right number of bytes
   */
  default ByteString hashes(Tile tile) {
    Found found = find(tile);
    if (found.bytes().size() != found.tile().hashBytes()) {
      throw new TileException.Damaged(
          found.tile(),
          "it is " + found.bytes().size() + " bytes long instead of " + found.tile().hashBytes());
    }
    return ByteString.of(found.bytes().unsafeBytes(), 0, tile.hashBytes());
  }

  /**
   * {@return the entries in a bundle} If the partial bundle was deleted because the full bundle
   * exists, the entries come from the full bundle.
   *
   * @throws TileException.Missing if neither bundle exists
   * @throws TileException.Damaged if the bundle does not contain that many entries
   */
  default List<ByteString> entries(Tile bundle) {
    Found found = find(bundle);
    return EntryBundle.decode(found.bytes())
        .asOptional()
        .map(EntryBundle::entries)
        .filter(entries -> entries.size() == found.tile().width())
        .map(entries -> entries.subList(0, bundle.width()))
        .orElseThrow(
            () ->
                new TileException.Damaged(
                    found.tile(), "it is not a bundle of " + found.tile().width() + " entries"));
  }

  private Found find(Tile tile) {
    Optional<ByteString> exact = read(tile);
    if (exact.isPresent()) {
      return new Found(tile, exact.get());
    }
    return read(tile.full())
        .map(bytes -> new Found(tile.full(), bytes))
        .orElseThrow(() -> new TileException.Missing(tile));
  }

  /** A tile together with its bytes. */
  record Found(Tile tile, ByteString bytes) {}
}
