package org.waymark.server.propagation;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.Lease;
import org.waymark.log.Topic;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Killable;
import org.waymark.runtime.LastingTrouble;
import org.waymark.runtime.TimeText;
import org.waymark.server.block.BlockRenewal;
import org.waymark.server.context.ServerContext;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.FaultPlace;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.work.SingleTask;
import org.waymark.store.apply.Applied;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.RecordKeys;

/**
 * Decides when this replica competes for the lease, and performs the tasks of the lease holder:
 * appending ticks, which remove expired rows, renewing blocks, and propagating DOWN segments
 * (ARCHITECTURE, The lease).
 *
 * <p>A replica competes when it is ready, or when it has replayed the log and needs only a tick to
 * be ready: after days without ticks, all replicas may be in that state. All replicas may also have
 * found that their digests differ, and only further ticks can show that they are equal again. In
 * both cases the replica appends ticks, which do not depend on its state, and sends nothing until
 * it is ready. A replica that needs only a tick also renews blocks: it may be the first that runs
 * again after all replicas were stopped, and the tick could remove the last trace of a block that
 * lapsed in the meantime.
 *
 * <p>A replica of a core AS whose dispatcher is unavailable leaves the lease to a replica that can
 * send. Otherwise, it would count segments as sent even though they were never transmitted.
 *
 * <p>A replica whose clock differs from the record times by more than 2 s does not compete. It
 * keeps appending ticks, however, because only the record time of an append shows whether the clock
 * is correct again. A wrong tick does no harm, since apply limits ticks by the clock of the broker.
 *
 * <p>All methods run on the timer thread, except {@link #holds}, {@link #applied}, {@link #close},
 * {@link #kill}, the handling of a tick's result, which may run on a thread of the log, and
 * propagation, which runs on one of the workers at a time.
 */
public final class LeaseTasks implements AppliedListener, Killable {
  private static final Logger log = LoggerFactory.getLogger(LeaseTasks.class);

  private static final long WORK_EVERY_MS = 1_000;
  private static final long TICK_EVERY_MS = 10_000;
  private static final long TICK_BEHIND_MS = TimeUnit.MINUTES.toMillis(61);
  private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);
  private static final long MAX_SKEW_MS = 2_000;

  private final String replicaId;
  private final EventLog eventLog;
  private final IntSupplier schema;
  private final Lease lease;
  private final Readiness readiness;
  private final Optional<Propagation> propagation;
  private final Optional<SingleTask> propagating;
  private final BlockRenewal renewal;
  private final Clock clock;
  private final ServerMetrics metrics;
  private final Cancellable working;
  private final Cancellable ticking;
  private final LastingTrouble failing;

  /** The number of ticks in a row that could not be appended. */
  private final AtomicInteger failedTicks = new AtomicInteger();

  private boolean held;
  private boolean clockOff;

  public LeaseTasks(ServerContext context) {
    this.replicaId = context.settings().replicaId();
    this.eventLog = context.eventLog();
    this.schema = context.schema();
    this.lease = eventLog.lease();
    this.readiness = context.readiness();
    this.propagation =
        context.settings().local().core()
            ? Optional.of(new Propagation(context))
            : Optional.empty();
    this.propagating =
        propagation.map(sending -> new SingleTask(context.workers(), () -> propagate(sending)));
    this.renewal = new BlockRenewal(context);
    this.clock = context.clock();
    this.metrics = context.metrics();
    this.failing = new LastingTrouble(clock);
    working = context.timers().every(WORK_EVERY_MS, this::work);
    ticking = context.timers().every(TICK_EVERY_MS, this::tick);
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic == Topic.EVENTS) {
      propagation.ifPresent(sending -> sending.applied(batch));
    }
  }

  /** {@return the propagation task; empty in a non-core AS, which has nothing to send} */
  public Optional<Propagation> propagation() {
    return propagation;
  }

  /** {@return whether this replica currently holds the lease} */
  public boolean holds() {
    return lease.isHeld();
  }

  private boolean mayHold() {
    return hasReplayed() && !isClockOff() && propagation.map(Propagation::canSend).orElse(true);
  }

  private boolean hasReplayed() {
    return isReady() || readiness.lacksOnlyTick() || readiness.isContested();
  }

  private boolean mayRenew() {
    return isReady()
        || readiness.state() == Readiness.State.CATCHING_UP && readiness.lacksOnlyTick();
  }

  private boolean isReady() {
    return readiness.state() == Readiness.State.READY;
  }

  private boolean isClockOff() {
    return Math.abs(eventLog.clockSkewMs()) > MAX_SKEW_MS;
  }

  private void work() {
    if (mayHold()) {
      lease.compete();
    } else {
      lease.giveBack();
    }
    tellChanges();
    // A new holder of the lease reads all DOWN segments of the local AS, which may take a second.
    propagating.ifPresent(SingleTask::start);
  }

  private void propagate(Propagation sending) {
    if (isReady() && lease.isHeld()) {
      sending.send();
    } else {
      sending.rest();
    }
  }

  private void tellChanges() {
    if (clockOff != isClockOff()) {
      clockOff = !clockOff;
      log.warn(
          "The log's clock is {} this host's clock: {}",
          TimeText.skew(eventLog.clockSkewMs()),
          clockOff
              ? "giving up the lease; synchronize both clocks with NTP"
              : "close enough to compete for the lease again");
    }
    if (held != lease.isHeld()) {
      held = !held;
      log.info(held ? "Acquired the lease" : "Lost the lease");
    }
  }

  private void tick() {
    if (hasReplayed() && (lease.isHeld() || isClockOff())) {
      long timeMs = clock.wallMs() - TICK_BEHIND_MS;
      if (mayRenew()) {
        timeMs = Math.min(timeMs, renewal.renew() - 1);
      }
      EventBody body = new EventBody.TickEvent(timeMs - Math.floorMod(timeMs, MINUTE_MS));
      eventLog
          .append(
              Topic.EVENTS,
              new Entry(
                  RecordKeys.tick(),
                  body.kind(),
                  EventCodec.encode(Event.own(schema.getAsInt(), replicaId, body))))
          .whenComplete((appended, failure) -> ticked(Optional.ofNullable(failure)));
    }
  }

  /**
   * Handles the result of appending a tick. A failure needs no retry, because the lease holder
   * appends the next tick 10 s later. No ticks are appended while the log cannot be reached, so a
   * second failure in a row has another cause, such as a missing permission. The failure is logged,
   * because nothing else would report that cause while no segments arrive.
   */
  private void ticked(Optional<Throwable> failure) {
    if (failure.isEmpty()) {
      failedTicks.set(0);
      if (failing.end()) {
        log.info("Resumed appending to the log");
      }
      return;
    }
    metrics.fault(FaultPlace.TICK);
    String why = failure.get().getMessage();
    log.debug("Could not append a tick: {}", why);
    if (failedTicks.incrementAndGet() > 1 && failing.isDue(FaultPlace.TICK)) {
      log.warn("Cannot append to the log, so nothing new is recorded: {}", why);
    }
  }

  /** Returns the lease and stops competing. Must be called before the log is closed. */
  @Override
  public void close() {
    rest();
    lease.close();
  }

  /**
   * Stops without returning the lease, so that the lease remains taken until it expires. Must be
   * called before the log is closed.
   */
  @Override
  public void kill() {
    rest();
    lease.kill();
  }

  private void rest() {
    working.cancel();
    ticking.cancel();
  }
}
