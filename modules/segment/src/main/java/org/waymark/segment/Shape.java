package org.waymark.segment;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Checks the shape that every segment must have: no AS occurs twice, and nothing comes before the
 * first AS or after the last AS (ARCHITECTURE, Before append). The shape is checked only before an
 * append; apply accepts every recorded segment.
 */
public final class Shape {
  private Shape() {}

  /** {@return the first fault in the shape of the segment, if there is one} */
  public static Optional<ShapeFault> fault(PathSegment segment) {
    List<Hop> hops = segment.hops();
    Hop first = hops.getFirst();
    if (first.ingress() != 0) {
      return Optional.of(new ShapeFault.FirstIngress(first.ia(), first.ingress()));
    }
    Hop last = hops.getLast();
    if (last.egress() != 0) {
      return Optional.of(new ShapeFault.LastEgress(last.ia(), last.egress()));
    }
    Set<IsdAs> seen = new HashSet<>();
    for (Hop hop : hops) {
      if (!seen.add(hop.ia())) {
        return Optional.of(new ShapeFault.RepeatedAs(hop.ia()));
      }
    }
    return Optional.empty();
  }
}
