package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentPart;
import org.waymark.segment.Sha256;
import org.waymark.wire.packet.ScionPath;

/**
 * A path from one AS to another.
 *
 * @param parts the parts of segments that the path uses, in the order of travel; empty inside one
 *     AS
 * @param interfaces the interfaces at the ends of the path's links, in the order of travel: one of
 *     the source, two of each AS in between, one of the destination
 * @param mtu the lowest MTU that the segments specify for the ASes and links of the path, in bytes;
 *     0 if they specify none
 * @param expiryS the last second in which every hop field is valid, in Unix seconds; {@link
 *     Long#MAX_VALUE} inside one AS
 */
public record EndToEndPath(
    IsdAs source,
    IsdAs destination,
    List<SegmentPart> parts,
    List<AsInterface> interfaces,
    int mtu,
    long expiryS) {

  public EndToEndPath {
    parts = List.copyOf(parts);
    interfaces = List.copyOf(interfaces);
  }

  /** Creates the path inside an AS. */
  static EndToEndPath inside(IsdAs ia) {
    return new EndToEndPath(ia, ia, List.of(), List.of(), 0, Long.MAX_VALUE);
  }

  /**
   * Creates the path through parts of segments.
   *
   * @param parts the parts, at least one, each starting where the previous one ends
   * @param interfaces the interfaces of the parts
   */
  static EndToEndPath through(List<SegmentPart> parts, List<AsInterface> interfaces) {
    return new EndToEndPath(
        parts.getFirst().ases().getFirst(),
        parts.getLast().ases().getLast(),
        parts,
        interfaces,
        parts.stream().mapToInt(SegmentPart::mtu).filter(mtu -> mtu > 0).min().orElse(0),
        parts.stream().mapToLong(SegmentPart::expiryS).min().orElseThrow());
  }

  /** {@return the number of links; 0 inside one AS} */
  public int linkCount() {
    return interfaces.size() / 2;
  }

  /**
   * {@return the ASes of the path, with the interfaces through which a packet enters and leaves
   * each of them; only the source for a path inside one AS}
   */
  public List<PathHop> hops() {
    List<PathHop> hops = new ArrayList<>();
    long in = 0;
    IsdAs ia = source;
    for (int i = 0; i < interfaces.size(); i += 2) {
      hops.add(new PathHop(ia, in, interfaces.get(i).id()));
      ia = interfaces.get(i + 1).ia();
      in = interfaces.get(i + 1).id();
    }
    hops.add(new PathHop(ia, in, 0));
    return hops;
  }

  /**
   * Computes the fingerprint of the route, which does not depend on the segments that form the
   * route. As in today's SCION, the fingerprint is the SHA-256 over the interfaces in order; each
   * contributes its ISD-AS (8 bytes) and its id (8 bytes), big-endian.
   */
  public ByteString fingerprint() {
    Sha256 sha = new Sha256();
    interfaces.forEach(one -> sha.addLong(one.ia().value()).addLong(one.id()));
    return sha.digest();
  }

  /**
   * {@return the path for the header of a packet, with the packet at the hop field where a sender
   * starts}
   */
  public ScionPath packetPath() {
    return ScionPath.through(parts);
  }
}
