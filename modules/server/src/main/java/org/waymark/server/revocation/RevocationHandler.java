package org.waymark.server.revocation;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.segment.ByteString;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.Appenders;
import org.waymark.server.append.Effect;
import org.waymark.server.append.EventAppender;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageEntry;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.OutcomeReporter;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.RecordKeys;

/**
 * Processes revocations (PROTOCOL 7; ARCHITECTURE, Before append): checks that a revocation is
 * valid, current, proven against a segment of this replica and within the budgets, appends it,
 * waits until this replica has applied its record, and forwards it. A revocation that does not
 * match any segment yet waits in memory while it is in force ({@link UnprovenRevocations}); a
 * waiting revocation has no effect on segments. A revocation of the local AS may be forwarded
 * immediately ({@link LocalRevocations}).
 *
 * <p>Safe for use by several threads.
 */
public final class RevocationHandler {
  private static final long CLEAN_EVERY_MS = 1_000;

  private final ServerSettings settings;
  private final ServingStore store;
  private final EventAppender appender;
  private final AppendBudgets appendBudgets;
  private final RevocationBudgets revocationBudgets;
  private final UnprovenRevocations unproven;
  private final LocalRevocations localRevocations;
  private final OutageBuffer outage;
  private final RevocationForwarding forwarding;
  private final Clock clock;
  private final OutcomeReporter reporter;
  private final FaultHandler faults;

  /**
   * The appends in progress, keyed by event id, so that a burst of equal revocations causes only
   * one append.
   */
  private final ConcurrentMap<InFlight, Append> inFlight = new ConcurrentHashMap<>();

  private record InFlight(Set<ByteString> eventIds) {}

  /**
   * An append in progress. It includes the message that causes the revocation to be forwarded, if
   * there is one.
   */
  private static final class Append {
    private final CompletableFuture<RevocationOutcome> outcome = new CompletableFuture<>();
    private volatile Optional<MessageOrigin> handedOnFor = Optional.empty();

    private void joinedBy(RevocationSource source, MessageOrigin origin) {
      if (source == RevocationSource.MESSAGE) {
        handedOnFor = Optional.of(origin);
      }
    }
  }

  public RevocationHandler(ServerContext context, Appenders appenders) {
    this.settings = context.settings();
    this.store = context.store();
    this.clock = context.clock();
    this.appender = appenders.events();
    this.appendBudgets = appenders.budgets();
    this.revocationBudgets = new RevocationBudgets(settings.limits().revocations(), clock);
    this.unproven =
        new UnprovenRevocations(
            settings.limits().revocations().unproven(), settings.limits().memory().unproven());
    this.outage = context.outage();
    this.localRevocations =
        new LocalRevocations(settings.local().ia(), outage, revocationBudgets, clock);
    this.forwarding = new RevocationForwarding(context);
    this.reporter = context.reporter();
    this.faults = context.faults();
    context.timers().every(CLEAN_EVERY_MS, this::clean);
  }

  /**
   * Processes a revocation.
   *
   * @return a future for the outcome, which completes immediately or once the record has been
   *     applied
   */
  public CompletableFuture<RevocationOutcome> revoke(
      Revocation revocation, RevocationSource source, MessageOrigin origin) {
    Optional<RevocationOutcome> refused = judge(revocation, source, origin);
    if (refused.isPresent()) {
      return CompletableFuture.completedFuture(refused.get());
    }
    ProvingSides proving;
    boolean handedOn;
    try (ReadView view = store.view()) {
      proving = proving(revocation, view);
      if (!proving.isEmpty() && view.holds(revocation, proving.all())) {
        return CompletableFuture.completedFuture(new RevocationOutcome.Known());
      }
      handedOn =
          proving.isEmpty()
              && source == RevocationSource.MESSAGE
              && localRevocations.isToBeHandedOn(revocation, view);
    }
    if (proving.isEmpty()) {
      unproven.add(revocation, source, origin);
      // A segment that arrived after the view was taken did not find this revocation among the
      // waiting revocations.
      if (isProven(revocation) && unproven.remove(revocation)) {
        return revoke(revocation, source, origin);
      }
      if (handedOn) {
        forwarding.accepted(revocation, origin);
        return CompletableFuture.completedFuture(new RevocationOutcome.HandedOn());
      }
      return CompletableFuture.completedFuture(new RevocationOutcome.Waiting());
    }
    return append(revocation, proving, source, origin);
  }

  /**
   * Records the waiting revocations that kill a newly verified segment, before the segment itself
   * is recorded. This is necessary because no answer may contain a revoked segment, and because
   * other ASes need to learn of the revocation.
   *
   * @return the outcome of a revocation that kills the segment; empty if there is none
   */
  public Optional<CompletableFuture<RevocationOutcome>> arrived(PathSegment segment) {
    if (unproven.size() == 0) {
      return Optional.empty();
    }
    Optional<CompletableFuture<RevocationOutcome>> killer = Optional.empty();
    long nowMs = clock.wallMs();
    for (Hop hop : segment.hops()) {
      for (long interfaceId : new long[] {hop.ingress(), hop.egress()}) {
        for (UnprovenRevocation one : unproven.of(hop.ia(), interfaceId, hop.root())) {
          Set<ProofSide> sides = killing(one.revocation(), hop, segment, nowMs);
          if (!sides.isEmpty() && unproven.remove(one.revocation())) {
            CompletableFuture<RevocationOutcome> outcome =
                append(
                    one.revocation(),
                    new ProvingSides(sides, Set.of()),
                    one.source(),
                    one.origin());
            report(one, outcome);
            killer = Optional.of(killer.orElse(outcome));
          }
        }
      }
    }
    return killer;
  }

  private static Set<ProofSide> killing(
      Revocation revocation, Hop hop, PathSegment segment, long nowMs) {
    Set<ProofSide> sides = EnumSet.noneOf(ProofSide.class);
    for (ProofSide side : ProofSide.values()) {
      if (revocation.connectedRoot(side).equals(hop.root())
          && RevocationTolerance.kills(
              side,
              revocation.window(),
              revocation.treeTtlS(),
              revocation.expiryMs(),
              segment.timestampS(),
              nowMs)) {
        sides.add(side);
      }
    }
    return sides;
  }

  /** Retries waiting revocations against a segment that is now stored or held. */
  void held(PathSegment segment) {
    segment.hops().forEach(this::retry);
    segment.peers().forEach(this::retry);
  }

  private void report(UnprovenRevocation waited, CompletableFuture<RevocationOutcome> judged) {
    judged.whenComplete(
        (outcome, failure) -> {
          if (failure == null) {
            reporter.revoked(waited.revocation(), outcome, waited.origin());
          } else {
            faults.fault("Failed to handle a pending revocation", failure);
          }
        });
  }

  /** Drops the waiting revocations that are no longer in force. */
  private void clean() {
    for (UnprovenRevocation ended : unproven.removeEnded(clock.wallMs())) {
      if (localRevocations.wasHandedOn(ended.revocation())) {
        // This revocation was proven, and was reported as forwarded.
        continue;
      }
      report(
          ended,
          CompletableFuture.completedFuture(
              new RevocationOutcome.Refused(
                  RefusalCause.UNPROVEN, "matched no stored or held segment in time")));
    }
  }

  /** {@return the number of waiting revocations that have been evicted} */
  public long displaced() {
    return unproven.displaced();
  }

  /** {@return the number of revocations that wait for a segment} */
  public int waiting() {
    return unproven.size();
  }

  private void retry(Hop hop) {
    for (long interfaceId : new long[] {hop.ingress(), hop.egress()}) {
      for (UnprovenRevocation one : unproven.of(hop.ia(), interfaceId, hop.root())) {
        if (isProven(one.revocation()) && unproven.remove(one.revocation())) {
          report(one, revoke(one.revocation(), one.source(), one.origin()));
        }
      }
    }
  }

  private boolean isProven(Revocation revocation) {
    try (ReadView view = store.view()) {
      return !proving(revocation, view).isEmpty();
    }
  }

  /** {@return the sides that match a segment that is stored, has been killed, or is held} */
  private ProvingSides proving(Revocation revocation, ReadView view) {
    ProvingSides proving = view.proving(revocation);
    Set<ProofSide> stored = new HashSet<>(proving.stored());
    stored.addAll(outage.proving(revocation));
    Set<ProofSide> killed = new HashSet<>(proving.killed());
    killed.addAll(outage.provingKilled(revocation));
    killed.removeAll(stored);
    return new ProvingSides(stored, killed);
  }

  private Optional<RevocationOutcome> judge(
      Revocation revocation, RevocationSource source, MessageOrigin origin) {
    if (source == RevocationSource.MESSAGE
        && origin.from().ia().isd() != settings.local().ia().isd()) {
      return refused(RefusalCause.OTHER_ISD, "sent by an AS in another ISD: " + origin.from().ia());
    }
    if (revocation.fault().isPresent()) {
      return refused(RefusalCause.INVALID, revocation.fault().get().text());
    }
    long treeTtlS = settings.treeTtls().of(revocation.ia());
    if (!settings.treeTtls().allows(revocation)) {
      return refused(
          RefusalCause.TREE_TTL,
          "treeTTL of its AS must be " + treeTtlS + " s, got " + revocation.treeTtlS() + " s");
    }
    if (!revocation.leafPositionMatchesEpoch()) {
      return refused(RefusalCause.INVALID, "the leaf does not match the epoch");
    }
    if (!RevocationTolerance.accepts(revocation, clock.wallMs())) {
      return refused(RefusalCause.NOT_CURRENT, "the epoch is not current:  " + revocation.epoch());
    }
    return Optional.empty();
  }

  private CompletableFuture<RevocationOutcome> append(
      Revocation revocation, ProvingSides proving, RevocationSource source, MessageOrigin origin) {
    Set<ByteString> eventIds = new HashSet<>();
    proving.all().forEach(side -> eventIds.add(revocation.eventId(side)));
    InFlight key = new InFlight(eventIds);
    Append mine = new Append();
    mine.joinedBy(source, origin);
    Append other = inFlight.putIfAbsent(key, mine);
    if (other != null) {
      other.joinedBy(source, origin);
      // Budgets are per sender: even if the first sender has exhausted its budget, equal
      // revocations from other senders are judged separately.
      return other.outcome.thenCompose(
          shared ->
              shared instanceof RevocationOutcome.Refused(RefusalCause cause, String detail)
                      && cause == RefusalCause.BUDGET
                  ? revoke(revocation, source, origin)
                  : CompletableFuture.completedFuture(shared));
    }
    CompletableFuture<RevocationOutcome> outcome;
    try {
      outcome = takeBudgetAndAppend(revocation, proving, eventIds, origin);
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    outcome.whenComplete((result, failure) -> settled(revocation, key, mine, result, failure));
    return mine.outcome;
  }

  private CompletableFuture<RevocationOutcome> takeBudgetAndAppend(
      Revocation revocation, ProvingSides proving, Set<ByteString> eventIds, MessageOrigin origin) {
    Optional<String> exhausted =
        appendBudgets.take(origin.from()).or(() -> revocationBudgets.take(revocation, proving));
    if (exhausted.isPresent()) {
      return CompletableFuture.completedFuture(
          new RevocationOutcome.Refused(RefusalCause.BUDGET, exhausted.get()));
    }
    EventBody.RevocationEvent body = EventBody.RevocationEvent.of(revocation);
    OutageEntry.Revoked held = new OutageEntry.Revoked(revocation, proving.all(), body, origin);
    // If an equal revocation is already held, the held revocation has been forwarded and will be
    // recorded.
    if (outage.isOpen() || outage.covers(held)) {
      return CompletableFuture.completedFuture(outage.hold(held));
    }
    return appender
        .append(
            List.copyOf(eventIds),
            RecordKeys.ofInterface(revocation.ia(), revocation.interfaceId()),
            body,
            origin)
        .thenApply(fate -> outcome(fate, held));
  }

  private void settled(
      Revocation revocation,
      InFlight key,
      Append append,
      RevocationOutcome outcome,
      Throwable failure) {
    inFlight.remove(key);
    if (failure != null) {
      append.outcome.completeExceptionally(failure);
      return;
    }
    if ((outcome instanceof RevocationOutcome.Recorded || outcome instanceof RevocationOutcome.Held)
        && !localRevocations.wasHandedOn(revocation)) {
      append.handedOnFor.ifPresent(origin -> forwarding.accepted(revocation, origin));
    }
    append.outcome.complete(outcome);
  }

  private RevocationOutcome outcome(EventAppender.Fate fate, OutageEntry.Revoked held) {
    return switch (fate) {
      case EventAppender.Fate.Done(Effect.Revoked applied) ->
          new RevocationOutcome.Recorded(applied.offset(), applied.killed());
      case EventAppender.Fate.Done(Effect.RevocationKnown applied) -> new RevocationOutcome.Known();
      case EventAppender.Fate.Done(Effect.Quarantined applied) ->
          new RevocationOutcome.Refused(RefusalCause.QUARANTINED, applied.reason().toString());
      case EventAppender.Fate.Done(Effect other) ->
          throw new IllegalStateException("unexpected effect of a revocation: " + other);
      case EventAppender.Fate.NotAppended(String why) ->
          new RevocationOutcome.Refused(RefusalCause.LOG, why);
      // See the same case in RegistrationHandler.
      case EventAppender.Fate.Unreachable _, EventAppender.Fate.Unknown _ -> outage.hold(held);
      case EventAppender.Fate.Unapplied(String why) ->
          outage.isOpen() ? outage.hold(held) : new RevocationOutcome.Unknown(why);
    };
  }

  private static Optional<RevocationOutcome> refused(RefusalCause cause, String detail) {
    return Optional.of(new RevocationOutcome.Refused(cause, detail));
  }
}
