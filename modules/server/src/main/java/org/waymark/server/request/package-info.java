/**
 * Path requests, from receipt to answer (PROTOCOL 6).
 *
 * <p>A {@link org.waymark.server.request.RequestHandler} answers requests from the store. Requests
 * that it cannot answer stay pending for up to 2 s, and are forwarded to a core AS or wait for a
 * segment over which to forward them. {@code Retries} answers them when suitable records, verified
 * segments or trust material arrive. It selects the requests to retry by the queries of their last
 * resolution.
 *
 * <p>{@code Forwarding} sends requests to core ASes. It queries the nearest core AS first, as the
 * original did. If that AS does not answer in time, {@code Forwarding} queries the next core ASes
 * in turn, because not every core AS has every DOWN segment if the core of an ISD is partitioned.
 * {@code AskedCoreAses} tracks the queries. Once there is an answer, the other core ASes are
 * queried as well, because each core AS answers with the segments that lead to itself, and hosts of
 * a multi-homed AS can use them all. Such rounds repeat as long as requests arrive, at most every
 * 10 s per destination, so that better segments arrive before the stored segments expire.
 */
package org.waymark.server.request;
