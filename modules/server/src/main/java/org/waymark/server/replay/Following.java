package org.waymark.server.replay;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.waymark.log.EventLog;
import org.waymark.log.LogCheck;
import org.waymark.log.LogException;
import org.waymark.log.Position;
import org.waymark.log.Topic;
import org.waymark.runtime.Clock;
import org.waymark.runtime.FaultHandler;
import org.waymark.runtime.Killable;
import org.waymark.runtime.Timers;
import org.waymark.store.Store;
import org.waymark.store.StoreException;

/**
 * Keeps a replica up with its log for as long as it runs, on a thread of its own that waits for the
 * follower's threads to end.
 *
 * <ul>
 *   <li>A log that is not there, at the start or later, is waited for. Nothing is read of it before
 *       it is known to be the one the store was built from: of another log not a record may get
 *       into the store, which waits for the operator.
 *   <li>When the log has lost records that the store holds, the store is given up, and goes on
 *       answering as diverged; another one is built beside it, and takes over when it has caught
 *       up. Nothing of the old one gets into the new one. Appends that wait for the old records are
 *       not told of the new ones.
 *   <li>A store that cannot be written is opened again when it can be. One that is damaged is
 *       handled like one whose records the log has lost.
 *   <li>Any other failure ends following: the store stays as it is and answers as diverged.
 * </ul>
 */
public final class Following implements Killable {
  private static final Logger log = LoggerFactory.getLogger(Following.class);

  private static final long RETRY_MS = 1_000;

  /** Longer than any request has a view of the store open. */
  private static final long RETIRED_OPEN_MS = 60_000;

  private final Ground ground;
  private final LongSupplier ownStart;
  private final Map<Topic, Position> known;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final StoreRecovery recovery;
  private final Thread thread;
  private volatile Optional<Store> building = Optional.empty();
  private String told = "";

  /** Makes the follower of a store. */
  public interface Followers {
    Follower of(Store store, Readiness readiness);
  }

  /**
   * What it works on.
   *
   * @param beforeRebuild called when the store is given up, before another one is built
   */
  public record Ground(
      EventLog eventLog,
      ServingStore serving,
      Readiness readiness,
      Followers followers,
      Runnable beforeRebuild,
      Clock clock,
      Timers timers,
      FaultHandler faults) {
    /** {@return the follower of the store that answers at the start, not yet open} */
    public Follower first() {
      return followers.of(serving.current(), readiness);
    }
  }

  /**
   * {@return what follows from now on}
   *
   * @param first the follower of the store that answers
   * @param open whether it is open already
   * @param ownStart gives the record time of this replica's start in {@code .audit}, and appends it
   *     when that was not done yet
   */
  public static Following start(
      Ground ground, Follower first, boolean open, LongSupplier ownStart) {
    Following following = new Following(ground, first, open, ownStart);
    following.thread.start();
    return following;
  }

  private Following(Ground ground, Follower first, boolean open, LongSupplier ownStart) {
    this.ground = ground;
    this.ownStart = ownStart;
    this.recovery = new StoreRecovery(ground.serving(), this::pause);
    this.known =
        Follower.FOLDED.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), topic -> ground.eventLog().identity().at(topic, 0)));
    this.thread =
        Thread.ofPlatform().daemon().name("waymark-follow").unstarted(() -> follow(first, open));
  }

  /** Reads and applies no more; does not wait for what is being applied. Callable by any thread. */
  public void stop() {
    stopped.complete(null);
  }

  /** Ends following; when this returns nothing is applied any more. */
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
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(Follower first, boolean firstIsOpen) {
    try {
      Optional<Follower> follower = Optional.of(first);
      boolean open = firstIsOpen;
      while (follower.isPresent()) {
        Optional<Throwable> failure = open ? run(follower.get()) : openAndRun(follower.get());
        if (failure.isEmpty()) {
          return;
        }
        open = false;
        Optional<StoreException.Unavailable> disk = StoreRecovery.of(failure.get());
        if (disk.isPresent()) {
          follower = recovered(disk.get());
        } else if (hasLostRecords(failure.get())) {
          follower = rebuilding(failure.get().getMessage());
        } else {
          ended(failure.get());
          return;
        }
      }
    } catch (RuntimeException | Error failure) {
      ended(failure);
    }
  }

  /** {@return the follower, not yet open, of the store that takes the place of a failed one} */
  private Optional<Follower> recovered(StoreException.Unavailable failure) {
    if (building.isEmpty()) {
      Readiness itsOwn = new Readiness();
      ground.readiness().rebuilding(failure.getMessage(), itsOwn);
      if (!pause()) {
        return Optional.empty();
      }
      switch (recovery.openAgain(failure)) {
        case OPEN -> {
          itsOwn.whenCaughtUp().thenRun(ground.readiness()::tookOver);
          return Optional.of(ground.followers().of(ground.serving().current(), itsOwn));
        }
        case STOPPED -> {
          return Optional.empty();
        }
        case DAMAGED -> {
          // Another one is built beside it.
        }
      }
    }
    return pause() ? rebuilding(failure.getMessage()) : Optional.empty();
  }

  /** {@return why following ended; empty when it was stopped} */
  private Optional<Throwable> openAndRun(Follower follower) {
    try {
      return opened(follower) ? run(follower) : Optional.empty();
    } catch (StoreException.Unavailable failure) {
      follower.close();
      return Optional.of(failure);
    }
  }

  private boolean opened(Follower follower) {
    return whenLogIsThere(
        () -> {
          try {
            follower.open(ownStart.getAsLong());
          } catch (LogException notRead) {
            follower.close();
            throw notRead;
          }
        });
  }

  /**
   * Does something with the log once it is there and is the known one.
   *
   * @return whether it was done, and not stopped before
   */
  private boolean whenLogIsThere(Runnable work) {
    while (!stopped.isDone()) {
      try {
        LogCheck.verify(ground.eventLog(), known);
        work.run();
        return true;
      } catch (LogException notYet) {
        if (!notYet.getMessage().equals(told)) {
          log.warn("waits to follow the log: {}", notYet.getMessage());
          told = notYet.getMessage();
        }
        pause();
      }
    }
    return false;
  }

  /** {@return false when following was stopped} */
  private boolean pause() {
    stopped.copy().completeOnTimeout(null, RETRY_MS, TimeUnit.MILLISECONDS).join();
    return !stopped.isDone();
  }

  /** {@return why following ended; empty when it was stopped} */
  private Optional<Throwable> run(Follower follower) {
    CompletableFuture<Throwable> failed = new CompletableFuture<>();
    follower.storeFailure().thenAccept(failed::complete);
    FollowerThreads threads = FollowerThreads.start(follower, ground.clock(), failed::complete);
    try {
      CompletableFuture.anyOf(failed, stopped).join();
    } finally {
      threads.close();
      follower.close();
    }
    return stopped.isDone() ? Optional.empty() : Optional.of(failed.join());
  }

  private static boolean hasLostRecords(Throwable failure) {
    return failure instanceof LogException.Truncated || failure instanceof LogException.OutOfRange;
  }

  /**
   * {@return the follower, not yet open, of a new store that is to take over; empty when following
   * was stopped}
   */
  private Optional<Follower> rebuilding(String why) {
    // A topic made again has lost them too: for an empty new log no store is given up.
    if (!whenLogIsThere(() -> {})) {
      return Optional.empty();
    }
    log.warn("another store is built: {}", why);
    if (ground.serving().current().whole()) {
      ground.readiness().answerAsLeft();
    }
    Readiness itsOwn = new Readiness();
    ground.readiness().rebuilding(why, itsOwn);
    ground.beforeRebuild().run();
    building.ifPresent(Store::kill);
    building = Optional.empty();
    building = recovery.onceWritable(ground.serving()::openBeside);
    return building.map(
        next -> {
          next.requireLog(ground.eventLog().identity());
          itsOwn.whenCaughtUp().thenRun(() -> takeOver(next, why));
          return ground.followers().of(next, itsOwn);
        });
  }

  /** Called by the thread that applies, or by the one that finds nothing left to apply. */
  private void takeOver(Store next, String why) {
    building = Optional.empty();
    ground.serving().takeOver(next, why);
    ground.readiness().tookOver();
    ground.timers().after(RETIRED_OPEN_MS, ground.serving()::closeRetired);
    log.info("the store that was built from the log has taken over");
  }

  private void ended(Throwable failure) {
    ground
        .readiness()
        .diverged(failure instanceof LogException ? failure.getMessage() : failure.toString());
    ground.faults().fault("following the log ended: the store stays as it is", failure);
  }
}
