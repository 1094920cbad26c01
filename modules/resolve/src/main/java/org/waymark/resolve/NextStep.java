package org.waymark.resolve;

import java.util.List;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;

/**
 * What the server does for a new request in addition to sending the segments that it has found
 * (PROTOCOL 6.1, 6.2). The server does not repeat this step when it retries a pending request.
 *
 * <p>Unlike in the original implementation, no master has to be asked: everything that only the
 * master knew is now recorded in the log.
 */
public sealed interface NextStep {
  /**
   * Do nothing, because everything was found, or because the request is cacheOnly and so must not
   * be answered later.
   */
  record Nothing() implements NextStep {}

  /**
   * Keep the request pending.
   *
   * @param on the destination, or the core ASes at which DOWN segments to the destination start and
   *     from which there is no CORE segment; at least one AS, without duplicates
   */
  record Pend(List<IsdAs> on) implements NextStep {
    public Pend {
      on = List.copyOf(on);
    }
  }

  /**
   * Forward the request, and keep it pending.
   *
   * @param destination the destination, on which the request is pending
   * @param over the segment over which to forward the request. The request travels against the
   *     direction of the segment, from the local AS, where the segment ends, to the AS where it
   *     starts
   */
  record Forward(IsdAs destination, PathSegment over) implements NextStep {}

  /**
   * Keep the request pending, and forward it as soon as there is a segment over which to do so.
   *
   * @param destination the destination, on which the request is pending
   * @param isd the ISD whose core ASes may be asked; the local ISD for a local server
   */
  record AwaitSegment(IsdAs destination, int isd) implements NextStep {}

  /**
   * Forward the request in addition to answering it, unless it was forwarded recently. Other core
   * ASes may have segments that result in better paths, and segments from earlier replies expire.
   * This does not make the request pending.
   *
   * @param destination the destination of the request
   * @param on the ASes as in {@link Pend}; may be empty
   */
  record AskAgain(IsdAs destination, List<IsdAs> on) implements NextStep {
    public AskAgain {
      on = List.copyOf(on);
    }
  }

  /** {@return the ASes on which the request is pending} */
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
