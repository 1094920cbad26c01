package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.Event;

/**
 * The facts that an explanation may use in addition to the history of a store. If one of these
 * parts is empty, nothing is known about it, and the explanation says so.
 *
 * @param replica the id of the replica about which the question is asked
 * @param audit the records of {@code .audit} up to the moment, in the order of offsets
 * @param unapplied the segments in records that were in the log at the moment, but that the replica
 *     had not applied
 * @param held the segments that the replica held at the moment because the log was away
 */
public record Circumstances(
    Optional<String> replica,
    Optional<List<AuditRecord>> audit,
    Optional<List<StoredSegment>> unapplied,
    Optional<List<StoredSegment>> held) {
  /** Circumstances about which nothing is known. */
  public static final Circumstances UNKNOWN =
      new Circumstances(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** A record of {@code .audit}. */
  public record AuditRecord(long offset, long recordTimeMs, Event event) {}

  public Circumstances {
    audit = audit.map(List::copyOf);
    unapplied = unapplied.map(List::copyOf);
    held = held.map(List::copyOf);
  }
}
