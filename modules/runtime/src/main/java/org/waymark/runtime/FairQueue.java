package org.waymark.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A bounded queue in which sources take turns. Each poll takes the oldest entry of the next source,
 * so an entry of a quiet source waits for one entry of each other source rather than for all their
 * entries. Adding to a full queue evicts an old entry, by the rules of {@link FairBuffer}, instead
 * of rejecting the new entry.
 *
 * <p>Not thread-safe.
 *
 * @param <S> the type that identifies a source; must have value equality
 */
public final class FairQueue<S, T> {
  private final FairBuffer<S, Entry<S, T>> buffer;

  /** The entries of each source, oldest first. The first source is the one whose turn is next. */
  private final SequencedMap<S, Deque<Entry<S, T>>> turns = new LinkedHashMap<>();

  /**
   * An entry. Entries are compared by identity, so that the queue can contain several entries with
   * equal contents.
   */
  private static final class Entry<S, T> {
    private final S source;
    private final T what;

    private Entry(S source, T what) {
      this.source = source;
      this.what = what;
    }
  }

  /**
   * @param places the maximum number of entries, at least 1
   * @param bytes the maximum total size of all entries, at least 1
   */
  public FairQueue(int places, long bytes) {
    this.buffer = new FairBuffer<>(places, bytes);
  }

  /**
   * Adds an entry.
   *
   * @param size the size of the entry in memory, in bytes
   * @return the entries that were evicted; only the new entry itself, if it alone exceeds the
   *     bounds
   */
  public List<T> add(S source, T what, long size) {
    Entry<S, T> entry = new Entry<>(source, what);
    turns.computeIfAbsent(source, s -> new ArrayDeque<>()).add(entry);
    List<Entry<S, T>> gone = buffer.add(entry, source, size);
    gone.forEach(this::takeOut);
    return gone.stream().map(one -> one.what).toList();
  }

  /** Removes and returns the next entry. */
  public Optional<T> poll() {
    Map.Entry<S, Deque<Entry<S, T>>> turn = turns.pollFirstEntry();
    if (turn == null) {
      return Optional.empty();
    }
    Entry<S, T> next = turn.getValue().poll();
    if (!turn.getValue().isEmpty()) {
      turns.putLast(turn.getKey(), turn.getValue());
    }
    buffer.remove(next);
    return Optional.of(next.what);
  }

  private void takeOut(Entry<S, T> gone) {
    Deque<Entry<S, T>> ofSource = turns.get(gone.source);
    ofSource.remove(gone);
    if (ofSource.isEmpty()) {
      turns.remove(gone.source);
    }
  }

  /** {@return the number of entries} */
  public int size() {
    return buffer.size();
  }

  /** {@return the total size of the entries, in bytes} */
  public long bytes() {
    return buffer.bytes();
  }
}
