package org.waymark.history.explain;

import java.util.Comparator;
import java.util.List;
import org.waymark.segment.Hop;
import org.waymark.segment.SegmentKey;

/**
 * The reason why a path segment could not be used at a moment.
 *
 * @param hops the hops of the path
 * @param reason the decisive reason
 * @param isStored whether a valid version was stored, but hidden
 * @param evidence the decisive event
 */
public record SegmentFate(
    SegmentKey key, List<Hop> hops, Reason reason, boolean isStored, Evidence evidence) {
  /**
   * Orders segments by how close they came to being usable: stored but hidden segments come first,
   * then those that were lost most recently.
   */
  static final Comparator<SegmentFate> NEAREST_FIRST =
      Comparator.comparing((SegmentFate fate) -> !fate.isStored())
          .thenComparing(
              Comparator.comparingLong((SegmentFate fate) -> fate.evidence().atMs()).reversed())
          .thenComparing(
              Comparator.comparingLong((SegmentFate fate) -> fate.evidence().offset().orElse(-1))
                  .reversed())
          .thenComparing(SegmentFate::key);

  public SegmentFate {
    hops = List.copyOf(hops);
  }
}
