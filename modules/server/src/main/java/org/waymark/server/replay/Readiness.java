package org.waymark.server.replay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.Topic;

/**
 * Whether the answers of this replica can be relied upon (ARCHITECTURE, Readiness).
 *
 * <p>It keeps two sides apart: the log, which decides whether anything can be recorded now, and the
 * store, which decides what the answers are worth.
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
    /**
     * The log is away, cannot be read or is not followed: answers are those of the last record
     * applied.
     */
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

  /** The log as this replica finds it. */
  public enum LogSide {
    /** It answers and can be read. */
    THERE,
    /** It does not answer, or is not as it must be. */
    AWAY,
    /** It answers, but its next record cannot be read. */
    UNREADABLE,
    /** It answers, but does not go on where this store ends: the operator has to decide. */
    NOT_FOLLOWED
  }

  /** The store that answers. */
  public enum StoreSide {
    /** Nothing has been applied since the start. */
    STARTING,
    /** It lacks records that the log held at the start, or a tick. */
    CATCHING_UP,
    /** It lacks nothing that was applied. */
    COMPLETE,
    /** The log has lost records of it; another one is being built. */
    REBUILDING,
    /** It cannot be relied upon, and no other is being built. */
    DIVERGED
  }

  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private boolean started;
  private boolean replayed;
  private boolean logAway;

  /** Why the log is not followed; empty while it is. */
  private String notFollowed = "";

  /** Why topics cannot be read. */
  private final Map<Topic, String> unreadable = new EnumMap<>(Topic.class);

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

  /** A topic of the log can be read. */
  public synchronized void readable(Topic topic) {
    unreadable.remove(topic);
  }

  /** A topic of the log cannot be read although the log answers. */
  public synchronized void unreadable(Topic topic, String why) {
    unreadable.put(topic, why);
  }

  /** The log does not go on where the store ends, and the store is kept. */
  synchronized void notFollowed(String why) {
    notFollowed = why;
    divergence = "";
    successor = Optional.empty();
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
      return log() == LogSide.THERE && successor.get().lacksOnlyTick();
    }
    return replayed && state() == State.CATCHING_UP;
  }

  /** {@return why the store no longer follows the log; empty while it does} */
  public synchronized String divergence() {
    return divergence;
  }

  /** {@return the state now} */
  public synchronized State state() {
    StoreSide store = store();
    if (store == StoreSide.REBUILDING || store == StoreSide.DIVERGED) {
      return State.DIVERGED;
    }
    if (log() != LogSide.THERE) {
      return State.STALE;
    }
    return switch (store) {
      case STARTING -> State.STARTING;
      case CATCHING_UP -> State.CATCHING_UP;
      default -> State.READY;
    };
  }

  /** {@return how the log is} */
  public synchronized LogSide log() {
    if (!notFollowed.isEmpty()) {
      return LogSide.NOT_FOLLOWED;
    }
    if (logAway) {
      return LogSide.AWAY;
    }
    return unreadable.isEmpty() ? LogSide.THERE : LogSide.UNREADABLE;
  }

  /**
   * {@return why the log, which answers, is not followed or cannot be read; nothing when it is, and
   * when the log is away, of which the log watch knows why}
   */
  public synchronized Optional<String> logTrouble() {
    return switch (log()) {
      case NOT_FOLLOWED -> Optional.of(notFollowed);
      case UNREADABLE -> unreadable.values().stream().findFirst();
      case AWAY, THERE -> Optional.empty();
    };
  }

  /** {@return how the store is} */
  public synchronized StoreSide store() {
    if (!divergence.isEmpty()) {
      return successor.isPresent() ? StoreSide.REBUILDING : StoreSide.DIVERGED;
    }
    if (caughtUp.isDone()) {
      return StoreSide.COMPLETE;
    }
    return started ? StoreSide.CATCHING_UP : StoreSide.STARTING;
  }
}
