/**
 * Path requests, from question to answer (spec 6).
 *
 * <p>A {@link org.waymark.server.request.RequestDesk} answers what the store can answer. Other
 * requests are pending for up to 2 s, are sent on to a core AS, or wait for a segment to be sent
 * over; {@code Retries} answers them when records, verified segments or trust have come that may
 * answer them, and knows which these are by the queries that their last resolution asked.
 */
package org.waymark.server.request;
