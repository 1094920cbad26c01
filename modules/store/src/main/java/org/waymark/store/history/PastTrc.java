package org.waymark.store.history;

import org.waymark.wire.trust.Trc;

/**
 * A TRC that was accepted.
 *
 * @param offset the offset of its record in {@code .trust}
 */
public record PastTrc(long offset, Trc trc) {}
