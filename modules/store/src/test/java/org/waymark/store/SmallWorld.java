package org.waymark.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.waymark.segment.ByteString;
import org.waymark.segment.ConnectedHashTree;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.Sha256;
import org.waymark.segment.TreeTtls;

/**
 * A world just large enough for every rule of apply to matter: three ASes whose paths share
 * interfaces, with hash trees that last a minute or less, so that windows, epochs and record times
 * meet within seconds. Everything is made from fixed labels. Nothing is signed, because apply does
 * not verify signatures.
 */
final class SmallWorld {
  /**
   * The start of the world in Unix seconds: the beginning of an epoch, of windows and of an hour.
   */
  static final long BASE_S = 1_800_000_000L;

  static final long BASE_MS = BASE_S * 1_000;

  /** A core AS. */
  static final IsdAs CORE = IsdAs.parse("1-11");

  /** A leaf below it. */
  static final IsdAs LEAF = IsdAs.parse("1-12");

  /** An AS of another ISD, between the two on one path. */
  static final IsdAs TRANSIT = IsdAs.parse("2-ff00:0:110");

  static final TreeTtls TREE_TTLS = new TreeTtls(60, Map.of(LEAF, 20L, TRANSIT, 30L));

  private static final Map<IsdAs, List<Long>> INTERFACES =
      Map.of(CORE, List.of(1L, 3L), LEAF, List.of(2L, 4L), TRANSIT, List.of(5L, 6L));

  /** An AS with the interfaces through which a path crosses it. */
  record Crossing(IsdAs ia, int ingress, int egress) {}

  /** CORE to LEAF. */
  static final List<Crossing> DIRECT = List.of(new Crossing(CORE, 0, 1), new Crossing(LEAF, 2, 0));

  /** CORE to LEAF over a different interface of CORE and the same interface of LEAF. */
  static final List<Crossing> BESIDE = List.of(new Crossing(CORE, 0, 3), new Crossing(LEAF, 2, 0));

  /** CORE to LEAF through TRANSIT, over the same interface of CORE and a different one of LEAF. */
  static final List<Crossing> AROUND =
      List.of(new Crossing(CORE, 0, 1), new Crossing(TRANSIT, 5, 6), new Crossing(LEAF, 4, 0));

  private final Map<String, ConnectedHashTree> trees = new ConcurrentHashMap<>();

  /** {@return the root that an AS publishes at a time} */
  ByteString publishedRoot(IsdAs ia, long atMs) {
    return tree(ia, atMs / 1_000).publishedRoot();
  }

  /** {@return the honest revocation of an interface in an epoch} */
  Revocation revocation(IsdAs ia, long interfaceId, long epoch) {
    return tree(ia, epoch * 10).prove(interfaceId, epoch);
  }

  /** {@return 32 bytes that are not a hash of anything in this world} */
  static ByteString arbitrary(String label) {
    return Sha256.labelled("arbitrary " + label).digest();
  }

  /** {@return the epoch that contains the given time} */
  static long epoch(long atMs) {
    return atMs / 10_000;
  }

  private ConnectedHashTree tree(IsdAs ia, long atS) {
    long treeTtlS = TREE_TTLS.of(ia);
    return trees.computeIfAbsent(
        ia + " " + atS / treeTtlS,
        _ ->
            ConnectedHashTree.running(
                ia, INTERFACES.get(ia), arbitrary("seed of " + ia), treeTtlS, atS));
  }
}
