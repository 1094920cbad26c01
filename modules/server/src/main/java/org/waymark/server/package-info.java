/**
 * A path server without sockets: what happens to a message, from decoded to answered.
 *
 * <ul>
 *   <li>{@link org.waymark.server.PathServer} takes decoded messages and hands them on by kind.
 *   <li>{@link org.waymark.server.Registrar} takes one segment from claim to outcome: shape, type,
 *       signatures, damping, budgets, append, applied.
 *   <li>{@link org.waymark.server.RevocationDesk} does the same for revocations; unproven ones wait
 *       in memory.
 *   <li>{@link org.waymark.server.Follower} is the one writer of the store: it replays the log into
 *       it, and who waits is woken.
 *   <li>{@link org.waymark.server.Readiness} says whether the answers of this replica can be relied
 *       upon.
 *   <li>{@link org.waymark.server.AuditTrail} writes starts, stops and refusals to {@code .audit}.
 * </ul>
 *
 * <p>Nothing here changes the store: appending to the log is the only way to write, and the
 * follower applies what comes back.
 */
package org.waymark.server;
