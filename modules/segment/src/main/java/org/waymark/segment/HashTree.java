package org.waymark.segment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The hash tree of one window, with a leaf for every interface and epoch. To revoke an interface,
 * an AS reveals the leaf of that interface and epoch (PROTOCOL 7, "Tree building").
 *
 * <pre>
 *   leaf(i, e)  = H(interface i || e || nonce)      position i * treeTTL/10 + e
 *   nonce       = H(seed || interface i || e)       e: 0 .. treeTTL/10 - 1, numbers 8 bytes
 *   node        = H(left || right)                  big-endian
 *   padding     = H("0") up to the next power of two
 * </pre>
 *
 * <p>Immutable. A tree occupies 64 bytes per interface and epoch, which is 135 KiB per interface
 * for six hours.
 */
public final class HashTree {
  private static final ByteString PADDING =
      Sha256.hash(ByteString.owning("0".getBytes(StandardCharsets.US_ASCII)));

  private final List<Long> interfaces;
  private final ByteString seed;
  private final int epochsPerInterface;
  private final List<Level> levels;

  /**
   * The nodes at one height. Nodes that have only padding below them are all equal, so they are not
   * listed.
   */
  private record Level(byte[] nodes, ByteString padding) {
    ByteString node(int index) {
      int from = index * Sha256.SIZE;
      return from < nodes.length ? ByteString.of(nodes, from, from + Sha256.SIZE) : padding;
    }

    int count() {
      return nodes.length / Sha256.SIZE;
    }
  }

  private HashTree(
      List<Long> interfaces, ByteString seed, int epochsPerInterface, List<Level> levels) {
    this.interfaces = interfaces;
    this.seed = seed;
    this.epochsPerInterface = epochsPerInterface;
    this.levels = levels;
  }

  /**
   * Builds the tree over the interfaces, in the given order.
   *
   * @param interfaces the interfaces, at least one, without duplicates, all greater than 0
   * @param seed a secret for this window
   * @param treeTtlS the treeTTL in seconds, a positive multiple of 10
   * @throws IllegalArgumentException if the interfaces or the treeTTL are invalid
   * @throws ArithmeticException if there are more leaves (about 67 million) than an array can hold
   */
  public static HashTree build(List<Long> interfaces, ByteString seed, long treeTtlS) {
    check(interfaces, treeTtlS);
    int epochs = Math.toIntExact(treeTtlS / Revocation.EPOCH_S);
    List<Level> levels = new ArrayList<>();
    levels.add(leaves(interfaces, seed, epochs));
    while (levels.getLast().count() > 1) {
      levels.add(above(levels.getLast()));
    }
    return new HashTree(List.copyOf(interfaces), seed, epochs, List.copyOf(levels));
  }

  private static void check(List<Long> interfaces, long treeTtlS) {
    if (interfaces.isEmpty() || interfaces.stream().distinct().count() != interfaces.size()) {
      throw new IllegalArgumentException(
          "a hash tree must have at least one interface and no duplicates, got " + interfaces);
    }
    if (interfaces.stream().anyMatch(id -> id <= 0)) {
      throw new IllegalArgumentException(
          "every interface must be greater than 0, got " + interfaces);
    }
    if (treeTtlS <= 0 || treeTtlS % Revocation.EPOCH_S != 0) {
      throw new IllegalArgumentException(
          "a treeTTL must be a positive multiple of 10 s, got " + treeTtlS + " s");
    }
  }

  private static Level leaves(List<Long> interfaces, ByteString seed, int epochs) {
    int leaves = Math.multiplyExact(interfaces.size(), epochs);
    byte[] nodes = new byte[Math.multiplyExact(leaves, Sha256.SIZE)];
    Sha256 sha = new Sha256();
    int to = 0;
    for (long interfaceId : interfaces) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        ByteString leaf = leaf(sha, interfaceId, epoch, nonce(sha, seed, interfaceId, epoch));
        System.arraycopy(leaf.unsafeBytes(), 0, nodes, to, Sha256.SIZE);
        to += Sha256.SIZE;
      }
    }
    return new Level(nodes, PADDING);
  }

  private static Level above(Level below) {
    Sha256 sha = new Sha256();
    byte[] nodes = new byte[(below.count() + 1) / 2 * Sha256.SIZE];
    for (int i = 0; i < nodes.length / Sha256.SIZE; i++) {
      ByteString node = parent(sha, below.node(2 * i), below.node(2 * i + 1));
      System.arraycopy(node.unsafeBytes(), 0, nodes, i * Sha256.SIZE, Sha256.SIZE);
    }
    return new Level(nodes, parent(sha, below.padding(), below.padding()));
  }

  private static ByteString nonce(Sha256 sha, ByteString seed, long interfaceId, long epoch) {
    return sha.add(seed).addLong(interfaceId).addLong(epoch).digest();
  }

  /** Hashes a leaf. The interface is hashed as a signed number. */
  static ByteString leaf(Sha256 sha, long interfaceId, long epochInWindow, ByteString nonce) {
    return sha.addLong(interfaceId).addLong(epochInWindow).add(nonce).digest();
  }

  /** Hashes two children into their parent node, or two tree roots into their connected root. */
  static ByteString parent(Sha256 sha, ByteString left, ByteString right) {
    return sha.add(left).add(right).digest();
  }

  /** {@return the root, 32 bytes} */
  public ByteString root() {
    return levels.getLast().node(0);
  }

  /** {@return the number of leaves, not counting the padding} */
  public int leafCount() {
    return levels.getFirst().count();
  }

  /** {@return the number of siblings in a proof} */
  public int depth() {
    return levels.size() - 1;
  }

  /**
   * {@return the hash of the leaf at a position, which may be padding}
   *
   * @param position the position, 0 .. 2^depth - 1
   */
  public ByteString leafAt(int position) {
    return levels.getFirst().node(position);
  }

  /**
   * Proves that a leaf belongs to this tree.
   *
   * @param epochInWindow the epoch within the window, 0 .. treeTTL/10 - 1
   * @throws IllegalArgumentException if the tree does not cover the interface or the epoch
   */
  public Proof prove(long interfaceId, long epochInWindow) {
    int which = interfaces.indexOf(interfaceId);
    if (which < 0 || epochInWindow < 0 || epochInWindow >= epochsPerInterface) {
      throw new IllegalArgumentException(
          ("the tree over interfaces %s with %d epochs has no leaf for interface %d, epoch %d")
              .formatted(interfaces, epochsPerInterface, interfaceId, epochInWindow));
    }
    int position = which * epochsPerInterface + (int) epochInWindow;
    Revocation.Sibling[] siblings = new Revocation.Sibling[depth()];
    Arrays.setAll(siblings, level -> sibling(level, position >>> level));
    return new Proof(nonce(new Sha256(), seed, interfaceId, epochInWindow), List.of(siblings));
  }

  private Revocation.Sibling sibling(int level, int index) {
    return new Revocation.Sibling(index % 2 == 1, levels.get(level).node(index ^ 1));
  }

  /**
   * The nonce of a leaf and the siblings on its path to the root.
   *
   * @param siblings the siblings, from the leaf up
   */
  public record Proof(ByteString nonce, List<Revocation.Sibling> siblings) {
    public Proof {
      siblings = List.copyOf(siblings);
    }
  }
}
