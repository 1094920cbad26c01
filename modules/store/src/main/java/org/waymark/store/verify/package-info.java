/**
 * Verifies the rows of a store without a log: each row that follows from others is derived again
 * and compared, in both directions.
 *
 * <pre>
 * positions      the digest and the counts of the rows of the state; ticks; trees
 * state          a segment from its bytes, a revocation from its proof, trust from its text;
 *                every row from the tables of history
 * indexes, ends  from the rows of the state
 * history        events without gaps; the change, the bytes and the past row of each event, and
 *                the event of each of those; past-by-end and past-by-interface from the changes
 * ticks, times   from the events
 * </pre>
 *
 * <p>Some facts in a store follow only from the log, such as who appended a record. {@link
 * org.waymark.store.verify.StoreVerification#compare} compares them with a store that was built
 * from the log.
 */
package org.waymark.store.verify;
