package org.waymark.store.view;

import org.waymark.segment.ByteString;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;

/**
 * The latest revocation of an interface under one connected root and window, or a held revocation
 * that has been proven and may be stored later.
 *
 * @param connectedRoot the root that the revocation matches on this side, 32 bytes
 * @param bytes the RevInfo as received
 * @param expiryMs the time at which the revocation stops killing segments, in Unix milliseconds
 * @param offset the offset of its record, or {@link StoredSegment#UNRECORDED} for a held revocation
 */
public record StoredRevocation(
    Revocation revocation,
    ProofSide side,
    ByteString connectedRoot,
    ByteString bytes,
    long expiryMs,
    long offset) {}
