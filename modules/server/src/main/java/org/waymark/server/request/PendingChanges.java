package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;

/**
 * What has happened since pending requests were retried last. Bounded: when there is more than it
 * holds, everything is retried.
 *
 * <p>Safe for use by several threads.
 */
final class PendingChanges {
  private static final int CAPACITY = 10_000;

  /** An entry in a list. */
  private static final int ENTRY_BYTES = 64;

  private final long bytes;
  private Set<SegmentQuery> ends = new LinkedHashSet<>();
  private List<StoredSegment> added = new ArrayList<>();
  private long bytesTaken;
  private Set<PendingKey> questions = new LinkedHashSet<>();
  private boolean segmentsGone;
  private boolean everything;

  /**
   * @param bytes of memory that segments which release requests may take together
   */
  PendingChanges(long bytes) {
    this.bytes = bytes;
  }

  /**
   * PendingChanges to work off.
   *
   * @param ends types and ends of segments that came, or are about to
   * @param added those of the segments that release requests that wait for a segment to be sent
   *     over
   * @param questions to be retried in any case
   * @param segmentsGone whether any segment went
   * @param everything whether all questions are to be retried
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

  /** Segments of the type came that have these ends. */
  synchronized void segment(SegmentQuery itsEnds) {
    add(ends, itsEnds);
  }

  /** {@return whether there was room: what is not added releases nothing} */
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

  /** Takes all there is. */
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
