package org.waymark.history.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waymark.history.Moment;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.store.history.HistoryView;

/**
 * Why there was, or was not, a path from one AS to another at a moment, according to the log of one
 * AS.
 *
 * @param moment the moment, with a clock that is not before the last tick
 * @param missing the first stage that was missing; empty if there was a path
 * @param best the path with the fewest links
 * @param paths how many paths there were, at most {@value #MAX_PATHS}
 * @param carriers the segments of the best path, in the order of travel
 * @param critical the interfaces that all paths use: a revocation of any of them ends the last path
 * @param lastsUntilMs when the last of the paths ends if nothing is recorded, Unix milliseconds
 * @param unknown what could have mattered, but is not known here, as sentences
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
  /** How many paths an explanation considers. */
  public static final int MAX_PATHS = 1_000;

  public Explanation {
    carriers = List.copyOf(carriers);
    critical = List.copyOf(critical);
    unknown = List.copyOf(unknown);
  }

  /** {@return the explanation of the paths from one AS to another at a moment} */
  public static Explanation of(
      HistoryView history,
      Moment moment,
      IsdAs source,
      IsdAs destination,
      Circumstances circumstances) {
    return new Explainer(history, moment, source, destination, circumstances).explain();
  }

  /** {@return whether there was a path, and a replica to tell of it} */
  public boolean works() {
    return missing.isEmpty();
  }
}
