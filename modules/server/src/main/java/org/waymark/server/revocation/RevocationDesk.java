package org.waymark.server.revocation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.waymark.runtime.Clock;
import org.waymark.segment.ByteString;
import org.waymark.segment.Half;
import org.waymark.segment.Hop;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentFormat;
import org.waymark.server.append.AppendBudgets;
import org.waymark.server.append.EventAppender;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.outcome.RefusalCause;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.Applied;
import org.waymark.store.ReadView;
import org.waymark.wire.RevocationCodec;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.RecordKeys;

/**
 * Takes one revocation from claim to outcome (spec 7 with the guards of spec 10, DESIGN 2): valid,
 * of now, proven against a segment held here, within the budgets, appended, applied. One that
 * proves against nothing yet waits in memory for as long as it may act; it refuses nothing
 * meanwhile.
 *
 * <p>Safe for use by several threads.
 */
public final class RevocationDesk {
  private final ServerSettings settings;
  private final ServingStore store;
  private final EventAppender appender;
  private final AppendBudgets appendBudgets;
  private final RevocationBudgets revocationBudgets;
  private final UnprovenRevocations unproven;
  private final Clock clock;

  /** Takes the outcome of one that had waited. */
  private final BiConsumer<UnprovenRevocations.Waiting, CompletableFuture<RevocationOutcome>>
      waitedFor;

  public RevocationDesk(
      ServerSettings settings,
      ServingStore store,
      EventAppender appender,
      AppendBudgets appendBudgets,
      Clock clock,
      BiConsumer<UnprovenRevocations.Waiting, CompletableFuture<RevocationOutcome>> waitedFor) {
    this.settings = settings;
    this.store = store;
    this.appender = appender;
    this.appendBudgets = appendBudgets;
    this.revocationBudgets = new RevocationBudgets(settings.limits().revocations());
    this.unproven = new UnprovenRevocations(settings.limits().revocations().unproven());
    this.clock = clock;
    this.waitedFor = waitedFor;
  }

  /** {@return the outcome, now or when the append has been applied} */
  public CompletableFuture<RevocationOutcome> revoke(Revocation revocation, MessageOrigin origin) {
    Optional<RevocationOutcome> refused = judge(revocation);
    if (refused.isPresent()) {
      return CompletableFuture.completedFuture(refused.get());
    }
    Set<Half> proving;
    try (ReadView view = store.view()) {
      proving = view.proving(revocation);
      if (!proving.isEmpty() && view.holds(revocation, proving)) {
        return CompletableFuture.completedFuture(new RevocationOutcome.Known());
      }
    }
    if (proving.isEmpty()) {
      unproven.add(revocation, origin);
      return CompletableFuture.completedFuture(new RevocationOutcome.Waiting());
    }
    return append(revocation, proving, origin);
  }

  /** A segment has come to be held here: what waited may prove against it. */
  public void held(PathSegment segment) {
    segment.hops().forEach(this::retry);
    segment.peers().forEach(this::retry);
  }

  /** Gives up what can no longer act. */
  public void clean() {
    for (UnprovenRevocations.Waiting ended : unproven.removeEnded(clock.wallMs())) {
      waitedFor.accept(
          ended,
          CompletableFuture.completedFuture(
              new RevocationOutcome.Refused(
                  RefusalCause.UNPROVEN, "it proved against no segment held here")));
    }
  }

  /** {@return how many were given up for want of room} */
  public long displaced() {
    return unproven.displaced();
  }

  /** {@return how many revocations wait for a segment} */
  public int waiting() {
    return unproven.size();
  }

  private void retry(Hop hop) {
    for (long interfaceId : new long[] {hop.ingress(), hop.egress()}) {
      for (UnprovenRevocations.Waiting one : unproven.of(hop.ia(), interfaceId, hop.root())) {
        if (isProven(one.revocation()) && unproven.remove(one.revocation())) {
          waitedFor.accept(one, revoke(one.revocation(), one.origin()));
        }
      }
    }
  }

  private boolean isProven(Revocation revocation) {
    try (ReadView view = store.view()) {
      return !view.proving(revocation).isEmpty();
    }
  }

  private Optional<RevocationOutcome> judge(Revocation revocation) {
    if (revocation.fault().isPresent()) {
      return refused(RefusalCause.INVALID, revocation.fault().get().text());
    }
    long treeTtlS = settings.treeTtls().of(revocation.ia());
    if (!settings.treeTtls().allows(revocation)) {
      return refused(
          RefusalCause.TREE_TTL,
          "its treeTTL is " + revocation.treeTtlS() + " s, that of its AS is " + treeTtlS + " s");
    }
    if (!revocation.leafPositionMatchesEpoch()) {
      return refused(RefusalCause.INVALID, "its leaf is not that of its epoch");
    }
    if (!revocation.isAcceptable(clock.wallMs())) {
      return refused(RefusalCause.NOT_CURRENT, "its epoch is " + revocation.epoch());
    }
    return Optional.empty();
  }

  private CompletableFuture<RevocationOutcome> append(
      Revocation revocation, Set<Half> proving, MessageOrigin origin) {
    Optional<String> exhausted =
        appendBudgets
            .take(origin.from())
            .or(() -> revocationBudgets.take(revocation, proving, clock.wallMs()));
    if (exhausted.isPresent()) {
      return CompletableFuture.completedFuture(
          new RevocationOutcome.Refused(RefusalCause.BUDGET, exhausted.get()));
    }
    List<ByteString> eventIds = proving.stream().map(revocation::eventId).toList();
    EventBody body =
        new EventBody.RevocationEvent(SegmentFormat.CAPNP, RevocationCodec.encode(revocation));
    return appender
        .append(
            eventIds,
            RecordKeys.ofInterface(revocation.ia(), revocation.interfaceId()),
            body,
            origin)
        .thenApply(RevocationDesk::outcome);
  }

  private static RevocationOutcome outcome(EventAppender.Fate fate) {
    return switch (fate) {
      case EventAppender.Fate.Done(Applied.Revoked applied) ->
          new RevocationOutcome.Recorded(applied.offset(), applied.killed().size());
      case EventAppender.Fate.Done(Applied.RevocationKnown applied) ->
          new RevocationOutcome.Known();
      case EventAppender.Fate.Done(Applied.Quarantined applied) ->
          new RevocationOutcome.Refused(RefusalCause.QUARANTINED, applied.reason().toString());
      case EventAppender.Fate.Done(Applied other) ->
          throw new IllegalStateException("a revocation was applied as " + other);
      case EventAppender.Fate.NotAppended(String why) ->
          new RevocationOutcome.Refused(RefusalCause.LOG, why);
      case EventAppender.Fate.Unknown(String why) -> new RevocationOutcome.Unknown(why);
    };
  }

  private static Optional<RevocationOutcome> refused(RefusalCause cause, String detail) {
    return Optional.of(new RevocationOutcome.Refused(cause, detail));
  }
}
