package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.waymark.history.UnknownPastException;

/** The queries about the past, by name. */
public final class HistoryQueries {
  /** The field of an answer that says why the question could not be answered. */
  public static final String ERROR = "error";

  private static final Map<String, HistoryQuery> ALL =
      new TreeMap<>(
          Map.of(
              "segments", StateDocument::segments,
              "segment", StateDocument::segment,
              "revocations", StateDocument::revocations,
              "trust", StateDocument::trust,
              "paths", StateDocument::paths,
              "history", LifeDocument::history,
              "diff", DifferenceDocument::diff,
              "explain", ExplanationDocument::explain,
              "bisect", BisectionDocument::bisect));

  private HistoryQueries() {}

  /**
   * Answers a question.
   *
   * @return the answer, with the field {@code error} if the question could not be answered
   */
  public static ObjectNode answer(QueryContext context) {
    String name = context.query().path("query").asText();
    HistoryQuery query = ALL.get(name);
    if (query == null) {
      return error("there is no query '" + name + "': the queries are " + ALL.keySet());
    }
    try {
      return query.answer(context);
    } catch (IllegalArgumentException | UnknownPastException e) {
      return error(e.getMessage());
    }
  }

  /** {@return an answer that gives the reason why the question cannot be answered} */
  public static ObjectNode error(String why) {
    return JsonNodeFactory.instance.objectNode().put(ERROR, why);
  }
}
