package org.waymark.server.token;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waymark.log.LogException;
import org.waymark.log.Position;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.resolve.SegmentSource;
import org.waymark.runtime.Clock;
import org.waymark.runtime.Timers;
import org.waymark.server.context.ServerContext;
import org.waymark.server.message.Source;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageContent;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.Readiness;
import org.waymark.server.replay.ServingStore;
import org.waymark.server.work.Work;
import org.waymark.server.work.Workers;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.StoreException;
import org.waymark.store.view.ReadView;

/**
 * Reads the store for callers in this process, and returns with each value the token of the state
 * from which it was read. A read that presents a token is answered from the token's state or a
 * later one.
 *
 * <p>Whether a state has been reached is decided by the view that is read, never by the records
 * that were seen to be applied: these may have been applied to a store that is being built, and a
 * store that takes over, or is opened again after a failure, may be at a lower offset. Applied
 * records and take-overs only cause waiting reads to try again, on the worker threads.
 *
 * <p>A token whose state the log cannot reach any more would be waited for in vain. While reads are
 * waiting, the end of the log is therefore asked for, at most once a second. An end that was asked
 * for after a read arrived, and is before its token, proves that the log has lost records.
 *
 * <p>No thread waits. Safe for use by several threads.
 */
public final class TokenReads implements AppliedListener, AutoCloseable {
  private static final int MAX_WAITING = 10_000;
  private static final long SURVEY_EVERY_MS = 1_000;

  private final ServerContext context;
  private final ServingStore store;
  private final OutageBuffer outage;
  private final Readiness readiness;
  private final Workers workers;
  private final Timers timers;
  private final Clock clock;
  private final MeterRegistry registry;
  private final LogLosses losses;
  private final WaitingReads waiting = new WaitingReads(MAX_WAITING);
  private final LogEndSurvey survey;

  /** Whether a timer is set that asks for the end of the log again. */
  private final AtomicBoolean surveysAgain = new AtomicBoolean();

  /**
   * A function of a state and a clock. It runs on the caller's thread or on a worker thread, and
   * must not keep the source.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * Reads from a state.
     *
     * @param source the stored segments and revocations, and those that this replica holds
     * @param nowMs the time by the replica's clock, in Unix milliseconds
     */
    T read(SegmentSource source, long nowMs);
  }

  public TokenReads(ServerContext context) {
    this.context = context;
    store = context.store();
    outage = context.outage();
    readiness = context.readiness();
    workers = context.workers();
    timers = context.timers();
    clock = context.clock();
    registry = context.metrics().registry();
    losses = new LogLosses(clock);
    survey = new LogEndSurvey(context.eventLog(), this::judge);
    Gauge.builder("waymark.reads.waiting", waiting, WaitingReads::size)
        .description("reads that wait until this replica has reached the state of their token")
        .register(registry);
  }

  /**
   * Reads from the present state, or from the first state in which the requirement is met.
   *
   * @param source the client on whose behalf the read is made; waiting reads are limited per source
   * @return a future for the result, which completes at once unless the read has to wait; it may
   *     complete on a worker, timer or log thread, which its dependents must not block. It fails if
   *     the reading throws an exception other than a failure of the store
   */
  public <T> CompletableFuture<ReadResult<T>> read(
      Source source, Freshness freshness, Reading<T> reading) {
    PendingRead<T> one = new PendingRead<>(source, freshness, reading, clock.monotonicNs());
    attempt(one);
    return one.result();
  }

  /** Answers the read if its state has been reached, and otherwise lets it wait. */
  private <T> void attempt(PendingRead<T> one) {
    try {
      Optional<ReadResult<T>> result = result(one);
      if (result.isPresent()) {
        end(one, result.get());
      } else {
        await(one);
      }
    } catch (StoreException unavailable) {
      end(one, new ReadResult.Unavailable<>(unavailable.getMessage()));
    } catch (RuntimeException failure) {
      one.fail(failure);
    }
  }

  /** {@return the result; empty if the state of the token has not been reached and may be} */
  private <T> Optional<ReadResult<T>> result(PendingRead<T> one) {
    if (waiting.isClosed()) {
      return Optional.of(new ReadResult.Closed<>());
    }
    if (!readiness.hasCaughtUp()) {
      return Optional.of(new ReadResult.NotReady<>("the store is not complete yet"));
    }
    // The content of the buffer must be taken first; see OutageContent.
    OutageContent held = outage.content();
    try (ReadView view = store.view()) {
      Optional<Token> at = token(view.position(Topic.EVENTS));
      if (at.isEmpty()) {
        return Optional.of(new ReadResult.NotReady<>("the log has not reported its topics yet"));
      }
      if (one.token().isPresent()) {
        Token required = one.token().get();
        if (!required.topicId().equals(at.get().topicId())) {
          return Optional.of(new ReadResult.OtherLog<>(at.get().topicId()));
        }
        if (required.nextOffset() > at.get().nextOffset()) {
          return one.remainingMs(clock.monotonicNs()) == 0
              ? Optional.of(new ReadResult.TooLate<>(at.get(), losses.recent()))
              : Optional.empty();
        }
      }
      T value = one.reading().read(held.over(view), clock.wallMs());
      Optional<LogLoss> loss = one.token().flatMap(_ -> losses.recent());
      return Optional.of(new ReadResult.Answered<>(value, at.get(), loss));
    }
  }

  private Optional<Token> token(Optional<Position> position) {
    return position
        .map(Token::of)
        .or(
            () ->
                Optional.ofNullable(context.eventLog().identity().topicIds().get(Topic.EVENTS))
                    .map(topicId -> new Token(topicId, 0)));
  }

  private <T> void await(PendingRead<T> one) {
    waiting.add(one).forEach(evicted -> end(evicted, new ReadResult.Overloaded<>()));
    one.endBy(timers.after(one.remainingMs(clock.monotonicNs()), () -> timeOver(one)));
    // The state may have been reached, or the replica closed, since the view was opened.
    wakeReached();
    if (waiting.isClosed() && waiting.remove(one)) {
      end(one, new ReadResult.Closed<>());
    }
    surveyWhileAnyWaits();
  }

  private <T> void timeOver(PendingRead<T> one) {
    if (waiting.remove(one)) {
      // The last attempt opens a view, which does not belong on the timer thread.
      resume(one);
    }
  }

  private void wakeReached() {
    store
        .position(Topic.EVENTS)
        .ifPresent(at -> waiting.takeReached(at.nextOffset()).forEach(this::resume));
  }

  private <T> void resume(PendingRead<T> one) {
    workers.execute(
        new Work(
            one.source(),
            WaitingReads.READ_BYTES,
            () -> attempt(one),
            () -> end(one, new ReadResult.Overloaded<>())));
  }

  private <T> void end(PendingRead<T> one, ReadResult<T> result) {
    registry.counter("waymark.reads", "result", result.label()).increment();
    one.complete(result);
  }

  private void surveyWhileAnyWaits() {
    survey.askUnlessAskedWithin(SURVEY_EVERY_MS, clock.monotonicNs(), waiting.arrivals());
    if (surveysAgain.compareAndSet(false, true)) {
      timers.after(SURVEY_EVERY_MS, this::surveyAgain);
    }
  }

  private void surveyAgain() {
    surveysAgain.set(false);
    if (waiting.size() > 0) {
      surveyWhileAnyWaits();
    }
  }

  /** Ends the reads whose state the log cannot reach, as far as the survey can tell. */
  private void judge(LogEndSurvey.Found found) {
    for (PendingRead<?> one :
        waiting.take(
            found.arrivals(), read -> found.loss(read.token().orElseThrow()).isPresent())) {
      lost(one, found);
    }
  }

  private <T> void lost(PendingRead<T> one, LogEndSurvey.Found found) {
    end(one, new ReadResult.LostRecords<>(found.loss(one.token().orElseThrow()).orElseThrow()));
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic == Topic.EVENTS) {
      wakeReached();
    }
  }

  @Override
  public void lost(LogException.Discontinued lost) {
    losses.noticed(lost);
  }

  @Override
  public void tookOver() {
    wakeReached();
  }

  /** Ends the waiting reads. Later reads are refused. */
  @Override
  public void close() {
    waiting.close().forEach(one -> end(one, new ReadResult.Closed<>()));
  }
}
