package org.waymark.history.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;

/**
 * The facts that an explanation may use in addition to the history of a store. If one of these
 * parts is empty, nothing is known about that part, and the explanation says so.
 *
 * @param replica the id of the replica to which the query refers
 * @param standing whether the answers of that replica can be relied upon
 * @param audit the records of {@code .audit} up to the moment, in the order of offsets
 * @param unapplied the segments in records that were in the log at the moment, but that the replica
 *     had not applied
 * @param held the segments that the replica held at the moment because the log could not be reached
 * @param notes sentences that say which sources were not read, and why
 * @param later the first start or stop of that replica after the moment, if any is known
 * @param isAnswering whether that replica is running now, and answers the query itself
 */
public record Circumstances(
    Optional<String> replica,
    Optional<Standing> standing,
    Optional<List<AuditRecord>> audit,
    Optional<List<StoredSegment>> unapplied,
    Optional<List<StoredSegment>> held,
    List<String> notes,
    Optional<AuditRecord> later,
    boolean isAnswering) {
  /** Circumstances about which nothing is known. */
  public static final Circumstances UNKNOWN = of(Optional.empty());

  /** A record of {@code .audit}. */
  public record AuditRecord(long offset, long recordTimeMs, Event event) {
    /** {@return whether this is the start or the stop of a replica} */
    boolean isRun() {
      return isStart() || event.body() instanceof EventBody.ReplicaStopped;
    }

    /** {@return whether this is the start of a replica} */
    boolean isStart() {
      return event.body() instanceof EventBody.ReplicaStarted;
    }
  }

  public Circumstances {
    audit = audit.map(List::copyOf);
    unapplied = unapplied.map(List::copyOf);
    held = held.map(List::copyOf);
    notes = List.copyOf(notes);
  }

  /** Creates the circumstances up to the moment, for a replica that may or may not be running. */
  public Circumstances(
      Optional<String> replica,
      Optional<Standing> standing,
      Optional<List<AuditRecord>> audit,
      Optional<List<StoredSegment>> unapplied,
      Optional<List<StoredSegment>> held,
      List<String> notes) {
    this(replica, standing, audit, unapplied, held, notes, Optional.empty(), false);
  }

  /** {@return circumstances in which nothing is known except, possibly, the replica's id} */
  public static Circumstances of(Optional<String> replica) {
    return new Circumstances(
        replica, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * {@return whether the explanation depends on the state of the store} It does not if the replica
   * was not ready, because a replica that is not ready gives no answers, regardless of the content
   * of its store.
   */
  public boolean areOfAnsweringReplica() {
    return standing.filter(one -> one.state() == Standing.State.NOT_READY).isEmpty();
  }

  /** {@return these circumstances with an additional note about a source that was not read} */
  public Circumstances with(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Circumstances(replica, standing, audit, unapplied, held, more, later, isAnswering);
  }
}
