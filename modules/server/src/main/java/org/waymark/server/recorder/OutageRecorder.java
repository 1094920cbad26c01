package org.waymark.server.recorder;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.LastingTrouble;
import org.waymark.segment.ByteString;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.RevocationTolerance;
import org.waymark.segment.SegmentType;
import org.waymark.server.append.Appenders;
import org.waymark.server.append.Effect;
import org.waymark.server.append.EventAppender;
import org.waymark.server.context.ServerContext;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.outage.OutageEntry;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.registration.Damping;
import org.waymark.server.registration.PathBudgets;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.report.DropReason;
import org.waymark.server.report.OutageDropReason;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerSettings;
import org.waymark.store.apply.ProvingSides;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.RecordKeys;

/**
 * Records the entries of the outage buffer once the log can be reached again (ARCHITECTURE, While
 * Kafka is away). It first waits until this replica has applied everything that the log contained
 * at that time. Then it judges each held entry again, drops those that no longer need recording,
 * and appends the others, a limited number per round. It trusts the store's content as a reason to
 * drop an entry only once the store is proven to follow the log ({@link CatchUp}). Otherwise, the
 * recorder might drop a segment because of stored records that the log has lost. If the outcome of
 * an append is unknown, the recorder reads the log to its end again before it retries. Held
 * revocations keep affecting answers for another {@value #REVOCATIONS_ACT_MS} ms.
 *
 * <p>Runs on the executor, one thread at a time.
 */
public final class OutageRecorder {
  private static final Logger log = LoggerFactory.getLogger(OutageRecorder.class);

  /**
   * The time for which held revocations keep affecting answers after this replica has read the log
   * to its end.
   */
  private static final long REVOCATIONS_ACT_MS = 15_000;

  private static final long ROUND_EVERY_MS = 1_000;

  private final OutageBuffer outage;
  private final ServingStore store;
  private final CatchUp catchUp;
  private final EventAppender appender;
  private final Damping damping;
  private final PathBudgets pathLimits;
  private final Readiness readiness;

  /** The maximum number of appends that a round begins. */
  private final int perRound;

  private final Executor executor;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final FaultHandler faults;
  private final AtomicBoolean atWork = new AtomicBoolean();

  /** Entries whose append is in progress. */
  private final Set<OutageEntry> inProgress = identities();

  /** Revocations that have been recorded, but still affect answers. */
  private final Set<OutageEntry> settled = identities();

  private final LastingTrouble lasting;
  private volatile boolean fateUnknown;

  private long arrivals;

  /** Starts recording the held entries, in rounds of one second, until the timers stop. */
  public static void start(ServerContext context, Appenders appenders) {
    OutageRecorder recorder = new OutageRecorder(context, appenders);
    context.timers().every(ROUND_EVERY_MS, recorder::round);
  }

  private OutageRecorder(ServerContext context, Appenders appenders) {
    ServerSettings settings = context.settings();
    this.outage = context.outage();
    this.store = context.store();
    this.catchUp = new CatchUp(context.eventLog(), store, context.clock());
    this.appender = appenders.events();
    this.damping = new Damping(settings.damping().refreshMin());
    this.pathLimits = new PathBudgets(settings.limits().registrations());
    this.readiness = context.readiness();
    this.perRound = Math.ceilDiv(settings.limits().appends().perS(), 4);
    this.executor = context.workers();
    this.clock = context.clock();
    this.metrics = context.metrics();
    this.faults = context.faults();
    this.lasting = new LastingTrouble(clock);
  }

  private static Set<OutageEntry> identities() {
    return Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /** Continues recording; called once a second. Does not block. */
  private void round() {
    if (outage.entries() == 0 || !atWork.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException e) {
      atWork.set(false);
      metrics.messageDropped(DropReason.OVERLOAD);
    }
  }

  private void work() {
    try {
      if (isAtEnd()) {
        recordHeld();
      }
    } catch (RuntimeException e) {
      faults.fault("Failed to record the held entries", e);
    } finally {
      atWork.set(false);
    }
  }

  /**
   * {@return whether this replica has applied everything that the log contained when it became
   * reachable again}
   */
  private boolean isAtEnd() {
    if (readiness.state() != Readiness.State.READY) {
      catchUp.restart();
      return false;
    }
    if (outage.arrivals() != arrivals || fateUnknown) {
      // The log was unreachable again in the meantime, however briefly.
      arrivals = outage.arrivals();
      fateUnknown = false;
      catchUp.restart();
    }
    return catchUp.isAtEnd();
  }

  private void recordHeld() {
    int left = perRound;
    // This must be determined before the view is opened.
    boolean proven = catchUp.isProven();
    try (ReadView view = store.view()) {
      long nowMs = clock.wallMs();
      for (OutageEntry one : outage.inOrderOfDraining()) {
        if (left == 0) {
          break;
        }
        if (inProgress.contains(one) || settled.contains(one)) {
          continue;
        }
        Optional<OutageDropReason> ended = ended(one, nowMs);
        Optional<OutageDropReason> reason = ended.or(() -> noEvent(one, view, nowMs));
        if (reason.isEmpty()) {
          append(one, view);
          left--;
        } else if (ended.isPresent() || proven) {
          drop(one, reason.get());
        }
      }
    }
    if (catchUp.hasBeenAtEndForMs(REVOCATIONS_ACT_MS)) {
      List.copyOf(settled).forEach(outage::remove);
      settled.clear();
    }
  }

  private void drop(OutageEntry one, OutageDropReason reason) {
    metrics.outageDropped(reason);
    log.debug("Dropped a held entry instead of appending it: {} {}", reason.label(), one.origin());
    done(one);
  }

  /**
   * {@return the reason why the entry need not be appended, whatever the log contains; empty if it
   * may still have to be appended}
   */
  private static Optional<OutageDropReason> ended(OutageEntry one, long nowMs) {
    return switch (one) {
      case OutageEntry.Revoked revoked ->
          RevocationTolerance.accepts(revoked.revocation(), nowMs)
              ? Optional.empty()
              : Optional.of(OutageDropReason.PAST);
      case OutageEntry.Segment held ->
          held.segment().segment().endMs() > nowMs
              ? Optional.empty()
              : Optional.of(OutageDropReason.EXPIRED);
    };
  }

  /**
   * {@return the reason why the entry need not be appended according to the store; empty if it
   * must}
   */
  private Optional<OutageDropReason> noEvent(OutageEntry one, ReadView view, long nowMs) {
    return switch (one) {
      case OutageEntry.Revoked revoked -> {
        ProvingSides proving = view.proving(revoked.revocation());
        if (proving.isEmpty()) {
          yield Optional.of(OutageDropReason.UNPROVEN);
        }
        yield view.holds(revoked.revocation(), proving.all())
            ? Optional.of(OutageDropReason.RECORDED)
            : Optional.empty();
      }
      case OutageEntry.Segment held -> {
        PathSegment segment = held.segment().segment();
        SegmentType type = held.segment().type();
        Optional<StoredSegment> stored = view.version(held.segment().key());
        if (damping.storedCopy(segment, type, stored, nowMs).isPresent()) {
          yield Optional.of(OutageDropReason.RECORDED);
        }
        yield damping
            .judge(segment, stored, view, nowMs)
            .map(OutageRecorder::dropReason)
            .or(() -> tooMany(segment, type, stored.isPresent(), view, nowMs));
      }
    };
  }

  private static OutageDropReason dropReason(Outcome damped) {
    return switch (damped) {
      case Outcome.Known _ -> OutageDropReason.DAMPED;
      case Outcome.Superseded _ -> OutageDropReason.SUPERSEDED;
      case Outcome.Killed _ -> OutageDropReason.KILLED;
      default -> throw new IllegalStateException("unexpected result of damping: " + damped);
    };
  }

  /** Checks the budgets again, because other replicas may have exhausted them during the outage. */
  private Optional<OutageDropReason> tooMany(
      PathSegment segment, SegmentType type, boolean isStored, ReadView view, long nowMs) {
    return pathLimits
        .exceeded(segment, type, isStored, view, OutageContent.EMPTY, nowMs)
        .map(limit -> OutageDropReason.BUDGET);
  }

  private void append(OutageEntry one, ReadView view) {
    ByteString key;
    List<ByteString> eventIds;
    switch (one) {
      case OutageEntry.Revoked revoked -> {
        Revocation revocation = revoked.revocation();
        key = RecordKeys.ofInterface(revocation.ia(), revocation.interfaceId());
        eventIds = view.proving(revocation).all().stream().map(revocation::eventId).toList();
      }
      case OutageEntry.Segment held -> {
        PathSegment segment = held.segment().segment();
        key = RecordKeys.segment(segment.id());
        eventIds = List.of(segment.eventId(held.segment().type()));
      }
    }
    inProgress.add(one);
    appender
        .append(eventIds, key, one.body(), one.origin())
        .whenComplete(
            (fate, failure) -> {
              inProgress.remove(one);
              if (failure != null) {
                faults.fault("Failed to append a held entry " + one.origin(), failure);
              } else {
                appended(one, fate);
              }
            });
  }

  private void appended(OutageEntry one, EventAppender.Fate fate) {
    switch (fate) {
      case EventAppender.Fate.Done(Effect.Quarantined quarantined) -> {
        metrics.outageDropped(OutageDropReason.QUARANTINED);
        done(one);
      }
      case EventAppender.Fate.Done done -> {
        if (lasting.end()) {
          log.info("Resuming appends of held segments and revocations");
        }
        metrics.drained();
        done(one);
      }
      case EventAppender.Fate.NotAppended(String why) -> {
        metrics.outageDropped(OutageDropReason.REFUSED);
        log.warn("Dropped a held entry because the log rejected it: {} {}", why, one.origin());
        done(one);
      }
      case EventAppender.Fate.Unreachable(String why) -> again(fate, why);
      case EventAppender.Fate.Unknown(String why) -> again(fate, why);
      case EventAppender.Fate.Unapplied(String why) -> again(fate, why);
    }
  }

  private void again(EventAppender.Fate fate, String why) {
    fateUnknown = true;
    if (lasting.isDue(fate.getClass())) {
      log.warn("Waiting to append {} held segments and revocations: {}", outage.entries(), why);
    }
  }

  /**
   * Finishes an entry. A segment leaves the buffer at once; a revocation still affects answers for
   * a while.
   */
  private void done(OutageEntry one) {
    switch (one) {
      case OutageEntry.Revoked revoked -> settled.add(revoked);
      case OutageEntry.Segment segment -> outage.remove(segment);
    }
  }
}
