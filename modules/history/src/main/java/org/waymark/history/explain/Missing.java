package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;

/**
 * The first stage of a path that was missing.
 *
 * @param evidence the event that caused this; empty if no event caused it
 * @param segments the segments that could have completed the stage and the reasons why they did
 *     not, starting with the segments that came closest
 * @param wouldWorkIf a sentence that says what would have completed the stage
 * @param inferred whether the cause is only probable, because no record states it
 */
public record Missing(
    Stage stage,
    Reason reason,
    Optional<Evidence> evidence,
    List<SegmentFate> segments,
    String wouldWorkIf,
    boolean inferred) {
  public Missing {
    segments = List.copyOf(segments);
  }

  /** A stage that was missing according to the records. */
  public Missing(
      Stage stage,
      Reason reason,
      Optional<Evidence> evidence,
      List<SegmentFate> segments,
      String wouldWorkIf) {
    this(stage, reason, evidence, segments, wouldWorkIf, false);
  }

  /** {@return this stage with another sentence after {@code wouldWorkIf}} */
  Missing with(String sentence) {
    return new Missing(stage, reason, evidence, segments, wouldWorkIf + " " + sentence, inferred);
  }
}
