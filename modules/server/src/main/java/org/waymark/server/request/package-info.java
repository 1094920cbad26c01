/**
 * Path requests, from question to answer (PROTOCOL 6).
 *
 * <p>A {@link org.waymark.server.request.RequestHandler} answers what the store can answer. Other
 * requests are pending for up to 2 s, are sent on to a core AS, or wait for a segment to be sent
 * over; {@code Retries} answers them when records, verified segments or trust have come that may
 * answer them, and knows which these are by the queries that their last resolution asked.
 *
 * <p>{@code Forwarding} sends requests on. It asks the nearest core AS, as the original did, and,
 * as {@code AskedCoreAses} remembers, the next ones in turn when that one had its time and gave no
 * answer: when the core of an ISD falls apart, not every core AS knows every DOWN segment. Once
 * there is an answer the others are asked as well, since each core AS answers with the segments
 * that lead to itself, and a host of a multi-homed AS has a use for them all. Such rounds repeat
 * while requests come, at most once per destination and 10 s, so that better segments are known
 * before those that are remembered end.
 */
package org.waymark.server.request;
