package org.waymark.history.state;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.store.history.HistoryView;
import org.waymark.store.history.PastNotice;
import org.waymark.store.row.Row;
import org.waymark.wire.event.RowKind;

/**
 * The blocks in force at a moment.
 *
 * @param blocks the blocks, earliest first
 * @param truncated whether some blocks were left out because of the bounds
 */
public record BlocksAsOf(List<StoredBlock> blocks, boolean truncated) {
  public BlocksAsOf {
    blocks = List.copyOf(blocks);
  }

  /**
   * A stored block.
   *
   * @param offset the offset of its record
   */
  public record StoredBlock(Row.Block row, long offset) {}

  /** Finds the blocks in force at a moment. */
  public static BlocksAsOf of(HistoryView history, Moment moment, QueryBounds bounds) {
    List<StoredBlock> found =
        history.asOf(moment.next(), moment.clockMs()).rows(RowKind.BLOCK).stream()
            .map(Row.Block.class::cast)
            .filter(block -> block.endMs() > moment.clockMs())
            .flatMap(block -> stored(history, moment, block))
            .sorted(Comparator.comparingLong(StoredBlock::offset))
            .toList();
    boolean tooMany = found.size() > bounds.results();
    return new BlocksAsOf(tooMany ? found.subList(0, bounds.results()) : found, tooMany);
  }

  private static Stream<StoredBlock> stored(HistoryView history, Moment moment, Row.Block block) {
    return history.blocks(block.subject()).stream()
        .map(PastNotice::offset)
        .filter(offset -> offset < moment.next())
        .max(Comparator.naturalOrder())
        .map(offset -> new StoredBlock(block, offset))
        .stream();
  }
}
