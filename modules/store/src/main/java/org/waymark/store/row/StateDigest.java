package org.waymark.store.row;

import org.waymark.segment.ByteString;

/**
 * A hash of all rows of a topic that does not depend on their order (APPLY, Digest). If two
 * replicas at the same offset and apply version have different digests, one of them is wrong.
 *
 * @param sum the sum of the row hashes modulo 2^256, 32 bytes, big-endian
 * @param rows the number of rows
 * @param lastTickMs the time of the last effective tick, in Unix milliseconds; 0 before the first
 *     tick, and for trust, which has no ticks
 */
public record StateDigest(ByteString sum, long rows, long lastTickMs, ApplyVersion applyVersion) {}
