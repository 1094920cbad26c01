package org.waymark.store.history;

import org.waymark.wire.trust.Trc;

/**
 * An accepted TRC.
 *
 * @param offset the offset of its record in {@code .trust}
 */
public record PastTrc(long offset, Trc trc) {}
