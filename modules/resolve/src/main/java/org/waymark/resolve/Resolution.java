package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.Revocation;
import org.waymark.store.StoredSegment;

/**
 * The segments that answer a request, each once, in the order they are to be sent: UP, CORE, DOWN
 * (spec 6.3).
 *
 * @param revocations current revocations of peer links of the segments, at most one per segment,
 *     each once
 */
public record Resolution(
    List<StoredSegment> up,
    List<StoredSegment> core,
    List<StoredSegment> down,
    List<Revocation> revocations) {

  /** The answer "nothing found", to which no reply is sent. */
  public static final Resolution NOTHING =
      new Resolution(List.of(), List.of(), List.of(), List.of());

  public Resolution {
    up = List.copyOf(up);
    core = List.copyOf(core);
    down = List.copyOf(down);
    revocations = List.copyOf(revocations);
  }

  /** {@return whether there is nothing to send} */
  public boolean isNothing() {
    return up.isEmpty() && core.isEmpty() && down.isEmpty();
  }
}
