package org.waymark.store.view;

import java.nio.ByteBuffer;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.backing.MemoryRows;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowBatch;
import org.waymark.store.row.RowSnapshot;
import org.waymark.store.row.SegmentQuery;

/**
 * Readers that fill the cache while one thread commits: an answer is never older than the view, and
 * never newer. The model checker chooses the interleavings, the same ones in each run.
 */
@Isolated("the model checker changes classes")
class KnownCandidatesInterleavingTest {
  private static final IsdAs FIRST = IsdAs.parse("1-11");
  private static final IsdAs LAST = IsdAs.parse("1-14");
  private static final SegmentQuery QUERY = new SegmentQuery(SegmentType.UP, FIRST, LAST);

  @Test
  void answersAreThoseOfTheRows() {
    new ModelCheckingOptions()
        .iterations(6)
        .invocationsPerIteration(50)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        .addGuarantee(
            ManagedStrategyGuaranteeKt.forClasses(KnownCandidatesInterleavingTest::isAtomic)
                .allMethods()
                .ignore())
        .sequentialSpecification(Counted.class)
        .check(Cached.class);
  }

  /**
   * Threads are switched in the cache and between its uses of rows, which are atomic themselves.
   */
  private static boolean isAtomic(String className) {
    return !className.startsWith("org.waymark.store.view.KnownCandidates");
  }

  /** Rows of which each commit adds one, and the cache over them. */
  public static class Cached {
    private final MemoryRows rows = new MemoryRows();
    private final KnownCandidates cache = new KnownCandidates();
    private int commits;

    /** Adds a segment that answers the query. */
    @Operation(nonParallelGroup = "the thread that commits")
    public void commit() {
      commits++;
      byte[] id = new byte[SegmentId.SIZE];
      id[0] = (byte) commits;
      SegmentKey key =
          new SegmentKey(SegmentFormat.CAPNP, SegmentType.UP, new SegmentId(ByteString.owning(id)));
      RowBatch batch = new RowBatch(rows.latest());
      batch.put(
          Family.BY_FIRST,
          Keys.byEnd(FIRST, LAST, 2, key),
          ByteBuffer.allocate(2 * Long.BYTES).putLong(1).putLong(commits).array());
      cache.willChange(commits, Set.of(QUERY));
      rows.commit(batch);
    }

    /** {@return the number of candidates in a new view} */
    @Operation
    public int read() {
      try (RowSnapshot snapshot = rows.snapshot()) {
        return cache.of(QUERY, snapshot).size();
      }
    }

    /** {@return the number of candidates in a view that is asked after a later one} */
    @Operation
    public int readEarlierViewLater() {
      try (RowSnapshot earlier = rows.snapshot()) {
        int later = read();
        int candidates = cache.of(QUERY, earlier).size();
        if (candidates > later) {
          throw new IllegalStateException(candidates + " in the earlier view, " + later + " later");
        }
        return candidates;
      }
    }
  }

  /** What the operations return if they run one after another. */
  public static class Counted {
    private int commits;

    public void commit() {
      commits++;
    }

    public int read() {
      return commits;
    }

    public int readEarlierViewLater() {
      return commits;
    }
  }
}
