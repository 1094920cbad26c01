/**
 * Replays the log, both after a restart and in normal operation, and tracks readiness.
 *
 * <p>A {@link org.waymark.server.replay.Follower} folds the log into one store, and is its only
 * writer. {@link org.waymark.server.replay.FollowerSupervisor} keeps a follower running, and builds
 * a new store alongside the current one if the log was truncated. All other packages only read,
 * through {@link org.waymark.server.replay.ServingStore}.
 */
package org.waymark.server.replay;
