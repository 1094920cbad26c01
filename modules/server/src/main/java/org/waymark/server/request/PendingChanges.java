package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;

/**
 * Collects the changes since pending requests were last retried. The number of changes is bounded;
 * on overflow, all pending requests are retried.
 *
 * <p>Safe for use by several threads.
 */
final class PendingChanges {
  private static final int CAPACITY = 10_000;

  private static final int ENTRY_BYTES = 64;

  private final long bytes;
  private Set<SegmentQuery> ends = new LinkedHashSet<>();
  private List<StoredSegment> added = new ArrayList<>();
  private long bytesTaken;
  private Set<PendingKey> questions = new LinkedHashSet<>();
  private boolean segmentsGone;
  private boolean everything;

  /**
   * @param bytes the maximum memory of the segments over which waiting requests can be sent
   */
  PendingChanges(long bytes) {
    this.bytes = bytes;
  }

  /**
   * A batch of changes to process.
   *
   * @param ends types and ends of segments that have been applied or verified
   * @param added newly applied segments over which waiting requests can be sent
   * @param questions keys of pending requests to retry regardless of the changes
   * @param segmentsGone whether any segment was removed
   * @param everything whether to retry all pending requests
   */
  record Taken(
      Set<SegmentQuery> ends,
      List<StoredSegment> added,
      Set<PendingKey> questions,
      boolean segmentsGone,
      boolean everything) {
    boolean isEmpty() {
      return ends.isEmpty()
          && added.isEmpty()
          && questions.isEmpty()
          && !segmentsGone
          && !everything;
    }
  }

  /** Adds the arrival of a segment with the given type and ends. */
  synchronized void segment(SegmentQuery itsEnds) {
    add(ends, itsEnds);
  }

  /**
   * Adds a segment over which waiting requests can be sent.
   *
   * @return false if the limits are reached
   */
  synchronized boolean added(StoredSegment segment) {
    long size = ENTRY_BYTES + segment.segment().memoryBytes();
    if (added.size() == CAPACITY || bytesTaken + size > bytes) {
      return false;
    }
    bytesTaken += size;
    return added.add(segment);
  }

  synchronized void pendingKey(PendingKey pendingKey) {
    add(questions, pendingKey);
  }

  private <T> void add(Set<T> some, T one) {
    if (some.size() < CAPACITY) {
      some.add(one);
    } else {
      everything = true;
    }
  }

  synchronized void segmentsGone() {
    segmentsGone = true;
  }

  synchronized void everything() {
    everything = true;
  }

  /** Removes and returns all changes. */
  synchronized Taken take() {
    Taken taken = new Taken(ends, added, questions, segmentsGone, everything);
    ends = new LinkedHashSet<>();
    added = new ArrayList<>();
    bytesTaken = 0;
    questions = new LinkedHashSet<>();
    segmentsGone = false;
    everything = false;
    return taken;
  }

  synchronized boolean isEmpty() {
    return ends.isEmpty() && added.isEmpty() && questions.isEmpty() && !segmentsGone && !everything;
  }
}
