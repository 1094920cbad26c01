package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.Revocation;
import org.waymark.store.StoredSegment;

/**
 * The segments that answer a request, each once, in the order they are to be sent: UP, CORE, DOWN
 * (PROTOCOL 6.3); and what is missing.
 *
 * @param revocations current revocations of peer links of the segments, at most one per segment,
 *     each once
 * @param next to be done for a new request; a request can be answered and pending at once
 */
public record Resolution(
    List<StoredSegment> up,
    List<StoredSegment> core,
    List<StoredSegment> down,
    List<Revocation> revocations,
    NextStep next) {

  /** Nothing found, to which no reply is sent, and nothing to be done. */
  public static final Resolution NOTHING = nothing(new NextStep.Nothing());

  public Resolution {
    up = List.copyOf(up);
    core = List.copyOf(core);
    down = List.copyOf(down);
    revocations = List.copyOf(revocations);
  }

  /** {@return nothing found, and what is to be done then} */
  static Resolution nothing(NextStep next) {
    return new Resolution(List.of(), List.of(), List.of(), List.of(), next);
  }

  /** {@return whether there is nothing to send} */
  public boolean isNothing() {
    return up.isEmpty() && core.isEmpty() && down.isEmpty();
  }
}
