package org.waymark.server.replay;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Whether the answers of this replica can be relied upon (DESIGN 4).
 *
 * <p>Safe for use by several threads.
 */
public final class Readiness {
  /** The states of a replica; the order is that of a start. */
  public enum State {
    /** Nothing has been read yet. */
    STARTING,
    /** The log is being replayed up to where it ended at the start. */
    CATCHING_UP,
    /** The store is complete and follows the log. */
    READY,
    /** The log is away: answers are those of the last record applied. */
    STALE,
    /**
     * The log was truncated or replaced under this store, or apply failed: answers are those of the
     * old state.
     */
    DIVERGED;

    /** {@return the name for people} */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private boolean started;
  private boolean replayed;
  private boolean logAway;
  private String divergence = "";

  /** That of the store that is being built in place of a diverged one. */
  private Optional<Readiness> successor = Optional.empty();

  private volatile boolean answersAsLeft;

  /** The log is being read. */
  public synchronized void replaying() {
    started = true;
  }

  /** Everything the log held at the start is applied; the store may yet lack a tick. */
  public synchronized void replayed() {
    replayed = true;
  }

  /** Everything the log held at the start is applied, and the store is complete. */
  public void complete() {
    caughtUp.complete(null);
  }

  /** The log answers, or does not. */
  public synchronized void logReachable(boolean reachable) {
    logAway = !reachable;
  }

  /**
   * The store is whole as an earlier process left it, and there is no log to catch up with: it may
   * answer from now on.
   */
  public void answerAsLeft() {
    answersAsLeft = true;
  }

  /**
   * The log has lost records that the store holds; another store is being built.
   *
   * @param other whether that one is complete
   */
  synchronized void rebuilding(String why, Readiness other) {
    divergence = why;
    successor = Optional.of(other);
  }

  /** A store that follows the log, and has caught up with it, answers now. */
  public void tookOver() {
    synchronized (this) {
      divergence = "";
      successor = Optional.empty();
    }
    caughtUp.complete(null);
  }

  /** The store no longer follows the log, and will not by itself. */
  public synchronized void diverged(String why) {
    divergence = why;
    successor = Optional.empty();
    caughtUp.completeExceptionally(new IllegalStateException(why));
  }

  /**
   * {@return a future that completes when the replica has caught up, exceptionally when it cannot}
   */
  public CompletableFuture<Void> whenCaughtUp() {
    return caughtUp.copy();
  }

  /**
   * {@return whether the store has been complete, here or as it was left: from then on it may
   * answer, also while the log is away or when it no longer follows it}
   */
  public boolean hasCaughtUp() {
    return answersAsLeft || caughtUp.isDone() && !caughtUp.isCompletedExceptionally();
  }

  /**
   * {@return whether the log is replayed and there, but the store, or the one that is being built
   * in its place, is complete only after another tick}
   */
  public synchronized boolean lacksOnlyTick() {
    if (successor.isPresent()) {
      return !logAway && successor.get().lacksOnlyTick();
    }
    return replayed && state() == State.CATCHING_UP;
  }

  /** {@return why the store no longer follows the log; empty while it does} */
  public synchronized String divergence() {
    return divergence;
  }

  /** {@return the state now} */
  public synchronized State state() {
    if (!divergence.isEmpty()) {
      return State.DIVERGED;
    }
    if (logAway) {
      return State.STALE;
    }
    if (!started) {
      return State.STARTING;
    }
    return caughtUp.isDone() ? State.READY : State.CATCHING_UP;
  }
}
