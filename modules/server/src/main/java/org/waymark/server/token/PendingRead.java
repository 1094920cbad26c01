package org.waymark.server.token;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waymark.log.Token;
import org.waymark.runtime.Cancellable;
import org.waymark.server.message.Source;

/**
 * A read that has no result yet. Whoever removes it from {@link WaitingReads} continues or ends it.
 *
 * @param <T> the type of the value
 */
final class PendingRead<T> {
  private final Source source;
  private final Freshness freshness;
  private final TokenReads.Reading<T> reading;
  private final long startNs;
  private final CompletableFuture<ReadResult<T>> result = new CompletableFuture<>();
  private Optional<Cancellable> timeout = Optional.empty();

  /**
   * @param startNs the time of the call on the monotonic clock
   */
  PendingRead(Source source, Freshness freshness, TokenReads.Reading<T> reading, long startNs) {
    this.source = source;
    this.freshness = freshness;
    this.reading = reading;
    this.startNs = startNs;
  }

  Source source() {
    return source;
  }

  /** {@return the token; empty if the read need not wait} */
  Optional<Token> token() {
    return freshness.token();
  }

  TokenReads.Reading<T> reading() {
    return reading;
  }

  /** {@return the time that the read may still wait, in milliseconds; 0 if its time is over} */
  long remainingMs(long nowNs) {
    return Math.max(0, freshness.withinMs() - (nowNs - startNs) / 1_000_000);
  }

  CompletableFuture<ReadResult<T>> result() {
    return result;
  }

  /** Sets the timer that ends the read. */
  synchronized void endBy(Cancellable timer) {
    timeout.ifPresent(Cancellable::cancel);
    timeout = Optional.of(timer);
    if (result.isDone()) {
      timer.cancel();
    }
  }

  void complete(ReadResult<T> with) {
    result.complete(with);
    cancelTimeout();
  }

  void fail(RuntimeException failure) {
    result.completeExceptionally(failure);
    cancelTimeout();
  }

  private synchronized void cancelTimeout() {
    timeout.ifPresent(Cancellable::cancel);
  }
}
