package org.waymark.store;

import org.waymark.segment.ByteString;

/**
 * A hash of all rows of a topic that does not depend on their order (APPLY, Digest). Two replicas
 * at the same offset with equal apply versions have equal digests, or one of them is wrong.
 *
 * @param sum of the hashes of the rows modulo 2^256, 32 bytes, big-endian
 * @param rows how many there are
 * @param lastTickMs the last tick that counted, Unix milliseconds, 0 before the first and for
 *     trust, which has no ticks
 */
public record StateDigest(ByteString sum, long rows, long lastTickMs, ApplyVersion applyVersion) {}
