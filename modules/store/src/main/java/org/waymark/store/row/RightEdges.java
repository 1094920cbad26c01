package org.waymark.store.row;

import java.util.Optional;
import org.waymark.audit.tree.RightEdge;
import org.waymark.log.Topic;

/**
 * The right edges of the Merkle trees of the topics that are folded, at the positions beside which
 * they are stored. An edge is unknown if the fold began late and without a checkpoint.
 */
public record RightEdges(Optional<RightEdge> events, Optional<RightEdge> trust) {
  /** No edge is known. */
  public static final RightEdges UNKNOWN = new RightEdges(Optional.empty(), Optional.empty());

  /** {@return the edge of a topic; empty if it is unknown} */
  public Optional<RightEdge> of(Topic topic) {
    return switch (topic) {
      case EVENTS -> events;
      case TRUST -> trust;
      case AUDIT -> Optional.empty();
    };
  }

  RightEdges with(Topic topic, Optional<RightEdge> edge) {
    return switch (topic) {
      case EVENTS -> new RightEdges(edge, trust);
      case TRUST -> new RightEdges(events, edge);
      case AUDIT -> throw new IllegalArgumentException("the audit topic is never applied");
    };
  }
}
