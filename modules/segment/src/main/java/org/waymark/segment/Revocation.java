package org.waymark.segment;

import java.util.List;

/**
 * A revocation of one interface for one epoch, with the hash-tree path that proves it (spec 7, 10).
 *
 * <p>Any values may stand in one that was received: {@link #fault} says which make it invalid
 * whatever it is compared with.
 *
 * @param interfaceId unsigned 64 bits; 0 and values from 2^63 on are invalid
 * @param epoch Unix time / 10 s, unsigned 64 bits
 * @param siblings from the leaf up
 * @param prevRoot tree root of the window before
 * @param nextRoot tree root of the window after
 * @param hashType 0 is SHA-256, others are unknown
 * @param treeTtlS lifetime of one tree in seconds, unsigned 32 bits
 */
public record Revocation(
    IsdAs ia,
    long interfaceId,
    long epoch,
    ByteString nonce,
    List<Sibling> siblings,
    ByteString prevRoot,
    ByteString nextRoot,
    int hashType,
    long treeTtlS) {

  /** One step from the leaf to the root: the hash beside, and whether it stands on the left. */
  public record Sibling(boolean isLeft, ByteString hash) {}

  public Revocation {
    siblings = List.copyOf(siblings);
  }
}
