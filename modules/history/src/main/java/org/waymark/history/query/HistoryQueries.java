package org.waymark.history.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.waymark.history.TimeOverException;
import org.waymark.history.UnknownPastException;

/** The queries about the past, by name. */
public final class HistoryQueries {
  /** The field of an answer that gives the reason why the query could not be answered. */
  public static final String ERROR = "error";

  /** The field that is true if a store that had folded more of the log might be able to answer. */
  public static final String MAY_BE_IN_LOG = "mayBeInLog";

  /** The field that is true if an answer is incomplete because the time for the answer ran out. */
  public static final String TIME_OVER = "timeOver";

  /** The field that is true if an answer is incomplete because there were too many segments. */
  public static final String TOO_MANY_ITEMS = "tooManyItems";

  /** The field that is true if a query could not be answered because the store cannot be read. */
  public static final String UNAVAILABLE = "unavailable";

  private static final Map<String, HistoryQuery> ALL =
      new TreeMap<>(
          Map.of(
              "segments", StateDocument::segments,
              "segment", StateDocument::segment,
              "revocations", StateDocument::revocations,
              "blocks", StateDocument::blocks,
              "trust", StateDocument::trust,
              "paths", StateDocument::paths,
              "history", LifeDocument::history,
              "diff", DifferenceDocument::diff,
              "explain", ExplanationDocument::explain,
              "bisect", BisectionDocument::bisect));

  private HistoryQueries() {}

  /**
   * Answers a query.
   *
   * @return the answer, with the field {@code error} if the query could not be answered
   */
  public static ObjectNode answer(QueryContext context) {
    String name = context.query().path("query").asText();
    HistoryQuery query = ALL.get(name);
    if (query == null) {
      return error("there is no query '" + name + "'; the queries are " + ALL.keySet());
    }
    try {
      return answer(query, context);
    } catch (IllegalArgumentException e) {
      return error(e.getMessage());
    } catch (UnknownPastException e) {
      return error(e.getMessage()).put(MAY_BE_IN_LOG, e.mayBeInLog());
    } catch (TimeOverException e) {
      return error(e.getMessage()).put(TIME_OVER, true);
    }
  }

  private static ObjectNode answer(HistoryQuery query, QueryContext context) {
    AtomicBoolean wasOver = new AtomicBoolean();
    ObjectNode answer =
        query.answer(
            context.within(
                () -> {
                  boolean isOver = context.isTimeOver().getAsBoolean();
                  wasOver.compareAndSet(false, isOver);
                  return isOver;
                }));
    if (wasOver.get() && answer.path("truncated").asBoolean()) {
      if (!answer.path("found").asBoolean()) {
        // If nothing was found before the time ran out, this does not mean that there is nothing.
        throw new TimeOverException();
      }
      answer.put(TIME_OVER, true);
    }
    return answer;
  }

  /** {@return an answer that gives the reason why the query cannot be answered} */
  public static ObjectNode error(String why) {
    return JsonNodeFactory.instance.objectNode().put(ERROR, why);
  }
}
