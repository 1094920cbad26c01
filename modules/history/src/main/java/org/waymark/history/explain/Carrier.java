package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.StoredSegment;

/**
 * A segment that carries a path.
 *
 * @param stored the version that was stored
 * @param source where its record came from, if the history reaches it
 * @param interfaces the interfaces of it that the path uses: a revocation of any of them ends the
 *     path
 */
public record Carrier(
    StoredSegment stored, Optional<EventSource> source, List<AsInterface> interfaces) {
  public Carrier {
    interfaces = List.copyOf(interfaces);
  }
}
