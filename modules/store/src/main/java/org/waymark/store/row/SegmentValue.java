package org.waymark.store.row;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.waymark.segment.ByteString;
import org.waymark.segment.Expiry;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Sha256;

/**
 * The value of a segment row, decoded lazily. The verbatim bytes of the segment are stored
 * separately, in {@link Family#BYTES}. Big-endian:
 *
 * <pre>
 * expiry_s 8 | ts_s 8 | recordTime_ms 8 | offset 8 | SHA-256 of the bytes 32
 * links
 *
 * links: hops 4 | peers 4
 *        for each hop:  IA 8 | ingress 8 | egress 8 | length of the root 4 | root
 *        for each peer: index of its AS's hop 4 | ingress 8 | egress 8
 * </pre>
 */
public final class SegmentValue {
  private static final int TIMESTAMP = 8;
  private static final int RECORD_TIME = 16;
  private static final int OFFSET = 24;
  private static final int DIGEST = 32;
  private static final int LINKS = DIGEST + Sha256.SIZE;
  private static final int HOP_WITHOUT_ROOT = 3 * Long.BYTES + Integer.BYTES;
  private static final int PEER = Integer.BYTES + 2 * Long.BYTES;

  private final byte[] value;
  private final ByteBuffer buffer;

  public SegmentValue(byte[] value) {
    this.value = value;
    this.buffer = ByteBuffer.wrap(value);
  }

  public static SegmentValue of(PathSegment segment, long recordTimeMs, long offset) {
    byte[] links = links(segment);
    return new SegmentValue(
        ByteBuffer.allocate(LINKS + links.length)
            .putLong(segment.expiryS())
            .putLong(segment.timestampS())
            .putLong(recordTimeMs)
            .putLong(offset)
            .put(Sha256.hash(segment.bytes()).unsafeBytes())
            .put(links)
            .array());
  }

  private static byte[] links(PathSegment segment) {
    List<Hop> hops = segment.hops();
    List<Hop> peers = segment.peers();
    int roots = hops.stream().mapToInt(hop -> hop.root().size()).sum();
    ByteBuffer links =
        ByteBuffer.allocate(
            2 * Integer.BYTES + hops.size() * HOP_WITHOUT_ROOT + roots + peers.size() * PEER);
    links.putInt(hops.size()).putInt(peers.size());
    for (Hop hop : hops) {
      links.putLong(hop.ia().value()).putLong(hop.ingress()).putLong(hop.egress());
      links.putInt(hop.root().size()).put(hop.root().unsafeBytes());
    }
    for (Hop peer : peers) {
      links.putInt(hopOf(peer, hops)).putLong(peer.ingress()).putLong(peer.egress());
    }
    return links.array();
  }

  private static int hopOf(Hop peer, List<Hop> hops) {
    for (int i = 0; i < hops.size(); i++) {
      if (hops.get(i).ia().equals(peer.ia()) && hops.get(i).root().equals(peer.root())) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "a peer link belongs to " + peer.ia() + ", which is not on the path");
  }

  /** {@return the encoded value, which must not be modified} */
  public byte[] array() {
    return value;
  }

  public long expiryS() {
    return buffer.getLong(0);
  }

  public long endMs() {
    return Expiry.endMs(expiryS());
  }

  public long timestampS() {
    return buffer.getLong(TIMESTAMP);
  }

  public long recordTimeMs() {
    return buffer.getLong(RECORD_TIME);
  }

  public long offset() {
    return buffer.getLong(OFFSET);
  }

  /** {@return the SHA-256 of the verbatim bytes} */
  byte[] bytesDigest() {
    return Arrays.copyOfRange(value, DIGEST, DIGEST + Sha256.SIZE);
  }

  /** {@return whether both versions have the same interfaces with the same roots} */
  public boolean hasLinksOf(SegmentValue other) {
    return Arrays.equals(value, LINKS, value.length, other.value, LINKS, other.value.length);
  }

  public List<Hop> hops() {
    ByteBuffer links = buffer.duplicate().position(LINKS);
    int count = links.getInt();
    links.getInt();
    return readHops(links, count);
  }

  private List<Hop> readHops(ByteBuffer links, int count) {
    List<Hop> hops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      IsdAs ia = new IsdAs(links.getLong());
      long ingress = links.getLong();
      long egress = links.getLong();
      int rootFrom = links.position() + Integer.BYTES;
      int rootTo = rootFrom + links.getInt();
      links.position(rootTo);
      hops.add(new Hop(ia, ingress, egress, ByteString.of(value, rootFrom, rootTo)));
    }
    return hops;
  }

  public List<Hop> peers() {
    ByteBuffer links = buffer.duplicate().position(LINKS);
    int hopCount = links.getInt();
    int count = links.getInt();
    List<Hop> hops = readHops(links, hopCount);
    List<Hop> peers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Hop hop = hops.get(links.getInt());
      peers.add(new Hop(hop.ia(), links.getLong(), links.getLong(), hop.root()));
    }
    return peers;
  }
}
