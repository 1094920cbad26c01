package org.waymark.audit.proof;

import java.util.List;
import java.util.Optional;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

/**
 * A proof that a leaf is in a tree (RFC 6962, 2.1.1).
 *
 * @param index the number of the leaf
 * @param size the number of the tree's leaves
 * @param hashes the siblings on the path from the leaf to the root, from the leaf up
 */
public record InclusionProof(long index, long size, List<ByteString> hashes) {
  public InclusionProof {
    hashes = List.copyOf(hashes);
  }

  /**
   * {@return whether this proof shows that a leaf with the given hash is in the tree with the given
   * root}
   */
  public boolean proves(ByteString leafHash, ByteString root) {
    return rootOver(0, index, size, leafHash, hashes).equals(Optional.of(root));
  }

  /**
   * Computes the root from a node and the siblings on its path, with the steps of RFC 9162,
   * 2.1.3.2, starting at the height of the node.
   *
   * @param level the height of the node
   * @param index the number of the node among the nodes of its height
   * @return the root, or empty if the path does not have the right length
   */
  static Optional<ByteString> rootOver(
      int level, long index, long size, ByteString hash, List<ByteString> siblings) {
    if (index < 0 || index > size - 1 >>> level || size < 1) {
      return Optional.empty();
    }
    TreeHasher hasher = new TreeHasher();
    ByteString root = hash;
    long node = index;
    long last = size - 1 >>> level;
    int used = 0;
    while (last > 0) {
      // At each height, the last node has no sibling if its number is even.
      if ((node & 1) == 1 || node < last) {
        if (used == siblings.size()) {
          return Optional.empty();
        }
        ByteString sibling = siblings.get(used++);
        root = (node & 1) == 1 ? hasher.node(sibling, root) : hasher.node(root, sibling);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return used == siblings.size() ? Optional.of(root) : Optional.empty();
  }
}
