package org.waymark.server.token;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.waymark.log.EventLog;
import org.waymark.log.Position;
import org.waymark.log.Token;
import org.waymark.log.Topic;
import org.waymark.server.context.ServerContext;
import org.waymark.server.outcome.Outcome;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.AppliedListener;
import org.waymark.server.replay.ServingStore;
import org.waymark.store.apply.Applied;

/**
 * Adds tokens to the outcomes of writes. The token of a recorded event is the state after its
 * record. All other outcomes are based on what this replica knew when it decided: the state of the
 * serving store, and that of a store that is being built in its place.
 *
 * <p>As a listener, it must be notified before those that complete appends. Safe for use by several
 * threads.
 */
public final class TokenWrites implements AppliedListener, AutoCloseable {
  private static final String CLOSED = "the replica was closed before it knew the outcome";

  private final EventLog eventLog;
  private final ServingStore store;

  /** The writes without an outcome, and the actions that end them when the replica is closed. */
  private final Map<CompletableFuture<?>, Runnable> open = new ConcurrentHashMap<>();

  private volatile boolean closed;
  private volatile long followed;

  public TokenWrites(ServerContext context) {
    eventLog = context.eventLog();
    store = context.store();
  }

  /**
   * {@return the outcomes of several registrations, when all are known, with their token}
   *
   * @param outcomes the outcomes, one per segment
   */
  public CompletableFuture<WriteResult<List<Outcome>>> registered(
      List<CompletableFuture<Outcome>> outcomes) {
    List<CompletableFuture<Outcome>> decided =
        outcomes.stream().map(one -> untilClosed(one, new Outcome.Unknown(CLOSED))).toList();
    return CompletableFuture.allOf(decided.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            _ -> {
              List<Outcome> all = decided.stream().map(CompletableFuture::join).toList();
              return new WriteResult<>(all, token(all.stream().map(TokenWrites::recordedAt)));
            });
  }

  /** {@return the outcome of a revocation, when it is known, with its token} */
  public CompletableFuture<WriteResult<RevocationOutcome>> revoked(
      CompletableFuture<RevocationOutcome> outcome) {
    return untilClosed(outcome, new RevocationOutcome.Unknown(CLOSED))
        .thenApply(known -> new WriteResult<>(known, token(Stream.of(recordedAt(known)))));
  }

  private <T> CompletableFuture<T> untilClosed(CompletableFuture<T> outcome, T whenClosed) {
    CompletableFuture<T> mine = outcome.copy();
    open.put(mine, () -> mine.complete(whenClosed));
    mine.whenComplete((_, _) -> open.remove(mine));
    if (closed) {
      mine.complete(whenClosed);
    }
    return mine;
  }

  private static OptionalLong recordedAt(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Added(long offset) -> OptionalLong.of(offset);
      case Outcome.Updated(long offset) -> OptionalLong.of(offset);
      case Outcome.Known _,
          Outcome.Superseded _,
          Outcome.Killed _,
          Outcome.Parked _,
          Outcome.Held _,
          Outcome.Refused _,
          Outcome.Unknown _ ->
          OptionalLong.empty();
    };
  }

  private static OptionalLong recordedAt(RevocationOutcome outcome) {
    return outcome instanceof RevocationOutcome.Recorded recorded
        ? OptionalLong.of(recorded.offset())
        : OptionalLong.empty();
  }

  /**
   * {@return the token of the first state that contains all outcomes}
   *
   * @param records the offset at which each outcome was recorded, if it was
   */
  private Optional<Token> token(Stream<OptionalLong> records) {
    long next =
        records
            .mapToLong(offset -> offset.isPresent() ? offset.getAsLong() + 1 : known())
            .max()
            .orElseGet(this::known);
    return Optional.ofNullable(eventLog.identity().topicIds().get(Topic.EVENTS))
        .or(() -> store.position(Topic.EVENTS).map(Position::topicId))
        .map(topicId -> new Token(topicId, next));
  }

  /** {@return the offset after the last record whose effects this replica knows} */
  private long known() {
    return Math.max(followed, store.position(Topic.EVENTS).map(Position::nextOffset).orElse(0L));
  }

  @Override
  public void applied(Topic topic, List<Applied> batch) {
    if (topic == Topic.EVENTS) {
      followed = batch.getLast().offset() + 1;
    }
  }

  /** The offsets so far may belong to records that the log has lost. */
  @Override
  public void rebuilding() {
    followed = 0;
  }

  /** Ends the writes that have no outcome yet. Their records may still be appended. */
  @Override
  public void close() {
    closed = true;
    open.values().forEach(Runnable::run);
  }
}
