package org.waymark.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.Causes;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;

/**
 * Surveys the log once a second. Only the watch decides whether the log counts as unreachable. It
 * also detects topics that were deleted, recreated, widened or reconfigured while the replica runs
 * (ARCHITECTURE, Log watch).
 *
 * <p>At most one survey is in flight. The log counts as unreachable when a survey fails or has not
 * been answered for {@value #PATIENCE_MS} ms.
 *
 * <p>Owned by the replica. Surveys begin on the timer thread and are answered on threads of the
 * log; the lock of this object orders them. Any thread may read the state.
 */
public final class LogWatch implements AutoCloseable {
  static final long PERIOD_MS = 1_000;
  static final long PATIENCE_MS = 3_000;
  private static final long MS_NS = 1_000_000;

  private final EventLog log;
  private final Clock clock;
  private final Consumer<LogState> listener;
  private final Cancellable ticking;
  private boolean asking;
  private boolean closed;
  private long askedNs;
  private volatile LogState state = LogState.UNKNOWN;

  /**
   * Starts a watch and sends its first survey.
   *
   * @param listener the listener, which receives each state that differs from the previous one,
   *     even if only the ends have moved; it is called on a timer thread or a thread of the log,
   *     one call at a time, and must not block
   */
  public static LogWatch start(
      EventLog log, Clock clock, Timers timers, Consumer<LogState> listener) {
    LogWatch watch = new LogWatch(log, clock, timers, listener);
    watch.ask();
    return watch;
  }

  private LogWatch(EventLog log, Clock clock, Timers timers, Consumer<LogState> listener) {
    this.log = log;
    this.clock = clock;
    this.listener = listener;
    this.ticking = timers.every(PERIOD_MS, this::ask);
  }

  /** {@return the latest state of the log; callable from any thread} */
  public LogState state() {
    return state;
  }

  /** Stops the surveys. The last state remains available. */
  @Override
  public synchronized void close() {
    closed = true;
    ticking.cancel();
  }

  private synchronized void ask() {
    if (closed) {
      return;
    }
    if (asking) {
      long waitedMs = (clock.monotonicNs() - askedNs) / MS_NS;
      if (waitedMs >= PATIENCE_MS) {
        publish(
            away(
                new LogException.Unreachable(
                    log.where(), "no answer for " + waitedMs / 1_000 + " s")));
      }
      return;
    }
    asking = true;
    askedNs = clock.monotonicNs();
    survey().whenComplete(this::answered);
  }

  /**
   * Requests a survey, and converts an exception into a failed survey. Otherwise, the watch would
   * wait for an answer indefinitely.
   */
  private CompletableFuture<LogSurvey> survey() {
    try {
      return log.survey();
    } catch (RuntimeException fault) {
      return CompletableFuture.failedFuture(fault);
    }
  }

  private synchronized void answered(LogSurvey survey, Throwable failure) {
    asking = false;
    if (closed) {
      return;
    }
    publish(failure == null ? judged(survey) : away(told(failure)));
  }

  private LogState judged(LogSurvey survey) {
    try {
      List<String> warnings = LogCheck.verify(survey, log.identity().starts());
      return new LogState(true, Optional.of(survey), Optional.empty(), warnings);
    } catch (LogException trouble) {
      return new LogState(true, Optional.of(survey), Optional.of(trouble), List.of());
    }
  }

  private LogState away(LogException trouble) {
    return new LogState(false, state.survey(), Optional.of(trouble), state.warnings());
  }

  private LogException told(Throwable failure) {
    Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
    return cause instanceof LogException trouble
        ? trouble
        : new LogException.Unreachable(log.where(), Causes.text(cause), cause);
  }

  private void publish(LogState next) {
    if (!next.says(state)) {
      state = next;
      listener.accept(next);
    }
  }
}
