package org.waymark.server.token;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.waymark.runtime.FairBuffer;
import org.waymark.server.message.Source;

/**
 * The reads that wait for the state of their token, ordered by its offset. Their number is limited.
 * They all have about the same size, so this also limits their memory. Adding to a full collection
 * evicts the oldest read, preferably one from a source that exceeds its share.
 *
 * <p>Safe for use by several threads.
 */
final class WaitingReads {
  /** The memory of a read and its entries in all maps. */
  static final int READ_BYTES = 1_024;

  private final FairBuffer<Source, PendingRead<?>> buffer;
  private final NavigableMap<Place, PendingRead<?>> byOffset =
      new TreeMap<>(Comparator.comparingLong(Place::nextOffset).thenComparingLong(Place::arrival));
  private final Map<PendingRead<?>, Place> places = new HashMap<>();
  private long arrivals;
  private boolean closed;

  /**
   * @param arrival the number of reads that started to wait before this one
   */
  private record Place(long nextOffset, long arrival) {}

  /**
   * @param most the maximum number of waiting reads
   */
  WaitingReads(int most) {
    buffer = new FairBuffer<>(most, (long) most * READ_BYTES);
  }

  /**
   * Adds a read that has a token.
   *
   * @return the reads that were evicted
   */
  synchronized List<PendingRead<?>> add(PendingRead<?> one) {
    Place place = new Place(one.token().orElseThrow().nextOffset(), arrivals++);
    byOffset.put(place, one);
    places.put(one, place);
    List<PendingRead<?>> evicted = buffer.add(one, one.source(), READ_BYTES);
    evicted.forEach(this::forget);
    return evicted;
  }

  /**
   * Removes a read.
   *
   * @return whether it was waiting, so that the caller must continue or end it
   */
  synchronized boolean remove(PendingRead<?> one) {
    boolean waited = places.containsKey(one);
    if (waited) {
      buffer.remove(one);
      forget(one);
    }
    return waited;
  }

  private void forget(PendingRead<?> one) {
    byOffset.remove(places.remove(one));
  }

  /** Removes and returns the reads whose state has been reached. */
  synchronized List<PendingRead<?>> takeReached(long nextOffset) {
    if (byOffset.isEmpty() || byOffset.firstKey().nextOffset() > nextOffset) {
      return List.of();
    }
    return take(List.copyOf(byOffset.headMap(new Place(nextOffset, Long.MAX_VALUE)).values()));
  }

  /**
   * Removes and returns the reads that arrived early enough and meet a condition.
   *
   * @param before the value of {@link #arrivals} before which a read must have arrived
   */
  synchronized List<PendingRead<?>> take(long before, Predicate<PendingRead<?>> condition) {
    List<PendingRead<?>> found = new ArrayList<>();
    byOffset.forEach(
        (place, one) -> {
          if (place.arrival() < before && condition.test(one)) {
            found.add(one);
          }
        });
    return take(found);
  }

  /**
   * Removes and returns all reads. Callers must end reads that are added later themselves.
   *
   * @see #isClosed
   */
  synchronized List<PendingRead<?>> close() {
    closed = true;
    return take(List.copyOf(byOffset.values()));
  }

  private List<PendingRead<?>> take(List<PendingRead<?>> some) {
    some.forEach(this::remove);
    return some;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** {@return the number of reads that have started to wait so far} */
  synchronized long arrivals() {
    return arrivals;
  }

  /** {@return the number of waiting reads} */
  synchronized int size() {
    return places.size();
  }
}
