package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * What is to be done for a new request besides sending what was found (PROTOCOL 6.1, 6.2). A retry
 * of a pending one does nothing of it.
 *
 * <p>There is no master to be asked: what it held alone is in the log.
 */
public sealed interface NextStep {
  /** Nothing: all was found, or a cacheOnly request is not to be answered later. */
  record Nothing() implements NextStep {}

  /**
   * Keep it pending.
   *
   * @param on the destination, or the core ASes at which DOWN segments to it start that no CORE
   *     segment is known from; each once, at least one
   */
  record Pend(List<IsdAs> on) implements NextStep {
    public Pend {
      on = List.copyOf(on);
    }
  }

  /**
   * Send the request on, and keep it pending.
   *
   * @param destination pending on
   * @param over to the AS it starts at, against its direction; ends at the own AS
   */
  record Forward(IsdAs destination, PathSegment over) implements NextStep {}

  /**
   * Keep the request until there is a segment to send it over, and keep it pending.
   *
   * @param destination pending on
   * @param isd whose core ASes may be asked; the own one for a local server
   */
  record AwaitSegment(IsdAs destination, int isd) implements NextStep {}

  /**
   * Send the request on as well, unless that was done a short while ago: other core ASes may know
   * segments that make better paths, and what is remembered of earlier answers grows old. It does
   * not become pending for that.
   *
   * @param destination that is asked for
   * @param on as in {@link Pend}, or none
   */
  record AskAgain(IsdAs destination, List<IsdAs> on) implements NextStep {
    public AskAgain {
      on = List.copyOf(on);
    }
  }

  /** {@return the ASes the request is pending on} */
  default List<IsdAs> pendingOn() {
    return switch (this) {
      case Nothing nothing -> List.of();
      case Pend pend -> pend.on();
      case Forward forward -> List.of(forward.destination());
      case AwaitSegment await -> List.of(await.destination());
      case AskAgain again -> again.on();
    };
  }
}
