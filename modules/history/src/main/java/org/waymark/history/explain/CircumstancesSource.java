package org.waymark.history.explain;

import org.waymark.history.Moment;
import org.waymark.store.history.HistoryView;

/** Finds the facts that an explanation may use in addition to the history of a store. */
@FunctionalInterface
public interface CircumstancesSource {
  /** A source that finds no facts. */
  CircumstancesSource NONE = (history, moment) -> Circumstances.UNKNOWN;

  /** {@return the circumstances known about a moment} This may block while it reads a log. */
  Circumstances at(HistoryView history, Moment moment);
}
