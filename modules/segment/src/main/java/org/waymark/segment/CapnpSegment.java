package org.waymark.segment;

import java.util.ArrayList;
import java.util.List;

/**
 * A path segment of the Cap'n Proto control plane of 2018 (PROTOCOL 1, 2, 2.1).
 *
 * <p>The id is the SHA-256 over the IA, ingress and egress (8 bytes each, big-endian) that hop
 * entry 0 of every AS entry contains. The segment expires floor(exp_time * 337.5 s) after the
 * timestamp of its info field, where exp_time is the lowest value in the hop entries 0.
 */
public final class CapnpSegment implements PathSegment {
  /**
   * The memory that the segment object, its id, its info field and the arrays of its lists occupy,
   * in bytes.
   */
  private static final int OBJECTS_BYTES = 512;

  private final ByteString bytes;
  private final ByteString signedData;
  private final InfoField info;
  private final List<CapnpAsEntry> entries;
  private final List<Hop> hops;
  private final List<Hop> peers;
  private final SegmentId id;
  private final long expiryS;

  /**
   * @param bytes the unpacked Cap'n Proto message whose root is the PathSegment
   * @param signedData {@code sdata}, the packed PathSegmentSignedData, verbatim
   * @param info the info field in {@code signedData}
   * @throws IllegalArgumentException if {@code entries} is empty
   */
  public CapnpSegment(
      ByteString bytes, ByteString signedData, InfoField info, List<CapnpAsEntry> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("the segment has no AS entry");
    }
    this.bytes = bytes;
    this.signedData = signedData;
    this.info = info;
    this.entries = List.copyOf(entries);
    // Written out for speed, because a replica that starts decodes millions of segments.
    List<Hop> path = new ArrayList<>(entries.size());
    List<Hop> besides = new ArrayList<>();
    for (CapnpAsEntry entry : this.entries) {
      path.add(entry.hop());
      entry.addPeers(besides);
    }
    this.hops = List.copyOf(path);
    this.peers = List.copyOf(besides);
    this.id = hopsHash(hops);
    this.expiryS = expiryS(minExpTime());
  }

  @Override
  public SegmentFormat format() {
    return SegmentFormat.CAPNP;
  }

  @Override
  public SegmentId id() {
    return id;
  }

  @Override
  public long timestampS() {
    return info.timestampS();
  }

  @Override
  public long expiryS() {
    return expiryS;
  }

  @Override
  public List<Hop> hops() {
    return hops;
  }

  @Override
  public List<Hop> peers() {
    return peers;
  }

  @Override
  public List<AsRoutingPolicy> routingPolicies() {
    return entries.stream()
        .filter(entry -> entry.routingPolicy().set())
        .map(CapnpAsEntry::policy)
        .toList();
  }

  @Override
  public List<Crossing> crossings() {
    return entries.stream().map(this::crossing).toList();
  }

  private Crossing crossing(CapnpAsEntry entry) {
    List<Crossing.Peering> peerings =
        entry.hopEntries().stream()
            .skip(1)
            .map(peer -> new Crossing.Peering(peer.inIa(), peer.remoteInIf(), passage(peer)))
            .toList();
    return new Crossing(entry.ia(), entry.mtu(), passage(entry.hopEntries().getFirst()), peerings);
  }

  private Crossing.Passage passage(CapnpHopEntry hop) {
    HopField field = hop.hopField();
    return new Crossing.Passage(
        field.ingress(), field.egress(), hop.inMtu(), expiryS(field.expTime()));
  }

  private long expiryS(int expTime) {
    return Expiry.ofHopField(info.timestampS(), expTime);
  }

  @Override
  public ByteString bytes() {
    return bytes;
  }

  @Override
  public long memoryBytes() {
    long size = OBJECTS_BYTES + bytes.memoryBytes() + signedData.memoryBytes();
    for (CapnpAsEntry entry : entries) {
      size += entry.memoryBytes();
    }
    return size;
  }

  @Override
  public ByteString contentDigest() {
    Sha256 sha = Sha256.labelled("waymark-content-1").addInt(info.isd()).addInt(entries.size());
    for (CapnpAsEntry entry : entries) {
      addContent(sha, entry);
    }
    return sha.digest();
  }

  private static void addContent(Sha256 sha, CapnpAsEntry entry) {
    sha.addLong(entry.ia().value()).addLong(entry.trcVersion());
    sha.addInt(entry.ifIdSize()).addInt(entry.mtu()).addSized(entry.hashTreeRoot());
    sha.addInt(entry.hopEntries().size());
    for (CapnpHopEntry hop : entry.hopEntries()) {
      HopField field = hop.hopField();
      sha.addLong(hop.inIa().value()).addLong(hop.remoteInIf()).addInt(hop.inMtu());
      sha.addLong(hop.outIa().value()).addLong(hop.remoteOutIf());
      sha.addFlag(field.xover()).addFlag(field.verifyOnly());
      sha.addFlag(field.forwardOnly()).addFlag(field.recurse());
      sha.addInt(field.ingress()).addInt(field.egress());
    }
    CapnpAsEntry.RoutingPolicy policy = entry.routingPolicy();
    sha.addFlag(policy.set()).addInt(policy.policyType()).addLong(policy.interfaceId());
    sha.addInt(policy.isdAses().size());
    policy.isdAses().forEach(ia -> sha.addLong(ia.value()));
    CapnpAsEntry.Sibra sibra = entry.sibra();
    sha.addSized(sibra.id()).addSized(sibra.info()).addFlag(sibra.up());
    sha.addInt(sibra.sofs().size());
    sibra.sofs().forEach(sha::addSized);
  }

  @Override
  public ByteString eventId(SegmentType type) {
    Sha256 sha = Sha256.labelled("waymark-segment-1").addByte(type.number()).addSized(signedData);
    entries.forEach(entry -> sha.addSized(entry.blob()));
    return sha.digest();
  }

  /** {@return {@code sdata} verbatim} */
  public ByteString signedData() {
    return signedData;
  }

  /** {@return the info field of the signed data} */
  public InfoField info() {
    return info;
  }

  /** {@return the AS entries in order, at least one} */
  public List<CapnpAsEntry> entries() {
    return entries;
  }

  /** {@return the lowest exp_time in hop entry 0 of any AS entry, which determines the expiry} */
  public int minExpTime() {
    int least = Integer.MAX_VALUE;
    for (CapnpAsEntry entry : entries) {
      least = Math.min(least, entry.hopEntries().getFirst().hopField().expTime());
    }
    return least;
  }

  private static SegmentId hopsHash(List<Hop> hops) {
    Sha256 sha = new Sha256();
    for (Hop hop : hops) {
      sha.addLong(hop.ia().value()).addLong(hop.ingress()).addLong(hop.egress());
    }
    return new SegmentId(sha.digest());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CapnpSegment that && bytes.equals(that.bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }

  @Override
  public String toString() {
    return "segment " + id.shortText() + " " + firstIa() + ".." + lastIa();
  }
}
