package org.waymark.server.propagation;

import java.util.List;
import java.util.Optional;
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
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentVersion;

/** Batches that are applied while the sending thread takes the changes. */
@Isolated("the model checker changes classes")
class DownChangesInterleavingTest {
  @Test
  void changesArriveOnceAndInOrder() {
    new ModelCheckingOptions()
        .iterations(3)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .check(Queue.class);
  }

  /** The changes that await the sending thread. */
  public static class Queue {
    private static final IsdAs LOCAL = IsdAs.of(1, 11);
    private static final SegmentKey KEY =
        new SegmentKey(
            SegmentFormat.CAPNP,
            SegmentType.DOWN,
            new SegmentId(ByteString.owning(new byte[SegmentId.SIZE])));

    private final DownChanges changes = new DownChanges(LOCAL);
    private long applied;

    /** Applies a batch with two changes. */
    @Operation(nonParallelGroup = "the applying thread")
    public void apply() {
      SegmentVersion first = new SegmentVersion(KEY, ++applied);
      SegmentVersion second = new SegmentVersion(KEY, ++applied);
      changes.applied(List.of(new Applied.Revoked(applied, LOCAL, 1, List.of(first, second))));
    }

    @Operation(nonParallelGroup = "the sending thread")
    public void begin() {
      changes.begin();
    }

    @Operation(nonParallelGroup = "the sending thread")
    public Optional<List<Long>> take() {
      return changes
          .take()
          .map(
              some ->
                  some.stream()
                      .map(change -> ((DownChanges.Change.Gone) change).offset())
                      .toList());
    }
  }
}
