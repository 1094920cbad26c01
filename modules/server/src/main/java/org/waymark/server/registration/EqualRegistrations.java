package org.waymark.server.registration;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentType;
import org.waymark.server.outcome.Outcome;

/**
 * Lets equal registrations that are in progress at the same time share one outcome, so that a burst
 * of them causes only one append. Registrations are equal if their type and exact bytes are.
 *
 * <p>Owned by {@link RegistrationHandler}. Safe for use by several threads, without locks: the
 * thread that adds a key to the map carries out the registration, and the others wait for its
 * future. The key is removed before the future completes. By then, the record has been applied, so
 * a later registration finds the segment in the store.
 */
final class EqualRegistrations {
  private final ConcurrentMap<Key, CompletableFuture<Outcome>> inProgress =
      new ConcurrentHashMap<>();

  private record Key(SegmentType type, ByteString bytes) {}

  /** The outcome of a registration. */
  sealed interface Shared {
    CompletableFuture<Outcome> outcome();

    /** This call carried out the registration. */
    record Own(CompletableFuture<Outcome> outcome) implements Shared {}

    /** An equal registration was in progress. */
    record Other(CompletableFuture<Outcome> outcome) implements Shared {}
  }

  /**
   * Carries out a registration, unless an equal one is in progress.
   *
   * @param register carries out the registration; if it throws, so does this method, and those who
   *     share the outcome get the exception
   */
  Shared share(SegmentType type, ByteString bytes, Supplier<CompletableFuture<Outcome>> register) {
    Key key = new Key(type, bytes);
    CompletableFuture<Outcome> mine = new CompletableFuture<>();
    CompletableFuture<Outcome> other = inProgress.putIfAbsent(key, mine);
    if (other != null) {
      return new Shared.Other(other);
    }
    CompletableFuture<Outcome> outcome;
    try {
      outcome = register.get();
    } catch (RuntimeException e) {
      inProgress.remove(key);
      mine.completeExceptionally(e);
      throw e;
    }
    outcome.whenComplete(
        (result, failure) -> {
          inProgress.remove(key);
          if (failure == null) {
            mine.complete(result);
          } else {
            mine.completeExceptionally(failure);
          }
        });
    return new Shared.Own(mine);
  }
}
