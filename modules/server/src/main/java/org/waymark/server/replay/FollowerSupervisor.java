package org.waymark.server.replay;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.waymark.log.EventLog;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.runtime.Causes;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.LastingTrouble;
import org.waymark.runtime.Timers;
import org.waymark.runtime.Waiting;
import org.waymark.store.LogCoverage;
import org.waymark.store.Store;
import org.waymark.store.row.StoreException;

/**
 * Keeps the store up to date with the log while the replica runs. Its own thread waits for the
 * follower's threads to end and then decides how to continue.
 *
 * <ul>
 *   <li>If the log cannot be reached, at the start or later, the supervisor waits. Before it reads
 *       any record, it verifies that the store was built from this log, because records of another
 *       log must not enter the store. If the log is a different one, the operator must act.
 *   <li>If the log does not continue where the store ends, the replica keeps answering from the
 *       store, in state diverged. A new store is built alongside it, takes over when it has caught
 *       up, and then the old store is abandoned. Nothing is copied from the old store to the new
 *       one, and appends that are waiting for old records never see the new records.
 *   <li>If, however, the log lacks records that a complete store needs, the old store is kept, and
 *       the replica answers from it in state stale, because some of its rows may exist nowhere
 *       else. The operator has to decide what to do.
 *   <li>If the store follows the log, but other replicas contest its digest, a new store is built
 *       in the same way, unless the log lacks records that a complete store needs.
 *   <li>A store whose disk cannot be written is reopened when its disk is writable again. With a
 *       damaged store, the replica is diverged until a new store, built beside it, takes over.
 *   <li>After any other failure, following ends. The store stays as it is, and the replica is
 *       diverged.
 * </ul>
 */
public final class FollowerSupervisor implements LogFollower {
  private static final Logger log = LoggerFactory.getLogger(FollowerSupervisor.class);

  private static final long RETRY_MS = 1_000;

  /** The time for which a retired store stays open. No request uses a view for longer than that. */
  private static final long RETIRED_OPEN_MS = 60_000;

  private final Context context;
  private final LongSupplier ownStart;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final ReadingReport reading;
  private final StoreRecovery recovery;
  private final Thread thread;
  private final LastingTrouble lasting;

  /**
   * Completes when the follower's threads end: with the failure, or with an empty value if the
   * threads were asked to stop.
   */
  private volatile CompletableFuture<Optional<Throwable>> run = new CompletableFuture<>();

  private volatile Optional<Store> building = Optional.empty();

  /** Thrown to stop the current follower because a rebuild of the store was ordered. */
  private static final class Ordered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Ordered(String why) {
      super(why);
    }
  }

  /** The objects that a supervisor needs. */
  public record Context(
      EventLog eventLog,
      ServingStore serving,
      Readiness readiness,
      Followers followers,
      Clock clock,
      Timers timers,
      FaultHandler faults) {
    /**
     * Creates a follower for the store that currently serves. {@return the follower, not yet open}
     */
    public Follower first() {
      return followers.of(serving.current(), readiness);
    }

    /**
     * {@return the record time that a record appended now would have; a rebuild begins one horizon
     * earlier}
     */
    long logNowMs() {
      return clock.wallMs() + eventLog.clockSkewMs();
    }
  }

  /**
   * Starts following.
   *
   * @param first the follower of the serving store
   * @param open whether that follower is already open
   * @param ownStart returns the record time of this replica's start in {@code .audit}, after
   *     appending that record on the first call
   * @return the running supervisor
   */
  public static FollowerSupervisor start(
      Context context, Follower first, boolean open, LongSupplier ownStart) {
    FollowerSupervisor following = new FollowerSupervisor(context, first, open, ownStart);
    following.thread.start();
    return following;
  }

  private FollowerSupervisor(Context context, Follower first, boolean open, LongSupplier ownStart) {
    this.context = context;
    this.ownStart = ownStart;
    this.reading = new ReadingReport(context.readiness(), context.clock());
    this.lasting = new LastingTrouble(context.clock());
    this.recovery = new StoreRecovery(context.serving(), this::pause, context.clock());
    this.thread =
        Thread.ofPlatform().daemon().name("waymark-follow").unstarted(() -> follow(first, open));
  }

  /**
   * Stops reading and applying, without waiting for the current batch. Callable from any thread.
   */
  @Override
  public void stop() {
    stopped.countDown();
    run.complete(Optional.empty());
  }

  /** Stops following the log. No record is applied after this method returns. */
  @Override
  public void close() {
    end();
    building.ifPresent(Store::close);
  }

  @Override
  public void kill() {
    end();
    building.ifPresent(Store::kill);
  }

  private void end() {
    stop();
    Waiting.untilEnded(thread);
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void follow(Follower first, boolean firstIsOpen) {
    try {
      Optional<Follower> follower = Optional.of(first);
      boolean open = firstIsOpen;
      LongSupplier logTime = ownStart;
      while (follower.isPresent()) {
        Optional<Throwable> failure =
            open ? run(follower.get()) : openAndRun(follower.get(), logTime);
        if (failure.isEmpty()) {
          return;
        }
        open = false;
        logTime = context::logNowMs;
        follower = next(failure.get());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      ended(interrupted);
    } catch (RuntimeException | Error failure) {
      ended(failure);
    }
  }

  /**
   * Decides how to continue after a failure.
   *
   * @return the follower to continue with, not yet open; empty if the replica stops following the
   *     log
   */
  private Optional<Follower> next(Throwable failure) throws InterruptedException {
    Optional<StoreException.Unavailable> disk = StoreRecovery.of(failure);
    if (disk.isPresent()) {
      return recovered(disk.get());
    }
    if (failure instanceof LogException.Discontinued lost) {
      return afterLosing(lost);
    }
    if (failure instanceof Ordered) {
      return asOrdered();
    }
    if (failure instanceof Follower.BegunTooLateException late) {
      return rebuilding(late.getMessage());
    }
    ended(failure);
    return Optional.empty();
  }

  private Optional<Follower> afterLosing(LogException.Discontinued lost)
      throws InterruptedException {
    context.followers().lost(lost);
    AtomicReference<Optional<String>> gap = new AtomicReference<>();
    if (!whenLogIsThere(() -> gap.set(gap()))) {
      return Optional.empty();
    }
    if (gap.get().isPresent()) {
      keepStore(lost, gap.get().get());
      return Optional.empty();
    }
    return rebuilding(lost.getMessage());
  }

  /**
   * Starts the rebuild that was ordered. {@return the follower of the new store, or a new follower
   * of the current store if the log lacks records}
   */
  private Optional<Follower> asOrdered() throws InterruptedException {
    String why = context.serving().orders().take().orElseThrow();
    AtomicReference<Optional<String>> gap = new AtomicReference<>();
    if (!whenLogIsThere(() -> gap.set(gap()))) {
      return Optional.empty();
    }
    if (gap.get().isPresent()) {
      log.warn(
          "Kept the store although {}, because a store rebuilt from this log could lack rows: {}",
          why,
          gap.get().get());
      return Optional.of(context.first());
    }
    return rebuilding(why);
  }

  /** Creates or reopens a store to replace a failed one. {@return its follower, not yet open} */
  private Optional<Follower> recovered(StoreException.Unavailable failure)
      throws InterruptedException {
    if (building.isEmpty()) {
      Readiness itsOwn = new Readiness();
      context.readiness().rebuilding(failure.getMessage(), itsOwn);
      if (!pause()) {
        return Optional.empty();
      }
      switch (recovery.openAgain(failure)) {
        case OPEN -> {
          itsOwn.whenCaughtUp().thenRun(context.readiness()::tookOver);
          return Optional.of(context.followers().of(context.serving().current(), itsOwn));
        }
        case STOPPED -> {
          return Optional.empty();
        }
        case DAMAGED -> {
          // A replacement is built alongside the store below.
        }
      }
    }
    return pause() ? rebuilding(failure.getMessage()) : Optional.empty();
  }

  /**
   * Opens and runs the follower.
   *
   * @return the failure that ended the follower; empty if it was stopped
   */
  private Optional<Throwable> openAndRun(Follower follower, LongSupplier logTime)
      throws InterruptedException {
    try {
      return whenLogIsThere(() -> follower.open(logTime.getAsLong()))
          ? run(follower)
          : Optional.empty();
    } catch (StoreException.Unavailable failure) {
      follower.close();
      return Optional.of(failure);
    }
  }

  private Optional<String> gap() {
    long nowMs = Math.min(context.clock().wallMs(), context.logNowMs());
    return LogCoverage.gap(context.eventLog(), context.serving().current(), nowMs);
  }

  /**
   * Runs the task once the log can be reached and has been identified as the one from which the
   * store was built.
   *
   * @return whether the task was run; false if the supervisor was stopped first
   */
  private boolean whenLogIsThere(Runnable work) throws InterruptedException {
    while (!isStopped()) {
      try {
        LogCheck.verify(context.eventLog(), context.eventLog().identity().starts());
        work.run();
        if (lasting.end()) {
          log.info("Following the log again");
        }
        return true;
      } catch (LogException notYet) {
        if (lasting.isDue(notYet.kind())) {
          // If the log cannot be reached, the log watch informs the operator.
          log.atLevel(notYet instanceof LogException.Unreachable ? Level.DEBUG : Level.WARN)
              .log("Waiting to follow the log: {}", notYet.getMessage());
        }
        pause();
      }
    }
    return false;
  }

  /**
   * Waits before the next attempt.
   *
   * @return false if the supervisor was stopped
   */
  private boolean pause() throws InterruptedException {
    return !stopped.await(RETRY_MS, TimeUnit.MILLISECONDS);
  }

  /**
   * Runs the follower.
   *
   * @return the failure that ended the follower; empty if it was stopped
   */
  private Optional<Throwable> run(Follower follower) {
    CompletableFuture<Optional<Throwable>> ended = new CompletableFuture<>();
    run = ended;
    if (isStopped()) {
      ended.complete(Optional.empty());
    }
    follower.storeFailure().thenAccept(failure -> ended.complete(Optional.of(failure)));
    context
        .serving()
        .orders()
        .upcoming()
        .thenAccept(why -> ended.complete(Optional.of(new Ordered(why))));
    FollowerThreads threads =
        FollowerThreads.start(
            follower, reading, context.clock(), failure -> ended.complete(Optional.of(failure)));
    try {
      return ended.join();
    } finally {
      threads.close();
      follower.close();
    }
  }

  private void keepStore(LogException.Discontinued lost, String gap) {
    String why =
        lost.reason()
            + ". A store rebuilt from this log could lack rows, because "
            + gap
            + ". Append the rows of this store to the log with: waymark log reseed --config FILE,"
            + " and then abandon the store with: waymark log adopt --config FILE";
    log.warn("Kept the store and stopped following the log, so answers may be stale: {}", why);
    building.ifPresent(Store::close);
    building = Optional.empty();
    if (context.serving().current().whole()) {
      context.readiness().answerAsLeft();
    }
    context.readiness().notFollowed(why);
  }

  /**
   * Starts building a new store to replace the current one.
   *
   * @return the new store's follower, not yet open; empty if the supervisor was stopped
   */
  private Optional<Follower> rebuilding(String why) throws InterruptedException {
    // The same applies to a recreated topic, which has lost all of its records: a store must not be
    // abandoned in favour of a new, empty log.
    if (!whenLogIsThere(() -> {})) {
      return Optional.empty();
    }
    // The store that is built now is the one that was ordered, too.
    context.serving().orders().take();
    log.warn("Rebuilding the store from the log: {}", why);
    if (context.serving().current().whole()) {
      context.readiness().answerAsLeft();
    }
    Readiness itsOwn = new Readiness();
    context.readiness().rebuilding(why, itsOwn);
    context.followers().rebuilding();
    building.ifPresent(Store::kill);
    building = Optional.empty();
    building = recovery.onceWritable(context.serving()::openBeside);
    return building.map(
        next -> {
          itsOwn.whenCaughtUp().thenRun(() -> takeOver(next, why));
          return context.followers().of(next, itsOwn);
        });
  }

  /**
   * Makes the new store the serving store. Called by the applying thread, or by the thread that
   * finds that nothing is left to apply.
   */
  private void takeOver(Store next, String why) {
    building = Optional.empty();
    context.serving().takeOver(next, why);
    context.readiness().tookOver();
    context.followers().tookOver();
    context.timers().after(RETIRED_OPEN_MS, context.serving()::closeRetired);
    log.info("Replaced the store with the one rebuilt from the log");
  }

  private void ended(Throwable failure) {
    context
        .readiness()
        .diverged(failure instanceof LogException ? failure.getMessage() : Causes.text(failure));
    context
        .faults()
        .fault("Stopped following the log after a failure; the store is unchanged", failure);
  }
}
