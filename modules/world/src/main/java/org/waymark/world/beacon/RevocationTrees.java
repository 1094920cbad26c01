package org.waymark.world.beacon;

import java.util.List;
import java.util.Optional;
import org.waymark.segment.ByteString;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;

/**
 * The connected hash trees of an AS, one window after the other (PROTOCOL 7), the same as if the AS
 * had been running since the first window.
 *
 * <p>A tree of six hours takes 135 KiB per interface and window, and while every interface is up,
 * only its root is needed. So trees are kept only while an interface is revoked, and are otherwise
 * computed again from the seed. Not thread-safe.
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
   * @param interfaces in the order of leaves; at least one, unless no root or revocation is ever
   *     requested
   * @param treeTtlS a multiple of 10 s above 0
   */
  RevocationTrees(IsdAs ia, List<Long> interfaces, ByteString seed, long treeTtlS) {
    this.ia = ia;
    this.interfaces = List.copyOf(interfaces);
    this.seed = seed;
    this.treeTtlS = treeTtlS;
  }

  /**
   * {@return the root that AS entries carry in the window that contains the given time}
   *
   * @param clockS Unix seconds
   */
  ByteString publishedRoot(long clockS) {
    long window = Math.floorDiv(clockS, treeTtlS);
    if (root.filter(known -> known.window == window).isEmpty()) {
      // The published root does not depend on the tree of the window before, which only
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

  /** {@return the revocation of an interface for an epoch} */
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

  /** Releases the trees, because no interface is down any more. */
  void rest() {
    tree = Optional.empty();
  }
}
