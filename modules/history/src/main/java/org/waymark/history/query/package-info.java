/**
 * Queries about the past and their answers, as JSON objects whose field names are stable.
 *
 * <p>A query is an object with the name of a query in {@code query} and its parameters; see {@link
 * org.waymark.history.query.HistoryQueries}. Every answer has {@code query}, {@code offset}, {@code
 * token} and {@code at} (the moment: the offset of the first record after it, the same with the id
 * of the topic, unless no record was folded, and the clock), {@code knownFrom} (the first offset
 * whose effects are known), {@code found} (whether the answer is yes) and {@code truncated}
 * (whether results were left out because of the bounds). Times are in UTC.
 */
package org.waymark.history.query;
