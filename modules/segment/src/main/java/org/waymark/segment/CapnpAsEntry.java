package org.waymark.segment;

import java.util.List;

/**
 * One AS entry of a Cap'n Proto segment (PROTOCOL 2, ASEntry in a SignedBlob).
 *
 * @param blob the packed ASEntry, verbatim, because signatures cover it
 * @param hopEntries the hop entries, at least one; entry 0 is the hop of the path itself
 * @param hashTreeRoot the connected hash-tree root that revocations of this AS must match; it may
 *     have any length
 * @param mtu the MTU inside the AS, in bytes
 */
public record CapnpAsEntry(
    ByteString blob,
    CapnpSign sign,
    IsdAs ia,
    long trcVersion,
    long certVersion,
    int ifIdSize,
    List<CapnpHopEntry> hopEntries,
    ByteString hashTreeRoot,
    int mtu,
    RoutingPolicy routingPolicy,
    Sibra sibra) {
  /**
   * The memory that the objects of the entry, its signature and its extensions occupy, without
   * their byte strings and lists, in bytes.
   */
  private static final int OBJECTS_BYTES = 512;

  /**
   * The memory that a hop entry, its hop field, and the {@link Hop} derived from it occupy, in
   * bytes.
   */
  private static final int HOP_BYTES = 256;

  private static final int ISD_AS_BYTES = 32;

  /**
   * @throws IllegalArgumentException if {@code hopEntries} is empty
   */
  public CapnpAsEntry {
    hopEntries = List.copyOf(hopEntries);
    if (hopEntries.isEmpty()) {
      throw new IllegalArgumentException("the AS entry of " + ia + " has no hop entry");
    }
  }

  /** {@return the approximate size in memory, in bytes; it is never too low} */
  long memoryBytes() {
    long size =
        OBJECTS_BYTES
            + blob.memoryBytes()
            + sign.source().memoryBytes()
            + sign.signature().memoryBytes()
            + hashTreeRoot.memoryBytes()
            + (long) HOP_BYTES * hopEntries.size()
            + (long) ISD_AS_BYTES * routingPolicy.isdAses().size()
            + sibra.id().memoryBytes()
            + sibra.info().memoryBytes();
    for (ByteString sof : sibra.sofs()) {
      size += Long.BYTES + sof.memoryBytes();
    }
    return size;
  }

  /** {@return the hop of the path itself in this AS} */
  Hop hop() {
    return hop(hopEntries.getFirst());
  }

  /** Adds the hops over peer links in this AS. */
  void addPeers(List<Hop> peers) {
    for (int i = 1; i < hopEntries.size(); i++) {
      peers.add(hop(hopEntries.get(i)));
    }
  }

  /** {@return the routing policy of this AS; must be called only if the extension is set} */
  AsRoutingPolicy policy() {
    return new AsRoutingPolicy(
        ia, routingPolicy.policyType(), routingPolicy.interfaceId(), routingPolicy.isdAses());
  }

  private Hop hop(CapnpHopEntry entry) {
    HopField field = entry.hopField();
    return new Hop(ia, field.ingress(), field.egress(), hashTreeRoot);
  }

  /**
   * The routing-policy extension (PROTOCOL 2, RoutingPolicyExt), which is recognised and logged,
   * but not enforced.
   *
   * @param set whether the extension is present
   * @param policyType the type of the policy: 0 allow ASes, 1 deny ASes, 2 allow interface, 3 deny
   *     interface
   */
  public record RoutingPolicy(boolean set, int policyType, long interfaceId, List<IsdAs> isdAses) {
    /** The value for an AS entry without this extension. */
    public static final RoutingPolicy ABSENT = new RoutingPolicy(false, 0, 0, List.of());

    public RoutingPolicy {
      isdAses = List.copyOf(isdAses);
    }
  }

  /**
   * The SIBRA extension (PROTOCOL 2, SibraPCBExt), which is preserved but not acted upon. It counts
   * as absent if every field is empty.
   */
  public record Sibra(ByteString id, ByteString info, boolean up, List<ByteString> sofs) {
    /** The value for an AS entry without this extension. */
    public static final Sibra ABSENT =
        new Sibra(ByteString.EMPTY, ByteString.EMPTY, false, List.of());

    public Sibra {
      sofs = List.copyOf(sofs);
    }
  }
}
