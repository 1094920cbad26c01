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
 * A buffer for entries from many sources, in order of arrival, with a maximum number of entries and
 * of bytes. Adding to a full buffer evicts the oldest entries, starting with the entries of a
 * source that exceeds its share, which is a tenth of the places or of the bytes. Therefore, one
 * sender cannot evict the entries of others, but may use all the space that no other sender needs.
 *
 * <p>Sources can be forged. If there are very many sources, none exceeds its share, and entries are
 * evicted in order of arrival.
 *
 * <p>Not thread-safe.
 *
 * @param <S> the type that identifies a source; must have value equality
 * @param <T> the type of entries; must have value equality, and no two entries in the buffer may be
 *     equal
 */
public final class FairBuffer<S, T> {
  private static final int SHARES = 10;

  private final int places;
  private final long bytes;
  private final SequencedMap<T, Place<S>> taken = new LinkedHashMap<>();
  private final Groups<S, T> bySource = new Groups<>();
  private final Map<S, Long> bytesBySource = new HashMap<>();

  /**
   * The sources that have reached or exceeded their share. There can be only a few such sources.
   */
  private final SequencedSet<S> sated = new LinkedHashSet<>();

  private long bytesTaken;

  private record Place<S>(S source, long bytes) {}

  /**
   * @param places the maximum number of entries, at least 1
   * @param bytes the maximum total size of all entries, at least 1
   */
  public FairBuffer(int places, long bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /**
   * Adds an entry.
   *
   * @param one an entry that is not in the buffer yet
   * @param size the size of the entry in memory, in bytes
   * @return the entries that were evicted; only the new entry itself, if it alone exceeds the
   *     bounds
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

  /**
   * {@return the fraction of the places or of the bytes that the source uses, whichever is larger}
   */
  private double share(S source) {
    return Math.max(
        (double) bySource.size(source) / places,
        (double) bytesBySource.getOrDefault(source, 0L) / bytes);
  }

  /** {@return the source that uses the most, if it exceeds its share} */
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

  /** Removes an entry, if it is in the buffer. */
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

  /** {@return whether the entry is in the buffer} */
  public boolean contains(T one) {
    return taken.containsKey(one);
  }

  /** {@return the number of entries} */
  public int size() {
    return taken.size();
  }

  /** {@return the total size of the entries, in bytes} */
  public long bytes() {
    return bytesTaken;
  }
}
