package org.waymark.server.trust;

import java.util.List;
import java.util.function.Consumer;
import org.waymark.log.Topic;
import org.waymark.server.append.Appenders;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Replies;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.report.WorkKind;
import org.waymark.server.settings.TrustLimits;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.store.apply.Applied;
import org.waymark.trust.Verification;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;

/**
 * Handles TRCs and certificate chains (PROTOCOL 3.1): answers requests for them, verifies and
 * records received ones, and parks the segments that wait for them.
 *
 * <p>Safe for use by several threads.
 */
public final class TrustHandler implements AppliedListener {
  private final ServingStore store;
  private final TrustAnswers answers;
  private final ParkedSegments parked;
  private final TrustIntake intake;
  private final Workers workers;
  private final ServerMetrics metrics;
  private final TrustWatch watch;

  public TrustHandler(
      ServerContext context, Appenders appenders, ParkedSegments.Registration registration) {
    this.store = context.store();
    this.workers = context.workers();
    this.metrics = context.metrics();
    TrustLimits limits = context.settings().limits().trust();
    TrustMetrics trustMetrics = new TrustMetrics(metrics.registry());
    EarlyTrust early = new EarlyTrust(limits.earlyMaterial());
    answers = new TrustAnswers(store, limits, trustMetrics, context.clock());
    parked = new ParkedSegments(context, early::isKept, registration, trustMetrics);
    intake =
        new TrustIntake(context, appenders, parked, early, answers, trustMetrics, this::takeKept);
    watch =
        new TrustWatch(context.settings().local().ia(), store, context.clock(), metrics.registry());
    context.timers().every(TrustWatch.EVERY_MS, watch::look);
  }

  /** Answers a request for a TRC, if it is stored. */
  public void answer(TrcRequest request, MessageOrigin origin, Replies replies) {
    answers.answer(request, origin, replies);
  }

  /** Answers a request for a chain, if it is stored. */
  public void answer(CertChainRequest request, MessageOrigin origin, Replies replies) {
    answers.answer(request, origin, replies);
  }

  /** Handles a received TRC, requested or not. */
  public void received(TrcReply message, MessageOrigin origin, Replies replies) {
    take(ReceivedTrust.of(message, origin, replies));
  }

  /** Handles a received chain, requested or not. */
  public void received(CertChainReply message, MessageOrigin origin, Replies replies) {
    take(ReceivedTrust.of(message, origin, replies));
  }

  /**
   * Parks a segment until the missing trust material has been accepted, and requests that material
   * from the segment's sender.
   *
   * @param record the record of a decoded segment
   */
  public void park(
      SegmentRecord record, MessageOrigin origin, Replies replies, Verification.Missing missing) {
    parked.park(record, origin, replies, missing);
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic != Topic.TRUST) {
      return;
    }
    for (Applied applied : batch) {
      if (applied instanceof Applied.TrustAccepted(long offset, TrustVersion material)) {
        parked.accepted(material);
        if (material.kind() == TrustKind.TRC) {
          intake.release(material.subject().isd());
        }
      }
    }
    watch.look();
  }

  /** {@return the watch that warns of trust material that will expire soon} */
  public TrustWatch watch() {
    return watch;
  }

  /** {@return the number of stored TRCs} */
  public int trcs() {
    return store.heldTrcs();
  }

  /** {@return the number of stored chains} */
  public int chains() {
    return store.heldChains();
  }

  /** {@return the number of parked segments} */
  public int parkedSegments() {
    return parked.size();
  }

  /** {@return the number of TRCs being requested} */
  public int trcsAskedFor() {
    return parked.trcsAskedFor();
  }

  /** {@return the number of chains being requested} */
  public int chainsAskedFor() {
    return parked.chainsAskedFor();
  }

  private void take(ReceivedTrust received) {
    execute(received, intake::take);
  }

  private void takeKept(ReceivedTrust received) {
    execute(received, intake::takeKept);
  }

  private void execute(ReceivedTrust received, Consumer<ReceivedTrust> taking) {
    workers.execute(
        new Work(
            received.origin().from().source(),
            received.memoryBytes(),
            () -> {
              try {
                taking.accept(received);
              } catch (RuntimeException e) {
                intake.fault("Failed to handle a received TRC or chain " + received.origin(), e);
              }
            },
            // Any material that is still needed will be requested again.
            () -> metrics.displaced(WorkKind.TRUST)));
  }
}
