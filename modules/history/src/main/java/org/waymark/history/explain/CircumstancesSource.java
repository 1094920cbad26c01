package org.waymark.history.explain;

import org.waymark.history.Moment;
import org.waymark.store.history.HistoryView;

/** Finds out what an explanation may use besides the history of a store. */
@FunctionalInterface
public interface CircumstancesSource {
  /** Finds nothing. */
  CircumstancesSource NONE = (history, moment) -> Circumstances.UNKNOWN;

  /** {@return what is known about a moment} May block while it reads a log. */
  Circumstances at(HistoryView history, Moment moment);
}
