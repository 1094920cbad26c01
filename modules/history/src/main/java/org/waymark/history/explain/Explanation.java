package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.TimeOverException;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;

/**
 * Explains why there was, or was not, a path from one AS to another at a moment, according to the
 * log of one AS.
 *
 * @param moment the moment, with a clock that is not before the last tick
 * @param missing the first stage that was missing; empty if there was a path
 * @param best the path with the fewest links
 * @param paths the number of paths, at most {@value #MAX_PATHS}
 * @param carriers the segments of the best path, in the order of travel
 * @param critical the interfaces that all paths use; revoking any of them leaves no path
 * @param lastsUntilMs the time at which the last path expires unless later records prolong or end
 *     it, in Unix milliseconds
 * @param unknown facts that could have mattered but are unknown here, as sentences
 */
public record Explanation(
    IsdAs source,
    IsdAs destination,
    Moment moment,
    Optional<Missing> missing,
    Optional<EndToEndPath> best,
    int paths,
    List<Carrier> carriers,
    List<AsInterface> critical,
    OptionalLong lastsUntilMs,
    List<String> unknown) {
  /** The maximum number of paths that an explanation considers. */
  public static final int MAX_PATHS = 1_000;

  public Explanation {
    carriers = List.copyOf(carriers);
    critical = List.copyOf(critical);
    unknown = List.copyOf(unknown);
  }

  /**
   * Explains why there were, or were not, paths from one AS to another at a moment.
   *
   * @param bounds the bounds, of which only the time limit applies, because an explanation is never
   *     partial
   * @throws TimeOverException if the time runs out before there is an explanation
   */
  public static Explanation of(
      HistoryView history,
      Moment moment,
      IsdAs source,
      IsdAs destination,
      Circumstances circumstances,
      QueryBounds bounds) {
    return new Explainer(history, moment, source, destination, circumstances, bounds).explain();
  }

  /**
   * {@return whether there was a path, and a replica was running that could include the path in its
   * answers}
   */
  public boolean works() {
    return missing.isEmpty();
  }
}
