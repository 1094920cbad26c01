package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.AsInterface;
import org.waymark.store.row.EventSource;
import org.waymark.store.row.StoredSegment;

/**
 * A segment that is part of a path.
 *
 * @param stored the version that was stored
 * @param source the source of that version's record, if the history reaches back that far
 * @param interfaces the interfaces of the segment that the path uses; revoking any of them ends the
 *     path
 * @param refusedRevocations for each of these interfaces, the latest revocation that was rejected
 *     since the version was recorded; if there are any, the path may have been broken although
 *     answers contained it
 */
public record Carrier(
    StoredSegment stored,
    Optional<EventSource> source,
    List<AsInterface> interfaces,
    List<Evidence> refusedRevocations) {
  public Carrier {
    interfaces = List.copyOf(interfaces);
    refusedRevocations = List.copyOf(refusedRevocations);
  }
}
