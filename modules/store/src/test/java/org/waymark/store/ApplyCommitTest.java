package org.waymark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.oracle.Oracle;
import org.waymark.log.LogRecord;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.RowBatch;

/**
 * Tests that rows and position are committed together: whenever a replica dies, its rows are the
 * state at the replica's position.
 */
class ApplyCommitTest {
  private final SmallWorldEvents events = new SmallWorldEvents();
  private final ApplySettings settings = SmallWorldEvents.settings();
  private final OracleRecordReader reader = new OracleRecordReader(settings.limits());

  /** Rows in memory that keep a copy of the state after every commit. */
  private static final class KeptCommits extends ForwardingRows {
    private final MemoryRows rows;
    private final List<MemoryRows> left = new ArrayList<>();

    KeptCommits() {
      this(new MemoryRows());
    }

    private KeptCommits(MemoryRows rows) {
      super(rows);
      this.rows = rows;
    }

    @Override
    public void commit(RowBatch batch) {
      super.commit(batch);
      left.add(rows.copy());
    }
  }

  private List<Oracle> oracles(List<LogRecord> log) {
    List<Oracle> oracles = new ArrayList<>();
    oracles.add(new Oracle(settings.aheadMs(), settings.treeTtls()));
    for (LogRecord record : log) {
      Oracle next = oracles.getLast().copy();
      reader.apply(next, record);
      oracles.add(next);
    }
    return oracles;
  }

  private static int position(Store store) {
    return store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L).intValue();
  }

  @Test
  void everyCommitLeavesTheStateOfItsPosition() {
    List<LogRecord> log = SmallWorldRandom.records(events, 400, 120);
    List<Oracle> oracles = oracles(log);
    KeptCommits kept = new KeptCommits();
    try (Store store = Store.over(kept, settings)) {
      for (int from = 0; from < log.size(); from += 3) {
        store.apply(Topic.EVENTS, log.subList(from, from + 3));
      }
    }
    for (MemoryRows left : kept.left) {
      try (Store store = Store.over(left, settings)) {
        ApplyComparison.sameRows(oracles.get(position(store)), store);
      }
    }
  }

  @Test
  void crashGoesBackToWhatWasFlushedLast() {
    long seed = 500;
    Random random = new Random(seed);
    List<LogRecord> log = SmallWorldRandom.records(events, seed, 60);
    List<Oracle> oracles = oracles(log);
    try (ApplyForm.InRocks form =
        assertInstanceOf(ApplyForm.InRocks.class, ApplyForm.ROCKS.open(settings))) {
      int flushed = 0;
      int crashes = 0;
      while (position(form.store()) < log.size()) {
        int from = position(form.store());
        int to = Math.min(log.size(), from + 1 + random.nextInt(5));
        form.store().apply(Topic.EVENTS, log.subList(from, to));
        if (random.nextInt(3) == 0) {
          form.store().flush();
          flushed = to;
        }
        if (crashes < 15 && random.nextInt(2) == 0) {
          crashes++;
          form.kill();
          assertEquals(flushed, position(form.store()), "seed " + seed);
        }
        ApplyComparison.same(oracles.get(position(form.store())), form.store());
      }
    }
  }
}
