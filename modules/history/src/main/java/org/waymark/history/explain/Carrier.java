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
 * @param source the source of the record of that version, if the history reaches back to it
 * @param interfaces the interfaces of the segment that the path uses; revoking any of them ends the
 *     path
 * @param refusedRevocations the latest revocation of each of these interfaces that was rejected
 *     since the version was recorded: the path may have been broken although it was in answers
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
