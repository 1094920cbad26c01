package org.waymark.bench;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.waymark.edge.RunningReplica;
import org.waymark.history.Moments;
import org.waymark.history.QueryBounds;
import org.waymark.history.state.SegmentFilter;
import org.waymark.history.state.SegmentsAsOf;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;

/**
 * Measures the rate at which a replica answers requests while its history is read, as a fraction of
 * the rate without such reads. The two rates are measured alternately.
 *
 * <p>The reader queries the current segments from a core AS to its leaves 20 times a second.
 */
final class ServingWhileReading {
  private static final String WHAT = "requests per s while history is read, share";
  private static final String PREFIX = "serving";
  private static final double LEAST_SHARE = 0.9;
  private static final long PAUSE_NS = 50_000_000;
  private static final int RESULTS = 40;

  private ServingWhileReading() {}

  static HistoryFigure measure(Scale scale, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (Testbed bed = Testbed.start(scale, progress)) {
      LookupSegments.fill(bed, PREFIX, scale.lookupDestinations());
      try (RunningReplica replica = bed.startReplica(PREFIX, LookupSegments.PER_DESTINATION)) {
        replica.replica().whenCaughtUp().join();
        return rounds(
            scale, replica, Lookup.asking(replica.replica().address(), scale.lookupDestinations()));
      }
    }
  }

  private static HistoryFigure rounds(Scale scale, RunningReplica replica, ClosedLoop asking)
      throws IOException, InterruptedException {
    asking.run(scale.lookupWarmUp());
    double[] alone = new double[scale.lookupRounds()];
    double[] shares = new double[scale.lookupRounds()];
    for (int round = 0; round < scale.lookupRounds(); round++) {
      alone[round] = asking.run(scale.lookupRound());
      shares[round] = whileReading(scale, replica, asking) / alone[round];
    }
    return HistoryFigure.share(
        WHAT, Median.of(alone).value(), LEAST_SHARE, Median.of(shares).value());
  }

  private static double whileReading(Scale scale, RunningReplica replica, ClosedLoop asking)
      throws IOException, InterruptedException {
    AtomicBoolean isOver = new AtomicBoolean();
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Future<?> reading = reader.submit(() -> read(replica, isOver));
      try {
        return asking.run(scale.lookupRound());
      } finally {
        isOver.set(true);
        reading.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot read history", e.getCause());
    }
  }

  private static void read(RunningReplica replica, AtomicBoolean isOver) {
    SegmentFilter filter =
        new SegmentFilter(Optional.of(SegmentType.DOWN), Testbed.LOCAL, IsdAs.NONE, 0, IsdAs.NONE);
    do {
      try (HistoryView history = replica.replica().history()) {
        int found =
            SegmentsAsOf.of(
                    history,
                    new Moments(history, Long.MAX_VALUE).atOffset(history.next()),
                    filter,
                    QueryBounds.of(RESULTS))
                .segments()
                .size();
        if (found == 0) {
          throw new InvalidRunException("the history of the replica has no segments");
        }
      }
      LockSupport.parkNanos(PAUSE_NS);
    } while (!isOver.get());
  }
}
