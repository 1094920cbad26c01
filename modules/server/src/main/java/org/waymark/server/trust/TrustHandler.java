package org.waymark.server.trust;

import java.util.List;
import java.util.function.Consumer;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FairBuffer;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Timers;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.EventAppender;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.Replies;
import org.waymark.server.message.RequestIds;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.report.WorkKind;
import org.waymark.server.settings.ServerSettings;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.store.apply.Applied;
import org.waymark.trust.Ed25519;
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
public final class TrustHandler {
  private final ServingStore store;
  private final TrustAnswers answers;
  private final ParkedSegments parked;
  private final TrustIntake intake;
  private final Workers workers;
  private final ServerMetrics metrics;
  private final FaultHandler faults;

  /**
   * @param appender appends to {@code .trust}
   * @param workers for verification and appends
   */
  public TrustHandler(
      ServerSettings settings,
      ServingStore store,
      Ed25519 ed25519,
      EventAppender appender,
      AppendBudgets budgets,
      Outbound outbound,
      RequestIds requestIds,
      ParkedSegments.Registration registration,
      Workers workers,
      ServerMetrics metrics,
      TrustMetrics trustMetrics,
      LogLines lines,
      FaultHandler faults,
      Clock clock,
      Timers timers) {
    this.store = store;
    this.workers = workers;
    this.metrics = metrics;
    this.faults = faults;
    EarlyTrust early = new EarlyTrust(settings.limits().trust().earlyMaterial());
    answers = new TrustAnswers(store, settings.limits().trust(), trustMetrics, clock);
    parked =
        new ParkedSegments(
            store,
            new FairBuffer<>(
                settings.limits().trust().parkedSegments(), settings.limits().memory().parked()),
            new TrustRequests(requestIds, settings.limits().trust(), trustMetrics, clock),
            early::isKept,
            registration,
            trustMetrics,
            clock,
            timers);
    intake =
        new TrustIntake(
            settings.local().ia(),
            settings.limits().decoder(),
            store,
            ed25519,
            parked,
            early,
            new TextBudgets(settings.limits().texts(), parked::isAsked, clock),
            answers,
            appender,
            budgets,
            outbound,
            requestIds,
            trustMetrics,
            lines,
            this::fault,
            clock,
            this::takeKept);
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
   * Parks a segment until the missing trust material has been accepted, and requests that from its
   * sender.
   *
   * @param record the record of a decoded segment
   */
  public void park(
      SegmentRecord record, MessageOrigin origin, Replies replies, Verification.Missing missing) {
    parked.park(record, origin, replies, missing);
  }

  /** Processes applied records of {@code .trust}. Called on the applying thread. */
  public void applied(List<Applied> batch) {
    for (Applied applied : batch) {
      if (applied instanceof Applied.TrustAccepted(long offset, TrustVersion material)) {
        parked.accepted(material);
        if (material.kind() == TrustKind.TRC) {
          intake.release(material.subject().isd());
        }
      }
    }
  }

  /** {@return how many TRCs are stored} */
  public int trcs() {
    return store.heldTrcs();
  }

  /** {@return how many chains are stored} */
  public int chains() {
    return store.heldChains();
  }

  /** {@return how many segments are parked} */
  public int parkedSegments() {
    return parked.size();
  }

  /** {@return how many TRCs are being requested} */
  public int trcsAskedFor() {
    return parked.trcsAskedFor();
  }

  /** {@return how many chains are being requested} */
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
                fault("Failed to handle a received TRC or chain " + received.origin(), e);
              }
            },
            // What is needed is asked for again.
            () -> metrics.displaced(WorkKind.TRUST)));
  }

  private void fault(String what, Throwable failure) {
    metrics.fault(FaultPlace.TRUST);
    faults.fault(what, failure);
  }
}
