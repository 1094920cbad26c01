package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;

/**
 * The first stage of a path that was missing.
 *
 * @param evidence the event that caused this; empty if no event did
 * @param segments the segments that could have completed the stage and the reasons why they did
 *     not, starting with the segments that came closest
 * @param wouldWorkIf a sentence saying what would have completed the stage
 * @param inferred whether this is the probable cause, which no record states
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
}
