package org.waymark.segment;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The hash trees of two neighbouring windows, which an AS needs to publish a connected root and to
 * revoke its interfaces (PROTOCOL 7).
 *
 * <pre>
 *   window       T-1          T            T+1
 *   tree root    prevRoot     R(T)         R(T+1)
 *                             \____________/
 *                             publishedRoot = H(R(T) || R(T+1)): in AS entries created during T
 * </pre>
 *
 * <p>A revocation created in T contains prevRoot and R(T+1), so it matches AS entries of T and,
 * through prevRoot, AS entries of T-1. Immutable; {@link #next} returns the tree of the following
 * window.
 */
public final class ConnectedHashTree {
  private final IsdAs ia;
  private final List<Long> interfaces;
  private final ByteString baseSeed;
  private final long treeTtlS;
  private final long window;
  private final ByteString prevRoot;
  private final HashTree current;
  private final HashTree following;

  private ConnectedHashTree(
      IsdAs ia,
      List<Long> interfaces,
      ByteString baseSeed,
      long treeTtlS,
      long window,
      ByteString prevRoot,
      HashTree current) {
    this.ia = ia;
    this.interfaces = interfaces;
    this.baseSeed = baseSeed;
    this.treeTtlS = treeTtlS;
    this.window = window;
    this.prevRoot = prevRoot;
    this.current = current;
    this.following = tree(interfaces, baseSeed, treeTtlS, window + 1);
  }

  /**
   * Creates the tree of an AS that starts in the window of {@code clockS} and has no tree for the
   * previous window.
   *
   * @param interfaces the interfaces of the AS, in the order of their leaves: at least one, without
   *     duplicates and without 0
   * @param baseSeed a secret of the AS
   * @param treeTtlS the treeTTL in seconds, a positive multiple of 10
   * @param clockS the time in Unix seconds
   * @param prevRoot the value to use as R(T-1); if it is wrong, AS entries created in T-1 cannot be
   *     revoked during T
   * @throws IllegalArgumentException if the interfaces or the treeTTL are invalid
   */
  public static ConnectedHashTree start(
      IsdAs ia,
      List<Long> interfaces,
      ByteString baseSeed,
      long treeTtlS,
      long clockS,
      ByteString prevRoot) {
    List<Long> ordered = List.copyOf(interfaces);
    long window = Math.floorDiv(clockS, treeTtlS);
    HashTree current = tree(ordered, baseSeed, treeTtlS, window);
    return new ConnectedHashTree(ia, ordered, baseSeed, treeTtlS, window, prevRoot, current);
  }

  /**
   * Creates the tree of an AS that was already running in the window that precedes the window of
   * {@code clockS}.
   *
   * @throws IllegalArgumentException if the interfaces or the treeTTL are invalid, as described for
   *     {@link #start}
   */
  public static ConnectedHashTree running(
      IsdAs ia, List<Long> interfaces, ByteString baseSeed, long treeTtlS, long clockS) {
    return start(ia, interfaces, baseSeed, treeTtlS, clockS - treeTtlS, ByteString.EMPTY).next();
  }

  private static HashTree tree(
      List<Long> interfaces, ByteString baseSeed, long treeTtlS, long window) {
    byte[] seed =
        ByteBuffer.allocate(baseSeed.size() + Long.BYTES)
            .put(baseSeed.unsafeBytes())
            .putLong(window)
            .array();
    return HashTree.build(interfaces, ByteString.owning(seed), treeTtlS);
  }

  /** Creates the tree of the following window. Its prevRoot is the root of this tree. */
  public ConnectedHashTree next() {
    return new ConnectedHashTree(
        ia, interfaces, baseSeed, treeTtlS, window + 1, current.root(), following);
  }

  /** {@return the interfaces in the order of their leaves} */
  public List<Long> interfaces() {
    return interfaces;
  }

  /** {@return the number of the current window, Unix time div treeTTL} */
  public long window() {
    return window;
  }

  /**
   * {@return the connected root to include in AS entries that are created during the current
   * window}
   */
  public ByteString publishedRoot() {
    return HashTree.parent(new Sha256(), current.root(), following.root());
  }

  /**
   * {@return the tree root of the previous window, which revocations created in this window
   * contain}
   */
  public ByteString prevRoot() {
    return prevRoot;
  }

  /** {@return the tree of the current window} */
  public HashTree current() {
    return current;
  }

  /** {@return the tree of the following window} */
  public HashTree following() {
    return following;
  }

  /**
   * Creates the revocation of an interface for an epoch of the current window.
   *
   * @param epoch the epoch, Unix time div 10 s
   * @throws IllegalArgumentException if the tree does not cover the interface, or if the epoch is
   *     in another window
   */
  public Revocation prove(long interfaceId, long epoch) {
    if (Math.floorDiv(epoch * Revocation.EPOCH_S, treeTtlS) != window) {
      throw new IllegalArgumentException(
          "epoch %d is not in window %d of %d s: advance the tree of %s, or use an older one"
              .formatted(epoch, window, treeTtlS, ia));
    }
    HashTree.Proof proof =
        current.prove(interfaceId, Math.floorMod(epoch, treeTtlS / Revocation.EPOCH_S));
    return new Revocation(
        ia,
        interfaceId,
        epoch,
        proof.nonce(),
        proof.siblings(),
        prevRoot,
        following.root(),
        Revocation.SHA_256,
        treeTtlS);
  }
}
