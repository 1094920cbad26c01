package org.waymark.audit.proof;

import java.util.List;
import org.waymark.audit.tree.TreeHasher;
import org.waymark.segment.ByteString;

/**
 * A proof that a tree extends a smaller tree, that is, that the larger tree begins with the leaves
 * of the smaller tree (RFC 6962, 2.1.2).
 *
 * @param oldSize the number of leaves of the smaller tree
 * @param size the number of leaves of the larger tree
 */
public record ConsistencyProof(long oldSize, long size, List<ByteString> hashes) {
  public ConsistencyProof {
    hashes = List.copyOf(hashes);
  }

  /**
   * {@return whether this proof shows that the tree with the new root extends the tree with the old
   * root}
   */
  public boolean proves(ByteString oldRoot, ByteString root) {
    if (oldSize < 0 || oldSize > size) {
      return false;
    }
    if (oldSize == 0 || oldSize == size) {
      boolean oldRootIsRight = oldRoot.equals(oldSize == 0 ? TreeHasher.EMPTY_ROOT : root);
      boolean rootIsRight = size > 0 || root.equals(TreeHasher.EMPTY_ROOT);
      return hashes.isEmpty() && oldRootIsRight && rootIsRight;
    }
    return provesGrowth(oldRoot, root);
  }

  /**
   * Computes both roots from the proof, as in RFC 9162, 2.1.4.2, and compares them with the given
   * roots.
   */
  private boolean provesGrowth(ByteString oldRoot, ByteString root) {
    TreeHasher hasher = new TreeHasher();
    // If the old root is a node of the new tree, the proof does not contain it.
    int used = Long.bitCount(oldSize) == 1 ? 0 : 1;
    if (hashes.size() < used) {
      return false;
    }
    ByteString oldHash = used == 0 ? oldRoot : hashes.getFirst();
    ByteString hash = oldHash;
    int shared = Long.numberOfTrailingZeros(oldSize);
    long node = oldSize - 1 >>> shared;
    long last = size - 1 >>> shared;
    while (last > 0) {
      if ((node & 1) == 1 || node < last) {
        if (used == hashes.size()) {
          return false;
        }
        ByteString sibling = hashes.get(used++);
        if ((node & 1) == 1) {
          oldHash = hasher.node(sibling, oldHash);
          hash = hasher.node(sibling, hash);
        } else {
          hash = hasher.node(hash, sibling);
        }
      }
      node >>>= 1;
      last >>>= 1;
    }
    return used == hashes.size() && oldHash.equals(oldRoot) && hash.equals(root);
  }
}
