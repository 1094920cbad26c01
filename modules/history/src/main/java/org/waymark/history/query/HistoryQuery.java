package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Answers one kind of question about the past. */
@FunctionalInterface
public interface HistoryQuery {
  /**
   * Answers a question.
   *
   * @throws IllegalArgumentException if a parameter is missing or malformed
   * @throws org.waymark.history.UnknownPastException if the history does not cover the question
   */
  ObjectNode answer(QueryContext context);
}
