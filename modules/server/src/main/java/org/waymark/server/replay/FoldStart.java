package org.waymark.server.replay;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.audit.trail.CheckpointTrail;
import org.waymark.audit.trail.SignedCheckpoint;
import org.waymark.log.EventLog;
import org.waymark.log.LogException;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.FoldSettings;
import org.waymark.store.ColdStart;
import org.waymark.wire.Refusal;

/**
 * Plans where the fold of a store without events begins: one horizon back or, if {@code .audit} has
 * a checkpoint near that time, exactly at the checkpoint, so that the tree can be continued from
 * the checkpoint's right edge (ARCHITECTURE, Audit). Used by one thread.
 */
final class FoldStart {
  private static final Logger log = LoggerFactory.getLogger(FoldStart.class);

  private final EventLog eventLog;
  private final FoldSettings settings;
  private final Clock clock;
  private final ServerMetrics metrics;

  FoldStart(EventLog eventLog, FoldSettings settings, Clock clock, ServerMetrics metrics) {
    this.eventLog = eventLog;
    this.settings = settings;
    this.clock = clock;
    this.metrics = metrics;
  }

  /**
   * {@return a plan that says at which record a fold started now must begin}
   *
   * @param ownStartMs the time of the record in {@code .audit} that marks this replica's start
   * @throws LogException if the log cannot be read
   */
  ColdStart plan(long ownStartMs) {
    long nowMs = clock.wallMs();
    ColdStart start =
        ColdStart.plan(eventLog, nowMs, ownStartMs, settings.depth().foldedFromMs(nowMs));
    return start.edge().isPresent() ? start : atCheckpoint(start);
  }

  private ColdStart atCheckpoint(ColdStart start) {
    List<SignedCheckpoint> found =
        new CheckpointTrail(eventLog).before(Topic.EVENTS, start.offset(), start.instantMs());
    boolean told = false;
    for (SignedCheckpoint signed : found) {
      Optional<Refusal> unsigned = signed.whyNotSignedBy(settings.checkpointKeys());
      if (unsigned.isEmpty()) {
        return start.from(signed.checkpoint().rightEdge().orElseThrow());
      }
      metrics.fault(FaultPlace.CHECKPOINT);
      if (!told) {
        tellForged(signed, unsigned.get());
        told = true;
      }
    }
    return start;
  }

  private static void tellForged(SignedCheckpoint signed, Refusal why) {
    log.warn(
        "Ignored the checkpoint of {} records at offset {} of .audit, because it is not signed with"
            + " audit.key ({}). If the key was replaced, add the old key to audit.trusted-keys;"
            + " otherwise, find out who else writes to .audit",
        signed.size(),
        signed.offset(),
        why);
  }
}
