/**
 * Folds a range of the log again, into a separate directory, either unchanged or with records left
 * out, replaced or appended. The directory answers the same queries as the store of a replica.
 *
 * <pre>
 * ReplaySource      a log, or a slice of one in a file
 *      |  range     from one moment to another, and the 26 h before
 * Replay            with ReplayChanges, at a ReplayPace
 *      |  into      a directory, with a ReplayNote that says what it is
 * ReplayedStore     opens the directory: history() as of a replica, nowMs() at the end of the range
 * </pre>
 */
package org.waymark.history.replay;
