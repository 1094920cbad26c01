package org.waymark.segment;

import java.util.List;
import java.util.Optional;

/**
 * A revocation of one interface for one epoch, with the path through the hash tree that proves it
 * (PROTOCOL 7, 10).
 *
 * <p>A received revocation may contain any values; {@link #fault} reports values that make the
 * revocation invalid for every segment. Except for {@link #isCurrent}, the methods about times and
 * windows are meaningful only if there is no fault. {@link RevocationTolerance} defines the
 * tolerated differences between clocks.
 *
 * @param interfaceId the interface, unsigned 64 bits; 0 and values of 2^63 or more are invalid
 * @param epoch the epoch, Unix time / 10 s, unsigned 64 bits
 * @param siblings the siblings, from the leaf up
 * @param prevRoot the tree root of the previous window
 * @param nextRoot the tree root of the following window
 * @param hashType the hash type; 0 is SHA-256, and all others are unknown
 * @param treeTtlS the lifetime of one tree in seconds, unsigned 32 bits
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
  /** The length of an epoch in seconds. */
  public static final long EPOCH_S = 10;

  /** The only hash type that is defined. */
  public static final int SHA_256 = 0;

  private static final long EPOCH_MS = EPOCH_S * 1000;

  /** The memory that the object occupies with its nonce and roots, excluding their bytes. */
  private static final int OBJECTS_BYTES = 320;

  /** The memory that a sibling and its hash occupy, excluding the bytes of the hash. */
  private static final int SIBLING_BYTES = 80;

  /** The time for which a revocation remains in force after the end of its epoch. */
  private static final long GRACE_MS = 2_000;

  private static final long EPOCH_LIMIT = 1L << 40;

  /**
   * The maximum depth of a tree whose leaf positions fit into a long. Real trees are much
   * shallower.
   */
  private static final int MAX_DEPTH = 62;

  /** One step from the leaf to the root: the sibling's hash, and whether it is the left child. */
  public record Sibling(boolean isLeft, ByteString hash) {}

  public Revocation {
    siblings = List.copyOf(siblings);
  }

  /** {@return the first reason why this revocation is invalid at any time and for every segment} */
  public Optional<RevocationFault> fault() {
    if (interfaceId == 0) {
      return Optional.of(RevocationFault.INTERFACE_ZERO);
    }
    if (interfaceId < 0) {
      return Optional.of(RevocationFault.INTERFACE_TOO_LARGE);
    }
    if (treeTtlS == 0) {
      return Optional.of(RevocationFault.TREE_TTL_ZERO);
    }
    if (treeTtlS % EPOCH_S != 0) {
      return Optional.of(RevocationFault.TREE_TTL_NO_MULTIPLE);
    }
    if (hashType != SHA_256) {
      return Optional.of(RevocationFault.HASH_TYPE_UNKNOWN);
    }
    return hasSmallEpoch() ? Optional.empty() : Optional.of(RevocationFault.EPOCH_TOO_LARGE);
  }

  /** {@return the total size of the nonce, hashes and roots, in bytes} */
  public long proofBytes() {
    long bytes = (long) nonce.size() + prevRoot.size() + nextRoot.size();
    for (Sibling sibling : siblings) {
      bytes += sibling.hash().size();
    }
    return bytes;
  }

  /** {@return the approximate size in memory, in bytes; it is never too low} */
  public long memoryBytes() {
    return OBJECTS_BYTES + proofBytes() + (long) SIBLING_BYTES * siblings.size();
  }

  /** {@return the time at which the epoch begins, in Unix milliseconds} */
  public long epochStartMs() {
    return epoch * EPOCH_MS;
  }

  /**
   * {@return the first millisecond at which this revocation is no longer in force, in Unix
   * milliseconds}
   */
  public long expiryMs() {
    return (epoch + 1) * EPOCH_MS + GRACE_MS;
  }

  /** {@return the number of the treeTTL window that contains the epoch} */
  public long window() {
    return epoch * EPOCH_S / treeTtlS;
  }

  /**
   * {@return whether the clock is in the epoch of this revocation or in the first 2 s of the next
   * one (PROTOCOL 7)}
   *
   * @param clockMs the time in Unix milliseconds
   */
  public boolean isCurrent(long clockMs) {
    return hasSmallEpoch() && epochStartMs() <= clockMs && clockMs < expiryMs();
  }

  /**
   * Derives the position of the leaf among all leaves of the tree from the sides on which the
   * siblings are located.
   *
   * @return the position; -1 if there are more than 62 siblings
   */
  public long leafPosition() {
    if (siblings.size() > MAX_DEPTH) {
      return -1;
    }
    long position = 0;
    for (int level = 0; level < siblings.size(); level++) {
      if (siblings.get(level).isLeft()) {
        position |= 1L << level;
      }
    }
    return position;
  }

  /**
   * {@return whether a tree with this treeTTL has leaves for this epoch at the position of the
   * leaf}
   *
   * <p>Only epoch mod (treeTTL/10) is hashed, so without this check a proof for one treeTTL would
   * pass as a proof for another (PROTOCOL 10).
   *
   * @throws IllegalStateException if the treeTTL is shorter than one epoch, which {@link #fault}
   *     reports
   */
  public boolean leafPositionMatchesEpoch() {
    // The computation uses remainders, which fit into a long at any depth.
    long epochs = epochsPerInterface();
    long position = 0;
    long weight = 1 % epochs;
    for (Sibling sibling : siblings) {
      position = sibling.isLeft() ? (position + weight) % epochs : position;
      weight = weight * 2 % epochs;
    }
    return position == slot();
  }

  /**
   * Computes the 32-byte root of the hash tree from the leaf and its siblings.
   *
   * @throws IllegalStateException if the treeTTL is shorter than one epoch, which {@link #fault}
   *     reports
   */
  public ByteString treeRoot() {
    Sha256 sha = new Sha256();
    ByteString hash = HashTree.leaf(sha, interfaceId, slot(), nonce);
    for (Sibling sibling : siblings) {
      hash =
          sibling.isLeft()
              ? HashTree.parent(sha, sibling.hash(), hash)
              : HashTree.parent(sha, hash, sibling.hash());
    }
    return hash;
  }

  /**
   * Computes the connected root that an AS entry must contain for this revocation to match it on
   * the given side, 32 bytes.
   *
   * @throws IllegalStateException if the treeTTL is shorter than one epoch, which {@link #fault}
   *     reports
   */
  public ByteString connectedRoot(ProofSide side) {
    ByteString root = treeRoot();
    return switch (side) {
      case PREVIOUS -> HashTree.parent(new Sha256(), prevRoot, root);
      case NEXT -> HashTree.parent(new Sha256(), root, nextRoot);
    };
  }

  /**
   * Checks this revocation against the root of an AS entry.
   *
   * <p>The proof does not cover the ISD-AS, the treeTTL or the proof window, which must be checked
   * separately.
   *
   * @return the side on which the revocation matches the root; empty if it does not match, or has a
   *     fault
   */
  public Optional<ProofSide> provingSide(ByteString root) {
    if (fault().isPresent()) {
      return Optional.empty();
    }
    if (connectedRoot(ProofSide.NEXT).equals(root)) {
      return Optional.of(ProofSide.NEXT);
    }
    return connectedRoot(ProofSide.PREVIOUS).equals(root)
        ? Optional.of(ProofSide.PREVIOUS)
        : Optional.empty();
  }

  /**
   * {@return the event id of this revocation, assuming that it matches AS entries on the given
   * side}
   */
  public ByteString eventId(ProofSide side) {
    return Sha256.labelled("waymark-revocation-1")
        .addLong(ia.value())
        .addLong(interfaceId)
        .addLong(epoch)
        .addByte(side.number())
        .add(connectedRoot(side))
        .digest();
  }

  /** {@return the position of the epoch in its window, which is hashed into the leaf} */
  private long slot() {
    return Long.remainderUnsigned(epoch, epochsPerInterface());
  }

  private long epochsPerInterface() {
    if (treeTtlS < EPOCH_S) {
      throw new IllegalStateException(
          "a revocation with a treeTTL of " + treeTtlS + " s has no leaf: check its fault first");
    }
    return treeTtlS / EPOCH_S;
  }

  /** {@return whether the times of this revocation fit into a long} */
  boolean hasSmallEpoch() {
    return epoch >= 0 && epoch < EPOCH_LIMIT;
  }
}
