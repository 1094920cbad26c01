package org.waymark.server.revocation;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.waymark.log.Topic;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.PathSegment;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.ServerMetrics;
import org.waymark.store.apply.Applied;

/**
 * Retries waiting revocations when a segment that they may match is stored or held. The retries run
 * on the workers, so that the caller is neither delayed nor affected by failures.
 *
 * <p>Safe for use by several threads.
 */
public final class NewSegments implements AppliedListener {
  private final RevocationHandler revocations;
  private final Executor executor;
  private final ServerMetrics metrics;
  private final FaultHandler faults;

  public NewSegments(ServerContext context, RevocationHandler revocations) {
    this.revocations = revocations;
    this.executor = context.workers();
    this.metrics = context.metrics();
    this.faults = context.faults();
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    for (Applied applied : batch) {
      switch (applied) {
        case Applied.Added added -> came(added.stored().segment());
        case Applied.Replaced replaced -> came(replaced.stored().segment());
        default -> {
          // Only segments that have just been stored can match a waiting revocation.
        }
      }
    }
  }

  /** Retries the revocations that wait for a segment that has been stored or held. */
  public void came(PathSegment segment) {
    if (revocations.waiting() == 0) {
      return;
    }
    try {
      executor.execute(
          () -> {
            try {
              revocations.held(segment);
            } catch (RuntimeException e) {
              faults.fault("Failed to retry the revocations that are pending for " + segment, e);
            }
          });
    } catch (RejectedExecutionException e) {
      // The revocations continue to wait for the next segment, or until they end.
      metrics.messageDropped(DropReason.OVERLOAD);
    }
  }
}
