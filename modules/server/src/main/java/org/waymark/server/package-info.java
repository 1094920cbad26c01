/**
 * A path server without sockets: what happens to a message, from decoded to answered.
 *
 * <p>{@link org.waymark.server.PathServer} takes decoded messages and hands them on by kind; {@link
 * org.waymark.server.ServerCore} puts the parts together. The rooms:
 *
 * <ul>
 *   <li>{@code registration}: one segment from claim to outcome: shape, type, signatures, damping,
 *       budgets, append, applied.
 *   <li>{@code revocation}: the same for revocations; unproven ones wait in memory.
 *   <li>{@code request}: path requests, from question to answer.
 *   <li>{@code trust}: TRCs and chains that are asked for, taken and given; segments that wait for
 *       them.
 *   <li>{@code propagation}: the lease, ticks, and DOWN segments for other core ASes.
 *   <li>{@code room}: what is held in memory while the log is away.
 *   <li>{@code append}: the way into the log.
 *   <li>{@code work}: the threads that verify, and the turns that sources take on them.
 *   <li>{@code propagation}: what the holder of the lease does for all replicas: ticks, and DOWN
 *       segments sent to the other core ASes.
 *   <li>{@code replay}: the one writer of the store, which follows the log, and readiness: whether
 *       the answers of this replica can be relied upon.
 *   <li>{@code report}: log lines, counters, and starts, stops and refusals in {@code .audit}.
 *   <li>{@code message}, {@code outcome}, {@code settings}: the words the rooms share.
 * </ul>
 *
 * <p>Nothing here changes the store: appending to the log is the only way to write, and the
 * follower applies what comes back.
 */
package org.waymark.server;
