package org.waymark.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A buffer for things of many sources, bounded by their number and by their bytes, in the order of
 * arrival. Adding to a full buffer evicts the oldest entries; but a source that has more than its
 * share, a tenth of the places or of the bytes, gives up its own first. So one sender does not push
 * out what others sent, and may still have all the places that no other sender wants.
 *
 * <p>Sources can be forged: against many of them the order of arrival is all there is.
 *
 * <p>Not thread-safe.
 *
 * @param <S> what tells sources apart
 * @param <T> with value equality; no two equal ones at a time
 */
public final class FairBuffer<S, T> {
  private static final int SHARES = 10;

  private final int places;
  private final long bytes;
  private final SequencedMap<T, Place<S>> taken = new LinkedHashMap<>();
  private final Groups<S, T> bySource = new Groups<>();
  private final Map<S, Long> bytesBySource = new HashMap<>();

  /** Those that have their share or more: never many. */
  private final SequencedSet<S> sated = new LinkedHashSet<>();

  private long bytesTaken;

  private record Place<S>(S source, long bytes) {}

  /**
   * @param places at least 1
   * @param bytes that all entries may have together, at least 1
   */
  public FairBuffer(int places, long bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /**
   * {@return what had to go so that there is room, the new one itself when it alone is too large}
   *
   * @param one not there yet
   * @param size bytes of memory that it takes
   */
  public List<T> add(T one, S source, long size) {
    if (size > bytes) {
      return List.of(one);
    }
    taken.put(one, new Place<>(source, size));
    bySource.add(source, one);
    bytesBySource.merge(source, size, Long::sum);
    bytesTaken += size;
    if (share(source) * SHARES >= 1) {
      sated.add(source);
    }
    List<T> gone = new ArrayList<>();
    while (taken.size() > places || bytesTaken > bytes) {
      T next = greediest().map(bySource::oldest).orElseGet(() -> taken.firstEntry().getKey());
      remove(next);
      gone.add(next);
    }
    return gone;
  }

  /** {@return how much of all there is the source has, of places or of bytes, whichever is more} */
  private double share(S source) {
    return Math.max(
        (double) bySource.size(source) / places,
        (double) bytesBySource.getOrDefault(source, 0L) / bytes);
  }

  /** {@return the source that has the most, if that is more than its share} */
  private Optional<S> greediest() {
    Optional<S> greediest = Optional.empty();
    double most = Math.max(1.0 / SHARES, 1.0 / places);
    for (S source : sated) {
      double share = share(source);
      if (share > most) {
        most = share;
        greediest = Optional.of(source);
      }
    }
    return greediest;
  }

  /** Removes one, if it is there. */
  public void remove(T one) {
    Place<S> place = taken.remove(one);
    if (place != null) {
      S source = place.source();
      bytesTaken -= place.bytes();
      bySource.remove(source, one);
      bytesBySource.compute(source, (s, sum) -> sum == place.bytes() ? null : sum - place.bytes());
      if (share(source) * SHARES < 1) {
        sated.remove(source);
      }
    }
  }

  /** {@return whether it is there} */
  public boolean contains(T one) {
    return taken.containsKey(one);
  }

  /** {@return how many there are} */
  public int size() {
    return taken.size();
  }

  /** {@return how many bytes they have together} */
  public long bytes() {
    return bytesTaken;
  }
}
