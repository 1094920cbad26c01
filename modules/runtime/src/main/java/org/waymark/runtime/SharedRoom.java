package org.waymark.runtime;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/**
 * A bounded room for things of many sources, in the order of arrival. Who comes when it is full has
 * the oldest one make room; but a source that has more than its share, a tenth of the room, makes
 * room for the others first. So one sender does not push out what others sent, and may still have
 * all the room that nobody else wants.
 *
 * <p>Sources can be forged: against many of them the order of arrival is all there is.
 *
 * <p>Not thread-safe.
 *
 * @param <S> what a source is told by
 * @param <T> with value equality; no two equal ones at a time
 */
public final class SharedRoom<S, T> {
  private static final int SHARES = 10;

  private final int places;
  private final int share;
  private final SequencedMap<T, S> sources = new LinkedHashMap<>();
  private final Groups<S, T> bySource = new Groups<>();

  /** Those that have their share or more: never many. */
  private final SequencedSet<S> sated = new LinkedHashSet<>();

  /**
   * @param places at least 1
   */
  public SharedRoom(int places) {
    this.places = places;
    this.share = Math.max(1, places / SHARES);
  }

  /**
   * {@return what had to go so that there is room}
   *
   * @param one not there yet
   */
  public Optional<T> add(T one, S source) {
    sources.put(one, source);
    bySource.add(source, one);
    if (bySource.size(source) >= share) {
      sated.add(source);
    }
    if (sources.size() <= places) {
      return Optional.empty();
    }
    T gone = greediest().map(bySource::oldest).orElseGet(() -> sources.firstEntry().getKey());
    remove(gone);
    return Optional.of(gone);
  }

  /** {@return the source that has the most, if that is more than its share} */
  private Optional<S> greediest() {
    Optional<S> greediest = Optional.empty();
    int most = share;
    for (S source : sated) {
      if (bySource.size(source) > most) {
        most = bySource.size(source);
        greediest = Optional.of(source);
      }
    }
    return greediest;
  }

  /** Removes one, if it is there. */
  public void remove(T one) {
    S source = sources.remove(one);
    if (source != null) {
      bySource.remove(source, one);
      if (bySource.size(source) < share) {
        sated.remove(source);
      }
    }
  }

  /** {@return how many there are} */
  public int size() {
    return sources.size();
  }
}
