package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.Revocation;
import org.waymark.store.row.StoredSegment;

/**
 * The segments that answer a request, without duplicates and in the order in which they are sent:
 * UP, CORE, DOWN (PROTOCOL 6.3), and the next step for missing segments.
 *
 * @param revocations current revocations of the segments' peer links, at most one per segment,
 *     without duplicates
 * @param next the next step for a new request; a request can be answered and pending at the same
 *     time
 */
public record Resolution(
    List<StoredSegment> up,
    List<StoredSegment> core,
    List<StoredSegment> down,
    List<Revocation> revocations,
    NextStep next) {

  /** The resolution without segments and without a next step. No reply is sent. */
  public static final Resolution NOTHING = nothing(new NextStep.Nothing());

  public Resolution {
    up = List.copyOf(up);
    core = List.copyOf(core);
    down = List.copyOf(down);
    revocations = List.copyOf(revocations);
  }

  /** {@return a resolution without segments but with a next step} */
  static Resolution nothing(NextStep next) {
    return new Resolution(List.of(), List.of(), List.of(), List.of(), next);
  }

  /** {@return whether there are no segments to send} */
  public boolean isNothing() {
    return up.isEmpty() && core.isEmpty() && down.isEmpty();
  }
}
