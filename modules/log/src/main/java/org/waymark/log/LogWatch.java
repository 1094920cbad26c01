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
 * Asks the log once a second how it stands; alone decides whether it is away, and notices topics
 * that were deleted, made again, widened or set otherwise under way (ARCHITECTURE, Log watch).
 *
 * <p>One question is out at a time. The log is taken for away when a question fails, or has had no
 * answer for {@value #PATIENCE_MS} ms.
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
   * {@return a watch of the log, which has asked for the first time}
   *
   * @param listener told of each state that differs from the last one, also of moving ends; called
   *     by timers or by a thread of the log, one call at a time, and must not block
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

  /** {@return how the log stands. Callable by any thread} */
  public LogState state() {
    return state;
  }

  /** Asks no more; the state stays as it was. */
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

  /** A question that cannot even be put has failed: else it would stay the one that is out. */
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
