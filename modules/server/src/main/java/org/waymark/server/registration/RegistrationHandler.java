package org.waymark.server.registration;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.TimeText;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.PlacementFault;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentPlacement;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Shape;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.Appenders;
import org.waymark.server.append.Effect;
import org.waymark.server.append.EventAppender;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Source;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageEntry;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.revocation.NewSegments;
import org.waymark.server.revocation.RevocationHandler;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.TrustMaterial;
import org.waymark.trust.Verification;
import org.waymark.trust.VerificationFault;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.Decoded;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.RecordKeys;
import org.waymark.wire.message.SegmentRecord;

/**
 * Registers segments: checks type, shape, time and signatures, applies damping and budgets, appends
 * the segment, and waits until this replica has applied its record.
 *
 * <p>Everything up to the append happens on the caller's thread, which is a verification thread.
 * The outcome is delivered later, on the applying thread. Cheap checks come first, and only
 * verified segments are appended. Safe for use by several threads.
 */
public final class RegistrationHandler implements AppliedListener {
  /**
   * The memory occupied by a registration in progress, without its segment: outcomes, an event and
   * a timer.
   */
  private static final int ENTRY_BYTES = 4_096;

  private final ServerSettings settings;
  private final ServingStore store;
  private final VerifiedPrefixes verifiedPrefixes =
      new VerifiedPrefixes(VerifiedPrefixes.DEFAULT_CAPACITY);
  private final SegmentVerifier verifier;
  private final EventAppender appender;
  private final AppendBudgets budgets;
  private final Damping damping;
  private final PathBudgets pathLimits;
  private final Readiness readiness;
  private final OutageBuffer outage;
  private final VerifiedListener listener;
  private final RevocationHandler revocations;
  private final NewSegments newSegments;
  private final Clock clock;

  private final EqualRegistrations equal = new EqualRegistrations();
  private final RegistrationsInProgress inProgress;

  /**
   * @param listener notified of segments that have been verified
   * @param newSegments notified of segments that are now held
   */
  public RegistrationHandler(
      ServerContext context,
      Appenders appenders,
      VerifiedListener listener,
      RevocationHandler revocations,
      NewSegments newSegments) {
    this.settings = context.settings();
    this.store = context.store();
    this.clock = context.clock();
    this.verifier = new SegmentVerifier(context.ed25519(), verifiedPrefixes, clock);
    this.appender = appenders.events();
    this.budgets = appenders.budgets();
    this.damping = new Damping(settings.damping().refreshMin());
    this.pathLimits = new PathBudgets(settings.limits().registrations());
    this.readiness = context.readiness();
    this.outage = context.outage();
    this.listener = listener;
    this.revocations = revocations;
    this.newSegments = newSegments;
    this.inProgress = new RegistrationsInProgress(settings.limits().memory().verified());
  }

  /** Forgets cached verifications that depend on trust material that has changed. */
  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic == Topic.TRUST) {
      verifiedPrefixes.clear();
    }
  }

  /**
   * Registers the segment of one record of a message.
   *
   * @return a future for the outcome, which completes immediately or once the appended record has
   *     been applied
   */
  public CompletableFuture<Outcome> register(SegmentRecord record, MessageOrigin origin) {
    if (!(record.segment() instanceof Decoded.Accepted<PathSegment>(PathSegment segment))) {
      Decoded.Refused<PathSegment> refused = (Decoded.Refused<PathSegment>) record.segment();
      return done(Outcome.refused(RefusalCause.UNDECODABLE, refused.refusal().toString()));
    }
    if (record.type().isEmpty()) {
      return done(Outcome.refused(RefusalCause.TYPE_UNSET, "the record has no segment type"));
    }
    SegmentType type = record.type().get();
    return switch (equal.share(type, segment.bytes(), () -> begin(segment, type, origin))) {
      case EqualRegistrations.Shared.Own own -> own.outcome();
      // Budgets are per sender: even if the first sender has exhausted its budget, equal
      // registrations from other senders are judged separately.
      case EqualRegistrations.Shared.Other(CompletableFuture<Outcome> other) ->
          other.thenCompose(
              shared ->
                  shared instanceof Outcome.Refused(RefusalCause cause, String detail)
                          && cause == RefusalCause.BUDGET
                      ? register(record, origin)
                      : done(shared));
    };
  }

  private CompletableFuture<Outcome> begin(
      PathSegment segment, SegmentType type, MessageOrigin origin) {
    Source source = origin.from().source();
    long bytes = ENTRY_BYTES + segment.memoryBytes() + segment.bytes().size();
    if (!inProgress.enter(source, bytes)) {
      return done(
          Outcome.refused(
              RefusalCause.BUDGET, "too much memory in use for registrations from " + source));
    }
    CompletableFuture<Outcome> outcome;
    try {
      outcome = judgeAndAppend(segment, type, origin);
    } catch (RuntimeException e) {
      inProgress.leave(source, bytes);
      listener.settled(segment, type);
      throw e;
    }
    return outcome.whenComplete(
        (result, failure) -> {
          inProgress.leave(source, bytes);
          listener.settled(segment, type);
        });
  }

  private CompletableFuture<Outcome> judgeAndAppend(
      PathSegment segment, SegmentType type, MessageOrigin origin) {
    long nowMs = clock.wallMs();
    Verification.Verified verified;
    try (ReadView view = store.view()) {
      Optional<StoredSegment> stored =
          view.version(new SegmentKey(segment.format(), type, segment.id()));
      Optional<Outcome> settled = judgeClaim(segment, type, stored, view, nowMs);
      if (settled.isPresent()) {
        return done(settled.get());
      }
      switch (verifier.verify(segment, view.trust(), settings.local().ia())) {
        case Verification.Verified v -> {
          Optional<CompletableFuture<RevocationOutcome>> killer = revocations.arrived(segment);
          if (killer.isPresent()) {
            return killer.get().thenApply(recorded -> killedBy(recorded, segment));
          }
          verified = v;
          listener.verified(segment, type);
        }
        case Verification.Refused refused -> {
          return done(Outcome.refused(refusalCause(refused.fault()), refused.detail()));
        }
        case Verification.Missing missing -> {
          return done(parked(missing, view.trust()));
        }
      }
      settled = judgeEvent(segment, type, stored, view, nowMs, origin);
      if (settled.isPresent()) {
        return done(settled.get());
      }
    }
    EventBody.SegmentEvent body =
        new EventBody.SegmentEvent(
            segment.format(), type, segment.bytes(), verified.verifiedWith());
    OutageEntry.Segment held =
        new OutageEntry.Segment(
            new StoredSegment(segment, type, nowMs, StoredSegment.UNRECORDED), body, origin);
    if (outage.isOpen()) {
      return done(hold(held));
    }
    return appender
        .append(List.of(segment.eventId(type)), RecordKeys.segment(segment.id()), body, origin)
        .thenApply(fate -> outcome(fate, held));
  }

  /**
   * Determines the outcome of a segment that is killed by a waiting revocation. Only the revocation
   * is recorded.
   *
   * @return the outcome
   */
  private Outcome killedBy(RevocationOutcome revocation, PathSegment segment) {
    return switch (revocation) {
      case RevocationOutcome.Recorded recorded -> new Outcome.Killed(recorded.offset());
      case RevocationOutcome.Held held -> new Outcome.Killed(StoredSegment.UNRECORDED);
      case RevocationOutcome.Refused(RefusalCause cause, String detail) ->
          Outcome.refused(
              cause, "the revocation that kills the segment was not recorded: " + detail);
      case RevocationOutcome.Unknown(String detail) -> new Outcome.Unknown(detail);
      case RevocationOutcome.Known _, RevocationOutcome.Waiting _, RevocationOutcome.HandedOn _ -> {
        try (ReadView view = store.view()) {
          OptionalLong killer = view.killer(segment, clock.wallMs());
          yield killer.isPresent()
              ? new Outcome.Killed(killer.getAsLong())
              : new Outcome.Unknown("the revocation that killed the segment has since ended");
        }
      }
    };
  }

  /**
   * Decides the outcome, as far as this is possible without verifying signatures.
   *
   * @return the outcome, if it can be decided
   */
  private Optional<Outcome> judgeClaim(
      PathSegment segment,
      SegmentType type,
      Optional<StoredSegment> stored,
      ReadView view,
      long nowMs) {
    if (readiness.state() == Readiness.State.READY) {
      Optional<PathSegment> copy = damping.storedCopy(segment, type, stored, nowMs);
      // Other bytes may have wrong signatures, so no request may be answered with them.
      copy.filter(segment::equals).ifPresent(same -> listener.verified(same, type));
      if (copy.isPresent()) {
        return Optional.of(new Outcome.Known());
      }
    }
    if (segment.endMs() <= nowMs) {
      return refused(RefusalCause.EXPIRED, "expired at " + TimeText.instant(segment.expiryS()));
    }
    if (segment.timestampS() * 1000 > nowMs + settings.aheadMs()) {
      return refused(
          RefusalCause.FUTURE,
          "created in the future, at " + TimeText.instant(segment.timestampS()));
    }
    return Shape.fault(segment)
        .flatMap(fault -> refused(RefusalCause.SHAPE, fault.text()))
        .or(() -> judgePlacement(segment, type, view.trust()));
  }

  private Optional<Outcome> judgePlacement(
      PathSegment segment, SegmentType type, TrustMaterial trust) {
    return new SegmentPlacement(settings.local().ia(), trust::isCore)
        .fault(type, segment)
        .map(
            fault ->
                becomesCore(fault)
                    .flatMap(ia -> missingTrcOf(ia, segment, trust))
                    .<Outcome>map(missing -> parked(missing, trust))
                    .orElseGet(() -> Outcome.refused(RefusalCause.WRONG_TYPE, fault.text())));
  }

  /**
   * {@return the AS at a place in the segment that is reserved for core ASes, if this AS may have
   * become a core AS by a newer TRC}
   */
  private static Optional<IsdAs> becomesCore(PlacementFault fault) {
    return switch (fault) {
      case PlacementFault.FirstNotCore(SegmentType type, IsdAs first) -> Optional.of(first);
      case PlacementFault.LastNotCore(IsdAs last) -> Optional.of(last);
      case PlacementFault.LastNotLocal notLocal -> Optional.empty();
      case PlacementFault.FirstOfOtherIsd otherIsd -> Optional.empty();
      case PlacementFault.UpAtCoreAs upAtCoreAs -> Optional.empty();
    };
  }

  private Optional<Verification.Missing> missingTrcOf(
      IsdAs ia, PathSegment segment, TrustMaterial trust) {
    return verifier
        .missing(segment, trust, settings.local().ia())
        .filter(
            missing -> missing.trcs().stream().anyMatch(trc -> trc.subject().isd() == ia.isd()));
  }

  /**
   * Parks the segment if its trust material may still arrive. If the ISD has no anchor, its TRCs
   * can never be accepted, because a TRC is accepted only as the successor of another TRC.
   */
  private static Outcome parked(Verification.Missing missing, TrustMaterial trust) {
    return missing.trcs().stream()
        .map(trc -> trc.subject().isd())
        .filter(isd -> trust.newestTrc(isd).isEmpty())
        .findFirst()
        .map(
            isd ->
                Outcome.refused(RefusalCause.MISSING_TRUST, "the log has no anchor for ISD " + isd))
        .orElseGet(() -> new Outcome.Parked(missing));
  }

  /**
   * {@return the outcome of a verified segment that need not be appended; empty if it must be
   * appended}
   */
  private Optional<Outcome> judgeEvent(
      PathSegment segment,
      SegmentType type,
      Optional<StoredSegment> stored,
      ReadView view,
      long nowMs,
      MessageOrigin origin) {
    if (readiness.state() == Readiness.State.READY) {
      Optional<Outcome> damped = damping.judge(segment, stored, view, nowMs);
      if (damped.isPresent()) {
        return damped;
      }
    } else if (outage.isOpen()) {
      Optional<Outcome> withoutEffect = damping.withoutEffect(segment, stored, view, nowMs);
      if (withoutEffect.isPresent()) {
        return withoutEffect;
      }
    }
    Optional<String> tooMany =
        pathLimits.exceeded(segment, type, stored.isPresent(), view, outage.content(), nowMs);
    if (tooMany.isPresent()) {
      return refused(RefusalCause.BUDGET, tooMany.get());
    }
    return budgets
        .take(origin.from())
        .flatMap(exhausted -> refused(RefusalCause.BUDGET, exhausted));
  }

  private Outcome outcome(EventAppender.Fate fate, OutageEntry.Segment held) {
    return switch (fate) {
      case EventAppender.Fate.Done(Effect.Added applied) -> new Outcome.Added(applied.offset());
      case EventAppender.Fate.Done(Effect.Replaced applied) ->
          new Outcome.Updated(applied.offset());
      case EventAppender.Fate.Done(Effect.Ignored applied) -> new Outcome.Superseded();
      case EventAppender.Fate.Done(Effect.KilledOnArrival applied) ->
          new Outcome.Killed(applied.byOffset());
      case EventAppender.Fate.Done(Effect.Quarantined applied) ->
          Outcome.refused(RefusalCause.QUARANTINED, applied.reason().toString());
      case EventAppender.Fate.Done(Effect other) ->
          throw new IllegalStateException("unexpected effect of a segment: " + other);
      case EventAppender.Fate.NotAppended(String why) -> Outcome.refused(RefusalCause.LOG, why);
      // The log watch needs a few seconds to notice that the log is unreachable. If the record
      // reached the log after all, the outage recorder drops the held segment.
      case EventAppender.Fate.Unreachable _, EventAppender.Fate.Unknown _ -> hold(held);
      case EventAppender.Fate.Unapplied(String why) ->
          outage.isOpen() ? hold(held) : new Outcome.Unknown(why);
    };
  }

  private Outcome hold(OutageEntry.Segment one) {
    Outcome outcome = outage.hold(one);
    if (outcome instanceof Outcome.Held) {
      newSegments.came(one.segment().segment());
    }
    return outcome;
  }

  private static RefusalCause refusalCause(VerificationFault fault) {
    return switch (fault) {
      case UNSIGNED_ENTRY, SIGNATURE -> RefusalCause.SIGNATURE;
      default -> RefusalCause.TRUST;
    };
  }

  private static Optional<Outcome> refused(RefusalCause cause, String detail) {
    return Optional.of(Outcome.refused(cause, detail));
  }

  private static CompletableFuture<Outcome> done(Outcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
