package org.waymark.server.replay;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.Topic;

/**
 * The readiness of this replica: whether its answers can be relied upon (ARCHITECTURE, Readiness).
 *
 * <p>It combines the state of the log, which determines whether events can be recorded, and the
 * state of the store, which determines how reliable the answers are.
 *
 * <p>Safe for use by several threads.
 */
public final class Readiness {
  /** The states of a replica, in the order in which a starting replica passes through them. */
  public enum State {
    /** Nothing has been read since the start. */
    STARTING,
    /** The replica is replaying the log up to the log's end at the time of the start. */
    CATCHING_UP,
    /** The store is complete and follows the log. */
    READY,
    /**
     * The log cannot be reached, cannot be read or is not followed; answers reflect the last
     * applied record.
     */
    STALE,
    /**
     * The log was truncated or replaced, or apply failed, so answers reflect the old state; or
     * other replicas report a different digest.
     */
    DIVERGED;

    /** {@return the human-readable name} */
    public String text() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /** The state of the log, as observed by this replica. */
  public enum LogSide {
    /** The log responds and can be read. */
    THERE,
    /** The log does not respond, or its topics are misconfigured. */
    AWAY,
    /** The log responds, but its next record cannot be read. */
    UNREADABLE,
    /** The log responds, but does not continue where this store ends. The operator must decide. */
    NOT_FOLLOWED
  }

  /** The state of the serving store. */
  public enum StoreSide {
    /** No record has been applied since the start. */
    STARTING,
    /**
     * The store has not applied a recent tick yet, or not all records that were in the log when the
     * replica started.
     */
    CATCHING_UP,
    /**
     * The store has become complete since the start, or was already complete when the previous
     * process ended.
     */
    COMPLETE,
    /**
     * The log has lost records that the store contains, or the store failed; another store is being
     * built.
     */
    REBUILDING,
    /** The store cannot be relied upon, and no new store is being built. */
    DIVERGED
  }

  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private boolean started;
  private boolean replayed;
  private boolean logAway;

  /** The reason why the log is not followed; empty while it is. */
  private String notFollowed = "";

  /** The reasons why topics cannot be read. */
  private final Map<Topic, String> unreadable = new EnumMap<>(Topic.class);

  private String divergence = "";

  /** Reports of other replicas that cast doubt on this store; empty if there are none. */
  private String contested = "";

  /** The readiness of the store that is being built to replace a diverged one. */
  private Optional<Readiness> successor = Optional.empty();

  private volatile boolean answersAsLeft;

  /** Reports that the replay of the log has begun. */
  public synchronized void replaying() {
    started = true;
  }

  /**
   * Reports that the replica has applied everything that the log contained at the start. The store
   * may still lack a tick.
   */
  public synchronized void replayed() {
    replayed = true;
  }

  /**
   * Reports that the replica has applied everything that the log contained at the start, and that
   * the store is complete.
   */
  public void complete() {
    caughtUp.complete(null);
  }

  /** Reports whether the log responds. */
  public synchronized void logReachable(boolean reachable) {
    logAway = !reachable;
  }

  /** Reports that a topic can be read. */
  public synchronized void readable(Topic topic) {
    unreadable.remove(topic);
  }

  /** Reports that a topic cannot be read although the log responds. */
  public synchronized void unreadable(Topic topic, String why) {
    unreadable.put(topic, why);
  }

  /** Reports that the log does not continue where the store ends, and that the store is kept. */
  synchronized void notFollowed(String why) {
    notFollowed = why;
    divergence = "";
    successor = Optional.empty();
  }

  /**
   * Reports that the previous process left a complete store, and that no log can be reached. From
   * now on, this replica may answer from that store.
   */
  public void answerAsLeft() {
    answersAsLeft = true;
  }

  /**
   * Reports that the store no longer follows the log and that another store is being built.
   *
   * @param other the readiness of the store being built
   */
  synchronized void rebuilding(String why, Readiness other) {
    divergence = why;
    successor = Optional.of(other);
  }

  /** Reports that the new store, which follows the log and has caught up, has taken over. */
  public void tookOver() {
    synchronized (this) {
      divergence = "";
      contested = "";
      successor = Optional.empty();
    }
    caughtUp.complete(null);
  }

  /**
   * Reports that the store's digest differs from the digests of other replicas, and that it is
   * unknown which digest is right. The store still follows the log, and still answers.
   */
  public synchronized void contested(String why) {
    contested = why;
  }

  /** Reports that no other replica casts doubt on this store any longer. */
  public synchronized void uncontested() {
    contested = "";
  }

  /** {@return whether the store follows the log, but has a different digest from other replicas} */
  public synchronized boolean isContested() {
    return !contested.isEmpty()
        && divergence.isEmpty()
        && caughtUp.isDone()
        && log() == LogSide.THERE;
  }

  /** Reports that the store has stopped following the log until the operator acts. */
  public synchronized void diverged(String why) {
    divergence = why;
    successor = Optional.empty();
    caughtUp.completeExceptionally(new IllegalStateException(why));
  }

  /**
   * {@return a future that completes when the replica has caught up, or fails if it cannot catch
   * up}
   */
  public CompletableFuture<Void> whenCaughtUp() {
    return caughtUp.copy();
  }

  /**
   * {@return whether the store has been complete, in this process or when an earlier process ended}
   * From then on, the store may be used for answers, even while the log cannot be reached or is no
   * longer followed.
   */
  public boolean hasCaughtUp() {
    return answersAsLeft || caughtUp.isDone() && !caughtUp.isCompletedExceptionally();
  }

  /**
   * {@return whether the log responds and has been replayed, but the store, or the one being built
   * in its place, needs another tick to be complete}
   */
  public synchronized boolean lacksOnlyTick() {
    if (successor.isPresent()) {
      return log() == LogSide.THERE && successor.get().lacksOnlyTick();
    }
    return replayed && state() == State.CATCHING_UP;
  }

  /** {@return the reason why the store cannot be relied upon; empty if it can} */
  public synchronized String divergence() {
    return divergence.isEmpty() ? contested : divergence;
  }

  /** {@return the current state} */
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

  /** {@return the state of the log} */
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
   * {@return the reason why the log is not followed or cannot be read although it responds; empty
   * if the log is followed, or if it cannot be reached, in which case the log watch reports the
   * reason}
   */
  public synchronized Optional<String> logTrouble() {
    return switch (log()) {
      case NOT_FOLLOWED -> Optional.of(notFollowed);
      case UNREADABLE -> unreadable.values().stream().findFirst();
      case AWAY, THERE -> Optional.empty();
    };
  }

  /** {@return the state of the store} */
  public synchronized StoreSide store() {
    if (!divergence.isEmpty()) {
      return successor.isPresent() ? StoreSide.REBUILDING : StoreSide.DIVERGED;
    }
    if (!contested.isEmpty()) {
      return StoreSide.DIVERGED;
    }
    if (caughtUp.isDone()) {
      return StoreSide.COMPLETE;
    }
    return started ? StoreSide.CATCHING_UP : StoreSide.STARTING;
  }
}
