package org.waymark.server.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.waymark.store.StoredSegment;

/**
 * What has happened since pending requests were retried last. Bounded: when there is more than it
 * holds, everything is retried.
 *
 * <p>Safe for use by several threads.
 */
final class News {
  private static final int CAPACITY = 10_000;

  private List<StoredSegment> segments = new ArrayList<>();
  private List<StoredSegment> added = new ArrayList<>();
  private Set<Question> questions = new LinkedHashSet<>();
  private boolean segmentsGone;
  private boolean everything;

  /**
   * News to work off.
   *
   * @param segments that came, or are about to
   * @param added those of them that release requests that wait for a segment to be sent over
   * @param questions to be retried in any case
   * @param segmentsGone whether any segment went
   * @param everything whether all questions are to be retried
   */
  record Taken(
      List<StoredSegment> segments,
      List<StoredSegment> added,
      Set<Question> questions,
      boolean segmentsGone,
      boolean everything) {
    boolean isEmpty() {
      return segments.isEmpty()
          && added.isEmpty()
          && questions.isEmpty()
          && !segmentsGone
          && !everything;
    }
  }

  synchronized void segment(StoredSegment segment) {
    if (segments.size() < CAPACITY) {
      segments.add(segment);
    } else {
      everything = true;
    }
  }

  /** {@return whether there was room: what is not added releases nothing} */
  synchronized boolean added(StoredSegment segment) {
    return added.size() < CAPACITY && added.add(segment);
  }

  synchronized void question(Question question) {
    questions.add(question);
  }

  synchronized void segmentsGone() {
    segmentsGone = true;
  }

  synchronized void everything() {
    everything = true;
  }

  /** Takes all there is. */
  synchronized Taken take() {
    Taken taken = new Taken(segments, added, questions, segmentsGone, everything);
    segments = new ArrayList<>();
    added = new ArrayList<>();
    questions = new LinkedHashSet<>();
    segmentsGone = false;
    everything = false;
    return taken;
  }

  synchronized boolean isEmpty() {
    return segments.isEmpty()
        && added.isEmpty()
        && questions.isEmpty()
        && !segmentsGone
        && !everything;
  }
}
