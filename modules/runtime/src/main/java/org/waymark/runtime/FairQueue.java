package org.waymark.runtime;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A bounded queue that sources take turns in: each turn takes the oldest entry of the next source,
 * so a source that adds one entry waits for one of every other source and not for all they have.
 * Adding to a full queue evicts the oldest entry of the source that has the most, as {@link
 * FairBuffer} says; the newest is not turned away for want of room.
 *
 * <p>Not thread-safe.
 *
 * @param <S> what tells sources apart
 */
public final class FairQueue<S, T> {
  private final FairBuffer<S, Entry<S, T>> buffer;

  /** What each source has, the oldest first; the source whose turn is next comes first. */
  private final SequencedMap<S, Deque<Entry<S, T>>> turns = new LinkedHashMap<>();

  /** Without value equality: equal entries may be queued side by side. */
  private static final class Entry<S, T> {
    private final S source;
    private final T what;

    private Entry(S source, T what) {
      this.source = source;
      this.what = what;
    }
  }

  /**
   * @param places at least 1
   * @param bytes that all entries may have together, at least 1
   */
  public FairQueue(int places, long bytes) {
    this.buffer = new FairBuffer<>(places, bytes);
  }

  /**
   * {@return what had to go so that there is room, the new one itself when it alone is too large}
   *
   * @param size bytes of memory that it takes
   */
  public List<T> add(S source, T what, long size) {
    Entry<S, T> entry = new Entry<>(source, what);
    turns.computeIfAbsent(source, s -> new ArrayDeque<>()).add(entry);
    List<Entry<S, T>> gone = buffer.add(entry, source, size);
    gone.forEach(this::takeOut);
    return gone.stream().map(one -> one.what).toList();
  }

  /** {@return the next one, which is taken out} */
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

  /** {@return how many there are} */
  public int size() {
    return buffer.size();
  }

  /** {@return how many bytes they have together} */
  public long bytes() {
    return buffer.bytes();
  }
}
