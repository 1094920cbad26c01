package org.waymark.store.history;

/**
 * A point in the past: the state before the given records were applied.
 *
 * @param next the offset of the first record of {@code .events} that had not been applied
 * @param nextTrust the offset of the first record of {@code .trust} that had not been applied
 * @param lastTick the last effective tick before that point
 */
record AsOf(long next, long nextTrust, Tick lastTick) {}
