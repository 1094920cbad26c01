package org.waymark.server.request;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.SegmentQuery;

/** Changes that arrive while others are taken: each is taken, and only once. */
@Isolated("the model checker changes classes")
class PendingChangesInterleavingTest {
  @Test
  void eachChangeIsTakenOnce() {
    new ModelCheckingOptions()
        .iterations(3)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(0)
        .actorsAfter(1)
        .check(Queue.class);
  }

  /** The changes since the last retry. */
  @Param(name = "as", gen = IntGen.class, conf = "1:3")
  public static class Queue {
    private final PendingChanges changes = new PendingChanges(1_000);

    @Operation
    public void segment(@Param(name = "as") int as) {
      changes.segment(new SegmentQuery(SegmentType.UP, IsdAs.of(1, as), IsdAs.of(1, 9)));
    }

    @Operation
    public void segmentsGone() {
      changes.segmentsGone();
    }

    @Operation
    public String take() {
      PendingChanges.Taken taken = changes.take();
      List<Long> ases = taken.ends().stream().map(ends -> ends.first().as()).sorted().toList();
      return ases + (taken.segmentsGone() ? " and segments gone" : "");
    }

    @Operation
    public boolean isEmpty() {
      return changes.isEmpty();
    }
  }
}
