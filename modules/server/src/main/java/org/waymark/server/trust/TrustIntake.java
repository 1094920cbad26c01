package org.waymark.server.trust;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.Appenders;
import org.waymark.server.append.Effect;
import org.waymark.server.append.EventAppender;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Destination;
import org.waymark.server.message.Outbound;
import org.waymark.server.message.RequestIds;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.server.report.TrustReceipt;
import org.waymark.trust.ChainRules;
import org.waymark.trust.TrustFault;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.TrustOutcome;
import org.waymark.trust.TrustRefusal;
import org.waymark.trust.Verification;
import org.waymark.wire.Decoded;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.Refusal;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.event.TrustVersion;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/**
 * Verifies received TRCs and chains and records them: unpacks them within the budgets, checks them
 * by the rules of apply in the current state, appends them to {@code .trust}, and waits until this
 * replica has applied the record. It makes no difference whether a TRC or chain was requested: if
 * it is not a valid next step, it is rejected. TRCs and chains that cannot be verified yet are
 * kept.
 *
 * <p>Valid TRCs and chains from other ASes are passed on to the certificate server of the local AS,
 * which does not verify them itself.
 *
 * <p>Methods are called on the verification threads. Safe for use by several threads.
 */
final class TrustIntake {
  private static final Logger log = LoggerFactory.getLogger(TrustIntake.class);

  /** The faults of a chain that may no longer apply when a different TRC becomes the newest. */
  private static final Set<TrustFault> OF_ITS_TRC =
      Set.of(TrustFault.CORE_OUTLIVES_TRC, TrustFault.ISSUER_NOT_IN_TRC, TrustFault.CORE_SIGNATURE);

  private final IsdAs local;
  private final DecoderLimits decoder;
  private final ServingStore store;
  private final TrustFold fold;
  private final ParkedSegments parked;
  private final EarlyTrust early;
  private final TextBudgets texts;
  private final TrustAnswers answers;
  private final EventAppender appender;
  private final AppendBudgets budgets;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final TrustMetrics metrics;
  private final LogLines lines;
  private final ServerMetrics serverMetrics;
  private final FaultHandler faults;
  private final Clock clock;

  /** Hands material that can be verified now to a verification thread. */
  private final Consumer<ReceivedTrust> again;

  /** Texts whose append is in progress, so that a burst of equal texts causes only one append. */
  private final Set<ByteString> inProgress = ConcurrentHashMap.newKeySet();

  TrustIntake(
      ServerContext context,
      Appenders appenders,
      ParkedSegments parked,
      EarlyTrust early,
      TrustAnswers answers,
      TrustMetrics trustMetrics,
      Consumer<ReceivedTrust> again) {
    this.local = context.settings().local().ia();
    this.decoder = context.settings().limits().decoder();
    this.store = context.store();
    this.fold = new TrustFold(context.ed25519());
    this.parked = parked;
    this.early = early;
    this.clock = context.clock();
    this.texts = new TextBudgets(context.settings().limits().texts(), parked::isAsked, clock);
    this.answers = answers;
    this.appender = appenders.trust();
    this.budgets = appenders.budgets();
    this.outbound = context.outbound();
    this.requestIds = context.requestIds();
    this.metrics = trustMetrics;
    this.lines = context.lines();
    this.serverMetrics = context.metrics();
    this.faults = context.faults();
    this.again = again;
  }

  /** Handles newly received material, unless the unpacking budgets are exhausted. */
  void take(ReceivedTrust received) {
    texts
        .take(received.packed(), received.origin().from().source())
        .ifPresentOrElse(
            exhausted -> refused(received, RefusalCause.BUDGET.label(), exhausted),
            () -> takeKept(received));
  }

  /**
   * Handles material that arrived early and was kept. It has already been charged to the budgets.
   */
  void takeKept(ReceivedTrust received) {
    switch (Lz4Text.unpackReceived(received.packed(), decoder)) {
      case Decoded.Refused<ByteString>(Refusal refusal) ->
          refused(received, refusal.reason().text(), refusal.detail());
      case Decoded.Accepted<ByteString>(ByteString json) -> judge(received, json);
    }
  }

  /**
   * Handles the kept material that can be verified now because the newest TRC of an ISD has
   * changed.
   */
  void release(int isd) {
    store
        .trust()
        .newestTrc(isd)
        .ifPresent(newest -> early.takeJudgeable(isd, newest.version()).forEach(again));
  }

  private void judge(ReceivedTrust received, ByteString json) {
    TrustMaterial held = store.trust();
    switch (fold.apply(received.kind(), json, held)) {
      case TrustOutcome.AcceptedTrc(Trc trc) -> accept(received, json, version(trc));
      case TrustOutcome.AcceptedChain(CertificateChain chain) ->
          ChainRules.unexpired(chain, Math.floorDiv(clock.wallMs(), 1_000))
              .ifPresentOrElse(
                  expired -> refused(received, expired.fault().text(), expired.detail()),
                  () -> accept(received, json, version(chain)));
      case TrustOutcome.Known() -> known(received);
      case TrustOutcome.Refused(TrustRefusal refusal) -> {
        if (!isEarly(received, json, refusal, held)) {
          refused(received, refusal.fault().text(), refusal.detail());
        }
      }
    }
  }

  private boolean isEarly(
      ReceivedTrust received, ByteString json, TrustRefusal refusal, TrustMaterial held) {
    return switch (received.kind()) {
      case ANCHOR -> false;
      case TRC ->
          refusal.fault() == TrustFault.NOT_NEXT_VERSION
              && keepTrc(received, Trc.parse(json).orElseThrow(), held);
      case CHAIN ->
          OF_ITS_TRC.contains(refusal.fault())
              && keepChain(received, CertificateChain.parse(json).orElseThrow(), held);
    };
  }

  private boolean keepTrc(ReceivedTrust received, Trc trc, TrustMaterial held) {
    long newest = held.newestTrc(trc.isd()).orElseThrow().version();
    if (Long.compareUnsigned(trc.version(), newest) <= 0
        || Long.compareUnsigned(trc.version() - newest, Verification.Missing.MAX_VERSIONS_AHEAD)
            > 0) {
      return false;
    }
    keep(received, version(trc), held);
    parked.needFirst(version(trc), received.origin(), received.replies());
    return true;
  }

  /** Keeps a chain only if a segment is waiting for it, because anyone may send other chains. */
  private boolean keepChain(ReceivedTrust received, CertificateChain chain, TrustMaterial held) {
    if (!parked.isWaitedFor(version(chain)) || !parked.isTrcWaitedFor(chain.subject().isd())) {
      return false;
    }
    keep(received, version(chain), held);
    return true;
  }

  private void keep(ReceivedTrust received, TrustVersion material, TrustMaterial judgedBy) {
    int dropped = early.keep(material, received, parked.isWaitedFor(material));
    for (int i = 0; i < dropped; i++) {
      metrics.earlyDropped();
    }
    metrics.received(received.kind(), TrustReceipt.EARLY);
    log.debug("Keeping the {} until a preceding TRC is accepted {}", material, received.origin());
    int isd = material.subject().isd();
    if (!store.trust().newestTrc(isd).equals(judgedBy.newestTrc(isd))) {
      release(isd);
    }
  }

  private void accept(ReceivedTrust received, ByteString json, TrustVersion material) {
    if (!inProgress.add(json)) {
      known(received);
      return;
    }
    Optional<String> exhausted = budgets.take(received.origin().from());
    if (exhausted.isPresent()) {
      inProgress.remove(json);
      refused(received, RefusalCause.BUDGET.label(), exhausted.get());
      return;
    }
    passOn(received);
    try {
      appender
          .append(
              List.of(),
              RecordKeys.trust(material.kind(), material.subject(), material.version()),
              new EventBody.TrustEvent(received.kind(), json),
              received.origin())
          .whenComplete((fate, failure) -> inProgress.remove(json))
          .thenAccept(fate -> appended(received, material, fate))
          .exceptionally(failure -> fault(received, failure));
    } catch (RuntimeException e) {
      inProgress.remove(json);
      throw e;
    }
  }

  private Void fault(ReceivedTrust received, Throwable failure) {
    fault("Failed to record a received TRC or chain " + received.origin(), failure);
    return null;
  }

  /** Counts and reports an unexpected failure. */
  void fault(String what, Throwable failure) {
    serverMetrics.fault(FaultPlace.TRUST);
    faults.fault(what, failure);
  }

  private void appended(ReceivedTrust received, TrustVersion material, EventAppender.Fate fate) {
    switch (fate) {
      case EventAppender.Fate.Done(Effect.TrustAccepted applied) -> {
        metrics.received(received.kind(), TrustReceipt.ACCEPTED);
        log.info("Accepted the {} at offset {} {}", material, applied.offset(), received.origin());
      }
      case EventAppender.Fate.Done(Effect.TrustKnown applied) ->
          metrics.received(received.kind(), TrustReceipt.KNOWN);
      case EventAppender.Fate.Done(Effect.TrustRefused applied) ->
          refused(received, RefusalCause.TRUST.label(), applied.reason());
      case EventAppender.Fate.Done(Effect other) ->
          throw new IllegalStateException("unexpected effect of a TRC or chain: " + other);
      case EventAppender.Fate.Unreachable(String why) ->
          refused(received, RefusalCause.LOG.label(), why);
      case EventAppender.Fate.NotAppended(String why) ->
          refused(received, RefusalCause.LOG.label(), why);
      case EventAppender.Fate.Unknown(String why) -> unknown(received, material, why);
      case EventAppender.Fate.Unapplied(String why) -> unknown(received, material, why);
    }
  }

  private void unknown(ReceivedTrust received, TrustVersion material, String why) {
    metrics.received(received.kind(), TrustReceipt.UNKNOWN);
    lines.warn(
        log, "Outcome of appending the {} is unknown: {} {}", material, why, received.origin());
  }

  private void known(ReceivedTrust received) {
    metrics.received(received.kind(), TrustReceipt.KNOWN);
    if (answers.mayBeSentTo(received.origin().from().source())) {
      passOn(received);
    }
  }

  private void passOn(ReceivedTrust received) {
    if (!received.origin().from().ia().equals(local)) {
      outbound.send(requestIds.payload(received.message()), new Destination.CertificateService());
      metrics.passedOn();
    }
  }

  private void refused(ReceivedTrust received, String reason, String detail) {
    metrics.refused(received.kind(), reason);
    lines.warn(
        log,
        "Rejected a {} ({}): {} {}",
        received.kind().noun(),
        reason,
        detail,
        received.origin());
  }

  private static TrustVersion version(Trc trc) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version());
  }

  private static TrustVersion version(CertificateChain chain) {
    return new TrustVersion(TrustKind.CHAIN, chain.subject(), chain.version());
  }
}
