/**
 * A path server without sockets: what happens to a message, from decoded to answered.
 *
 * <p>{@link org.waymark.server.PathServer} takes decoded messages and passes each to the handler of
 * its kind. {@link org.waymark.server.ServerCore} assembles the parts. They share a {@link
 * org.waymark.server.context.ServerContext}. The packages:
 *
 * <ul>
 *   <li>{@code context}: what all parts share: settings, state, ports, reports.
 *   <li>{@code registration}: one segment from claim to outcome: shape, type, signatures, damping,
 *       budgets, append, applied.
 *   <li>{@code revocation}: the same for revocations. Unproven ones wait in memory.
 *   <li>{@code request}: path requests, from question to answer.
 *   <li>{@code trust}: requests for TRCs and chains, received TRCs and chains, and the segments
 *       that wait for them.
 *   <li>{@code propagation}: the tasks of the replica that holds the lease: ticks, and sending DOWN
 *       segments to the other core ASes.
 *   <li>{@code outage}: segments and revocations held in memory while the log is away. {@code
 *       recorder} appends them once it is back.
 *   <li>{@code append}: the way into the log.
 *   <li>{@code work}: the threads that verify, and the turns that sources take on them.
 *   <li>{@code replay}: the only writer of the store, which follows the log and tells {@link
 *       org.waymark.server.replay.AppliedListener}s what it applied; and readiness, which says
 *       whether the answers of this replica can be relied upon.
 *   <li>{@code report}: log lines, counters, and the starts, stops and refusals in {@code .audit}.
 *   <li>{@code message}, {@code outcome}, {@code settings}: vocabulary that the packages share.
 * </ul>
 *
 * <p>Nothing here changes the store directly. Appending to the log is the only way to write, and
 * the follower applies what it reads back.
 */
package org.waymark.server;
