package org.waymark.store;

import org.waymark.segment.ByteString;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;

/**
 * The latest revocation of an interface under one connected root and window; or a proven one that
 * is held in memory and may be stored.
 *
 * @param connectedRoot what it proves against with the half, 32 bytes
 * @param bytes the RevInfo as it was received
 * @param expiryMs when it stops killing, Unix milliseconds
 * @param offset of the record that holds it, {@link StoredSegment#UNRECORDED} when there is none
 */
public record StoredRevocation(
    Revocation revocation,
    ProofSide side,
    ByteString connectedRoot,
    ByteString bytes,
    long expiryMs,
    long offset) {}
