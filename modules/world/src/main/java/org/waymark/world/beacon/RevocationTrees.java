package org.waymark.world.beacon;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/**
 * The connected hash trees of an AS, for consecutive windows (PROTOCOL 7). The trees are the same
 * as if the AS had been running since the first window.
 *
 * <p>A tree for a window of six hours occupies 135 KiB per interface, but while every interface is
 * up, only its root is needed. Therefore, trees are kept only while an interface is revoked, and
 * are otherwise recomputed from the seed. Not thread-safe.
 */
final class RevocationTrees {
  private final IsdAs ia;
  private final List<Long> interfaces;
  private final ByteString seed;
  private final long treeTtlS;
  private Optional<Root> root = Optional.empty();
  private Optional<ConnectedHashTree> tree = Optional.empty();

  private record Root(long window, ByteString value) {}

  /**
   * @param interfaces the interfaces in the order of the leaves; may be empty only if no root or
   *     revocation is ever requested
   * @param treeTtlS the lifetime of a tree in seconds, a positive multiple of 10
   */
  RevocationTrees(IsdAs ia, List<Long> interfaces, ByteString seed, long treeTtlS) {
    this.ia = ia;
    this.interfaces = List.copyOf(interfaces);
    this.seed = seed;
    this.treeTtlS = treeTtlS;
  }

  /**
   * {@return the root to publish in AS entries in the window that contains the given time}
   *
   * @param clockS the time in Unix seconds
   */
  ByteString publishedRoot(long clockS) {
    long window = Math.floorDiv(clockS, treeTtlS);
    if (root.filter(known -> known.window == window).isEmpty()) {
      // The published root does not depend on the tree of the preceding window, which only
      // revocations need.
      ByteString value =
          tree.filter(kept -> kept.window() == window)
              .orElseGet(
                  () ->
                      ConnectedHashTree.start(
                          ia, interfaces, seed, treeTtlS, clockS, ByteString.EMPTY))
              .publishedRoot();
      root = Optional.of(new Root(window, value));
    }
    return root.get().value;
  }

  /**
   * Creates the revocation of an interface for an epoch.
   *
   * @return the revocation
   */
  Revocation revoke(long interfaceId, long epoch) {
    long clockS = epoch * Revocation.EPOCH_S;
    long window = Math.floorDiv(clockS, treeTtlS);
    ConnectedHashTree current =
        tree.filter(kept -> kept.window() == window || kept.window() == window - 1)
            .map(kept -> kept.window() == window ? kept : kept.next())
            .orElseGet(() -> ConnectedHashTree.running(ia, interfaces, seed, treeTtlS, clockS));
    tree = Optional.of(current);
    return current.prove(interfaceId, epoch);
  }

  /** Releases the trees. Called when no interface is down any more. */
  void rest() {
    tree = Optional.empty();
  }
}
