package org.waymark.audit.verify;

import org.waymark.audit.tiles.Tile;

/**
 * The result of comparing records with checkpoints. All ranges are ranges of offsets that exclude
 * their end.
 */
public sealed interface RunFinding {
  /** Every record in the range, which is not empty, matches the tree of the checkpoint. */
  record Proven(long from, long to) implements RunFinding {
    /**
     * @throws IllegalArgumentException if the range is empty, because reporting success without
     *     comparing a record would be misleading
     */
    public Proven {
      if (from >= to) {
        throw new IllegalArgumentException("no records from " + from + " to " + to);
      }
    }
  }

  /**
   * No record was compared, so nothing is proven: the records to compare would begin at {@code
   * from}, but the checkpoint covers only {@code to} records.
   */
  record NothingCompared(long from, long to) implements RunFinding {}

  /**
   * The record that belongs at a position is missing, and a record with a later offset follows
   * instead. The missing record was dropped, or the records were reordered.
   */
  record Skipped(long position, long found) implements RunFinding {}

  /**
   * A record has a lower offset than expected at its position, because it was inserted, repeated or
   * reordered.
   */
  record OutOfOrder(long position, long found) implements RunFinding {}

  /**
   * The record at a position differs from the one in the tree, because it was changed or replaced.
   */
  record Altered(long position) implements RunFinding {}

  /**
   * At least one record in the range differs from the one in the tree. Tiles are needed to
   * determine which record.
   */
  record AlteredWithin(long from, long to) implements RunFinding {}

  /** The records end before the checkpoint does, because the end of the topic was cut off. */
  record EndsEarly(long position, long to) implements RunFinding {}

  /**
   * The checkpoints contradict each other, regardless of the records, so the log has two histories.
   *
   * @param from the first offset at which the histories can differ
   * @param to the size of the smaller checkpoint's tree
   */
  record Forked(long from, long to) implements RunFinding {}

  /**
   * A tile does not lead to the root of the checkpoint, because this tile, or one above it, was
   * changed.
   */
  record ForeignTiles(Tile tile) implements RunFinding {}

  /** {@return whether the records are proven} */
  default boolean isProven() {
    return this instanceof Proven;
  }

  /** Describes the finding in a human-readable sentence. */
  default String text() {
    return switch (this) {
      case Proven(long from, long to) ->
          "records " + from + " to " + (to - 1) + " match the checkpoint";
      case NothingCompared(long from, long to) ->
          "no record was compared: the checkpoint ends at "
              + to
              + ", and the records to compare begin at "
              + from;
      case Skipped(long position, long found) ->
          "record " + position + " is missing: record " + found + " is in its place";
      case OutOfOrder(long position, long found) ->
          "record " + found + " is where record " + position + " should be";
      case Altered(long position) ->
          "record " + position + " differs from the one in the tree of the checkpoint";
      case AlteredWithin(long from, long to) ->
          "a record between "
              + from
              + " and "
              + (to - 1)
              + " differs from the one in the tree of the checkpoint; provide the tiles to find "
              + "out which";
      case EndsEarly(long position, long to) ->
          "the records end before record "
              + position
              + ", but the checkpoint covers the records up to "
              + (to - 1);
      case Forked(long from, long to) ->
          "the checkpoints contradict each other: their trees differ between records "
              + from
              + " and "
              + (to - 1);
      case ForeignTiles(Tile tile) ->
          "tile " + tile + " does not lead to the root of the checkpoint, so it proves nothing";
    };
  }
}
