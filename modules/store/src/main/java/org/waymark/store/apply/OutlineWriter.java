package org.waymark.store.apply;

import java.util.Optional;
import org.waymark.store.row.Family;
import org.waymark.store.row.HistoryKeys;
import org.waymark.store.row.Keys;
import org.waymark.store.row.OutlineChunk;
import org.waymark.store.row.OutlinePlan;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.SegmentValue;

/**
 * Writes, every so many records, an outline of the stored versions, from which a reader of history
 * continues with the events. Not thread-safe.
 */
final class OutlineWriter {
  /**
   * The minimum number of records between outlines. A reader of a small store reads at most so many
   * events, which takes about a twentieth of a second.
   */
  static final long EVERY = 1 << 16;

  private final RowBatch batch;
  private final long every;
  private Optional<OutlinePlan> plan;

  /**
   * @param every the minimum number of records between outlines, for a store without a plan
   */
  OutlineWriter(RowBatch batch, long every) {
    this.batch = batch;
    this.every = every;
    plan = batch.get(Family.OUTLINES, HistoryKeys.OUTLINE_PLAN).map(OutlinePlan::decode);
  }

  /** Writes an outline if one is due before the record, which has not been applied yet. */
  void before(long offset) {
    if (plan.isEmpty()) {
      plan(OutlinePlan.before(offset, every));
    } else if (offset >= plan.get().next()) {
      plan(plan.get().after(offset, write(offset)));
    }
  }

  private void plan(OutlinePlan changed) {
    plan = Optional.of(changed);
    batch.put(Family.OUTLINES, HistoryKeys.OUTLINE_PLAN, changed.encode());
  }

  /** {@return the number of versions} */
  private long write(long offset) {
    OutlineChunk chunk = new OutlineChunk();
    int[] chunks = {0};
    long[] versions = {0};
    batch.scan(
        Family.SEGMENTS,
        Keys.NONE,
        (segment, value) -> {
          if (chunk.isFull()) {
            batch.put(Family.OUTLINES, HistoryKeys.outline(offset, chunks[0]++), chunk.take());
          }
          SegmentValue version = new SegmentValue(value);
          chunk.add(segment, version.offset(), version.expiryS());
          versions[0]++;
          return true;
        });
    // An outline without versions has a chunk, too, so that a reader finds it.
    batch.put(Family.OUTLINES, HistoryKeys.outline(offset, chunks[0]), chunk.take());
    return versions[0];
  }
}
