/**
 * The one writer of the store: replay of the log, at a restart as in normal life, and readiness.
 *
 * <p>All others read the {@link org.waymark.server.replay.ServingStore}. A {@link
 * org.waymark.server.replay.Follower} folds the log into one store; {@link
 * org.waymark.server.replay.FollowerSupervisor} keeps one going, and builds another store beside
 * the one that answers when the log was truncated.
 */
package org.waymark.server.replay;
