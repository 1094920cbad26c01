package org.waymark.audit.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.Sha256;
import org.waymark.wire.Decoded;
import org.waymark.wire.RefusalReason;

/**
 * The right edge of a Merkle tree: its size, and the roots of the perfect subtrees into which its
 * leaves divide, the largest first. There is one subtree for each 1 bit of the size, so a tree of a
 * billion leaves has at most 30 subtrees. The right edge is enough to append leaves and to compute
 * the root; the leaves themselves are not needed.
 *
 * <pre>
 *   encoded:  size 8, big-endian | roots, 32 bytes each, one for each 1 bit of the size
 *
 *   size 7 = 4 + 2 + 1:   [0, 4)     [4, 6)   [6, 7)
 * </pre>
 *
 * <p>Immutable. Appending a leaf copies only references, and computes one node on average.
 */
public final class RightEdge {
  public static final RightEdge EMPTY = new RightEdge(0);

  private final long size;
  private final ByteString[] roots;

  private RightEdge(long size, ByteString... roots) {
    this.size = size;
    this.roots = roots;
  }

  /**
   * Creates the right edge of a tree.
   *
   * @param size the number of leaves, 0 or more
   * @param roots the roots of the perfect subtrees, the largest first
   * @throws IllegalArgumentException if the number of subtrees does not match the size, or if a
   *     root is not 32 bytes long
   */
  public static RightEdge of(long size, List<ByteString> roots) {
    if (size < 0 || roots.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of size " + size + " cannot have " + roots.size() + " perfect subtrees");
    }
    if (roots.stream().anyMatch(root -> root.size() != Sha256.SIZE)) {
      throw new IllegalArgumentException("every root must be 32 bytes long, got " + roots);
    }
    return new RightEdge(size, roots.toArray(ByteString[]::new));
  }

  /** {@return the number of leaves} */
  public long size() {
    return size;
  }

  /** {@return the roots of the perfect subtrees, the largest first} */
  public List<ByteString> roots() {
    return List.of(roots);
  }

  /**
   * {@return the right edge after appending a leaf}
   *
   * @param leafHash the hash of the leaf, 32 bytes
   * @throws ArithmeticException if the tree has 2^63 - 1 leaves
   */
  public RightEdge append(ByteString leafHash, TreeHasher hasher) {
    // The leaf merges with one subtree for each 1 bit at the end of the size.
    int merged = Long.numberOfTrailingZeros(~size);
    int kept = roots.length - merged;
    ByteString[] next = Arrays.copyOf(roots, kept + 1);
    next[kept] = completed(merged, leafHash, hasher);
    return new RightEdge(Math.addExact(size, 1), next);
  }

  /**
   * Computes the root of the perfect subtree that the next leaf completes.
   *
   * @param level the height of the subtree, which has 2^level leaves
   * @param leafHash the hash of the next leaf
   * @throws IllegalArgumentException if the next leaf does not complete a subtree of this height
   */
  public ByteString completed(int level, ByteString leafHash, TreeHasher hasher) {
    if (level > Long.numberOfTrailingZeros(~size)) {
      throw new IllegalArgumentException(
          "leaf " + size + " does not complete a subtree of height " + level);
    }
    ByteString root = leafHash;
    for (int i = 1; i <= level; i++) {
      root = hasher.node(roots[roots.length - i], root);
    }
    return root;
  }

  /** Computes the root of the tree, 32 bytes. */
  public ByteString root(TreeHasher hasher) {
    if (roots.length == 0) {
      return TreeHasher.EMPTY_ROOT;
    }
    ByteString root = roots[roots.length - 1];
    for (int i = roots.length - 2; i >= 0; i--) {
      root = hasher.node(roots[i], root);
    }
    return root;
  }

  /**
   * {@return the root of a subtree, if the subtree is one of the perfect subtrees}
   *
   * @param level the height of the subtree
   * @param index the number of the subtree among the subtrees of its height
   */
  public Optional<ByteString> rootOf(int level, long index) {
    boolean present = (size >>> level & 1) == 1 && index == (size >>> level) - 1;
    return present ? Optional.of(roots[Long.bitCount(size & -2L << level)]) : Optional.empty();
  }

  /**
   * {@return the number of the first leaf of a perfect subtree}
   *
   * @param which the index of the subtree, from 0 to the number of subtrees; if it equals that
   *     number, the result is the size of the tree
   */
  public long start(int which) {
    long rest = size;
    for (int i = 0; i < which; i++) {
      rest &= ~Long.highestOneBit(rest);
    }
    return size - rest;
  }

  /** Encodes the right edge. */
  public ByteString encode() {
    byte[] bytes = new byte[Long.BYTES + roots.length * Sha256.SIZE];
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[i] = (byte) (size >>> 8 * (Long.BYTES - 1 - i));
    }
    for (int i = 0; i < roots.length; i++) {
      System.arraycopy(roots[i].unsafeBytes(), 0, bytes, Long.BYTES + i * Sha256.SIZE, Sha256.SIZE);
    }
    return ByteString.owning(bytes);
  }

  /** Decodes a right edge. */
  public static Decoded<RightEdge> decode(ByteString bytes) {
    if (bytes.size() < Long.BYTES) {
      return Decoded.refused(
          RefusalReason.TOO_SHORT,
          "a right edge must be at least 8 bytes long, got " + bytes.size());
    }
    long size = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      size = size << 8 | Byte.toUnsignedLong(bytes.at(i));
    }
    int count = Long.bitCount(size);
    if (size < 0 || bytes.size() != Long.BYTES + count * Sha256.SIZE) {
      return Decoded.refused(
          RefusalReason.RIGHT_EDGE, "size " + size + " does not match " + bytes.size() + " bytes");
    }
    ByteString[] roots = new ByteString[count];
    for (int i = 0; i < count; i++) {
      int from = Long.BYTES + i * Sha256.SIZE;
      roots[i] = ByteString.of(bytes.unsafeBytes(), from, from + Sha256.SIZE);
    }
    return Decoded.accepted(new RightEdge(size, roots));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RightEdge that && size == that.size && Arrays.equals(roots, that.roots);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(size) * 31 + Arrays.hashCode(roots);
  }

  @Override
  public String toString() {
    return "RightEdge[" + size + " leaves]";
  }
}
