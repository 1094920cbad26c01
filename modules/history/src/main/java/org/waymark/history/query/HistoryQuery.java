package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers one kind of query about the past. */
@FunctionalInterface
public interface HistoryQuery {
  /**
   * Answers a query.
   *
   * @throws IllegalArgumentException if a parameter is missing or malformed
   * @throws org.waymark.history.UnknownPastException if the history does not cover the requested
   *     moment
   */
  ObjectNode answer(QueryContext context);
}
