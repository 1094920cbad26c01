package org.waymark.audit.tree;

import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;

/**
 * Computes the hashes of a Merkle tree (RFC 6962, 2.1), 32 bytes each. The prefixes ensure that a
 * leaf and a node never have the same hash.
 *
 * <pre>
 *   leaf = SHA-256(0x00 || entry)
 *   node = SHA-256(0x01 || left || right)
 * </pre>
 *
 * <p>Not thread-safe.
 */
public final class TreeHasher {
  /** The root of the empty tree. */
  public static final ByteString EMPTY_ROOT = Sha256.hash(ByteString.EMPTY);

  private static final int LEAF = 0;
  private static final int NODE = 1;

  private final Sha256 sha = new Sha256();

  /** Hashes the entry of a leaf. */
  public ByteString leaf(ByteString entry) {
    return sha.addByte(LEAF).add(entry).digest();
  }

  /** Hashes the two children of a node. */
  public ByteString node(ByteString left, ByteString right) {
    return sha.addByte(NODE).add(left).add(right).digest();
  }
}
