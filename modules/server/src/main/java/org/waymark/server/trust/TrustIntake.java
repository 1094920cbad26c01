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
import org.waymark.server.report.LogLines;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.report.TrustMetrics;
import org.waymark.trust.ChainRules;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.TrustFault;
import org.waymark.trust.TrustFold;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.TrustOutcome;
import org.waymark.trust.TrustRefusal;
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
 * Takes TRCs and chains from claim to record: unpacked, judged by the rules of the fold as it
 * stands here, within the budgets, appended to {@code .trust}, applied. Whether it was asked for
 * makes no difference: what is no valid next step is refused. What cannot be judged yet is kept.
 *
 * <p>What came from another AS and holds is passed on to the certificate server of the own one,
 * which has no rules of its own.
 *
 * <p>Called on the threads that verify. Safe for use by several threads.
 */
final class TrustIntake {
  private static final Logger log = LoggerFactory.getLogger(TrustIntake.class);

  /** What another TRC may put right. */
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

  /** Takes what can be judged now to a thread that verifies. */
  private final Consumer<ReceivedTrust> again;

  /** Texts that are being appended: a burst of equal ones is one append. */
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

  /** Takes what has just come, if there is a budget left for reading it. */
  void take(ReceivedTrust received) {
    texts
        .take(received.packed(), received.origin().from().source())
        .ifPresentOrElse(
            exhausted -> refused(received, RefusalCause.BUDGET.label(), exhausted),
            () -> takeKept(received));
  }

  /** Takes what had come early and was kept, which has been paid for. */
  void takeKept(ReceivedTrust received) {
    switch (Lz4Text.unpackReceived(received.packed(), decoder)) {
      case Decoded.Refused<ByteString>(Refusal refusal) ->
          refused(received, refusal.reason().text(), refusal.detail());
      case Decoded.Accepted<ByteString>(ByteString json) -> judge(received, json);
    }
  }

  /** The newest TRC of an ISD is another one: what came early may be judged. */
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
        || Long.compareUnsigned(trc.version() - newest, SegmentVerifier.MAX_VERSIONS_AHEAD) > 0) {
      return false;
    }
    keep(received, version(trc), held);
    parked.needFirst(version(trc), received.origin(), received.replies());
    return true;
  }

  /** Only one that is waited for: another may come from anyone. */
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
    metrics.received(received.kind(), "early", "");
    log.debug("{} {}: kept until the TRC before it is held", received.origin(), material);
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
    fault("recording what came with " + received.origin(), failure);
    return null;
  }

  /** Counts and reports an unexpected failure. */
  void fault(String what, Throwable failure) {
    serverMetrics.fault("trust");
    faults.fault(what, failure);
  }

  private void appended(ReceivedTrust received, TrustVersion material, EventAppender.Fate fate) {
    switch (fate) {
      case EventAppender.Fate.Done(Effect.TrustAccepted applied) -> {
        metrics.received(received.kind(), "accepted", "");
        log.info("{} {}: accepted at {}", received.origin(), material, applied.offset());
      }
      case EventAppender.Fate.Done(Effect.TrustKnown applied) ->
          metrics.received(received.kind(), "known", "");
      case EventAppender.Fate.Done(Effect.TrustRefused applied) ->
          refused(received, RefusalCause.TRUST.label(), applied.reason());
      case EventAppender.Fate.Done(Effect other) ->
          throw new IllegalStateException("a TRC or chain was applied as " + other);
      case EventAppender.Fate.Unreachable(String why) ->
          refused(received, RefusalCause.LOG.label(), why);
      case EventAppender.Fate.NotAppended(String why) ->
          refused(received, RefusalCause.LOG.label(), why);
      case EventAppender.Fate.Unknown(String why) -> unknown(received, material, why);
      case EventAppender.Fate.Unapplied(String why) -> unknown(received, material, why);
    }
  }

  private void unknown(ReceivedTrust received, TrustVersion material, String why) {
    metrics.received(received.kind(), "unknown", "");
    lines.warn(log, "{} {}: unknown, {}", received.origin(), material, why);
  }

  private void known(ReceivedTrust received) {
    metrics.received(received.kind(), "known", "");
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
    metrics.received(received.kind(), "refused", reason);
    lines.warn(
        log, "{} {}: refused, {}: {}", received.origin(), received.kind().noun(), reason, detail);
  }

  private static TrustVersion version(Trc trc) {
    return new TrustVersion(TrustKind.TRC, IsdAs.of(trc.isd(), 0), trc.version());
  }

  private static TrustVersion version(CertificateChain chain) {
    return new TrustVersion(TrustKind.CHAIN, chain.subject(), chain.version());
  }
}
