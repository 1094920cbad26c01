package org.waymark.history.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.waymark.history.Moment;
import org.waymark.history.Moments;
import org.waymark.history.QueryBounds;
import org.waymark.history.UnknownPastException;
import org.waymark.history.explain.CircumstancesSource;
import org.waymark.history.state.SegmentFilter;
import org.waymark.log.Token;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.history.HistoryView;

/**
 * A query about the past, and everything needed to answer it.
 *
 * @param query the query
 * @param nowMs the current time, in Unix milliseconds
 * @param limits the limits on any answer; a query may request fewer results
 * @param circumstances the source of the facts that explanations use in addition to the history
 * @param other another store, for a query that compares two stores
 */
public record QueryContext(
    HistoryView history,
    JsonNode query,
    long nowMs,
    QueryBounds limits,
    CircumstancesSource circumstances,
    Optional<Other> other) {
  private static final int MAX_ISD = 65_535;

  /**
   * The history of another store.
   *
   * @param nowMs the time that counts as "now" for that store, in Unix milliseconds
   */
  public record Other(HistoryView history, long nowMs) {}

  /** {@return the context of the other store, or this context if there is no other store} */
  QueryContext second() {
    return other
        .map(
            store ->
                new QueryContext(
                    store.history(),
                    query,
                    store.nowMs(),
                    limits,
                    CircumstancesSource.NONE,
                    Optional.empty()))
        .orElse(this);
  }

  /** Creates a query of one store. */
  public QueryContext(
      HistoryView history,
      JsonNode query,
      long nowMs,
      QueryBounds limits,
      CircumstancesSource circumstances) {
    this(history, query, nowMs, limits, circumstances, Optional.empty());
  }

  /** Creates a query that is answered from the history of one store alone. */
  public QueryContext(HistoryView history, JsonNode query, long nowMs, QueryBounds limits) {
    this(history, query, nowMs, limits, CircumstancesSource.NONE);
  }

  /** {@return a copy of this context with a different time limit} */
  QueryContext within(BooleanSupplier otherTime) {
    return new QueryContext(
        history,
        query,
        nowMs,
        new QueryBounds(limits.results(), otherTime, limits.items()),
        circumstances,
        other);
  }

  /** {@return whether the time for the answer has run out} */
  BooleanSupplier isTimeOver() {
    return limits.isTimeOver();
  }

  /**
   * Reads a moment from a parameter, or uses "now" if the parameter is missing. For queries about
   * events before that moment.
   *
   * @throws IllegalArgumentException if the parameter is not a moment
   * @throws UnknownPastException if the history does not reach back to the moment
   */
  public Moment until(String parameter) {
    return new Moments(history, nowMs).of(optionalText(parameter).orElse("now"));
  }

  /**
   * Reads a moment from a parameter, or uses "now" if the parameter is missing. For queries about
   * the state at that moment.
   *
   * @throws IllegalArgumentException if the parameter is not a moment
   * @throws UnknownPastException if the history does not cover everything on which the state
   *     depends
   */
  public Moment moment(String parameter) {
    String text = optionalText(parameter).orElse("now");
    return Moments.withState(history, until(parameter), text);
  }

  /**
   * {@return the bounds of the answer, with the maximum number of results in the parameter {@code
   * limit}, or 1,000 if it is missing}
   */
  public QueryBounds bounds() {
    JsonNode limit = query.path("limit");
    if (limit.isMissingNode()) {
      return limits.withResults(Math.min(QueryBounds.DEFAULT_RESULTS, limits.results()));
    }
    if (!limit.canConvertToInt() || limit.asInt() < 1 || limit.asInt() > limits.results()) {
      throw new IllegalArgumentException(
          "limit must be in 1.." + limits.results() + " here, got " + limit);
    }
    return limits.withResults(limit.asInt());
  }

  /** Reads a parameter as text. */
  public Optional<String> optionalText(String parameter) {
    return Optional.ofNullable(query.get(parameter)).map(JsonNode::asText);
  }

  /**
   * Reads a parameter as text.
   *
   * @throws IllegalArgumentException if it is missing
   */
  public String text(String parameter) {
    return optionalText(parameter)
        .orElseThrow(
            () ->
                new IllegalArgumentException("the query does not have the parameter " + parameter));
  }

  /**
   * Reads a parameter as an AS.
   *
   * @return the AS; {@code 0-0} if the parameter is missing
   */
  public IsdAs isdAs(String parameter) {
    return parsed(parameter, IsdAs::parse).orElse(IsdAs.NONE);
  }

  /** Reads a parameter with the given parser. */
  public <T> Optional<T> parsed(String parameter, Function<String, T> parser) {
    return optionalText(parameter).map(parser);
  }

  /** Reads a filter from the parameters type, first, last, isd and as. */
  public SegmentFilter filter() {
    JsonNode isd = query.path("isd");
    if (!isd.isMissingNode()
        && (!isd.canConvertToInt() || isd.asInt() < 1 || isd.asInt() > MAX_ISD)) {
      throw new IllegalArgumentException("isd must be in 1.." + MAX_ISD + ", got " + isd);
    }
    return new SegmentFilter(
        parsed("type", QueryContext::type),
        isdAs("first"),
        isdAs("last"),
        isd.asInt(0),
        isdAs("as"));
  }

  private static SegmentType type(String text) {
    return Arrays.stream(SegmentType.values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("type must be up, down or core, got '" + text + "'"));
  }

  /**
   * Creates an answer about a moment, which starts with the fields that all answers have in common.
   */
  public ObjectNode answer(Moment moment) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("query", query.path("query").asText());
    answer.put("offset", moment.next());
    history
        .position()
        .map(position -> new Token(position.topicId(), moment.next()).toString())
        .ifPresent(token -> answer.put("token", token));
    answer.put("at", Instant.ofEpochMilli(moment.clockMs()).toString());
    answer.put("knownFrom", history.first());
    return answer;
  }
}
