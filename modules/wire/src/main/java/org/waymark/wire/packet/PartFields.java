package org.waymark.wire.packet;

import java.util.ArrayList;
import java.util.List;
import org.waymark.segment.CapnpHopEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentPart;

/**
 * Builds the info and hop fields for the parts of segments that a packet's path uses (PROTOCOL 2.2,
 * 2.5). The fields of each part are shown here in the construction order of its segment; {@code t}
 * is the AS entry at the top of the part:
 *
 * <pre>
 *  whole      info                | hop 0 | hop 1 | ..
 *  shortcut   info, shortcut      | hop t-1, verify-only | hop t | hop t+1 | ..
 *  peer link  info, shortcut,peer | hop t-1, verify-only | peer, xover | hop t, xover | ..
 * </pre>
 *
 * <p>The verify-only hop field is included because the MAC of the next hop field covers it. At a
 * peer link, the AS's own hop field is included because the MAC of the peer hop field covers it. If
 * the path changes from one segment to the next inside an AS, both hop fields of that AS have the
 * flag xover. A MAC covers no flag except forward-only.
 */
final class PartFields {
  private PartFields() {}

  /** Builds the segments of a path, in the order of travel. */
  static List<ScionPath.Segment> of(List<SegmentPart> parts) {
    List<ScionPath.Segment> segments = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      boolean comesFromOther = i > 0 && isInsideAs(parts.get(i - 1), parts.get(i));
      boolean goesOn = i + 1 < parts.size() && isInsideAs(parts.get(i), parts.get(i + 1));
      segments.add(fields(parts.get(i), comesFromOther, goesOn));
    }
    return segments;
  }

  /**
   * {@return whether two consecutive parts meet inside an AS; false if they are connected by a peer
   * link}
   */
  private static boolean isInsideAs(SegmentPart one, SegmentPart other) {
    return !isPeer(one) && !isPeer(other);
  }

  private static boolean isPeer(SegmentPart part) {
    return part.top() instanceof SegmentPart.Peer;
  }

  private static ScionPath.Segment fields(
      SegmentPart part, boolean crossesAtStart, boolean crossesAtEnd) {
    Source source = source(part.segment());
    boolean crossesAtTop = part.up() ? crossesAtEnd : crossesAtStart;
    boolean crossesAtFoot = part.up() ? crossesAtStart : crossesAtEnd;
    List<HopField> hops = new ArrayList<>();
    int top = part.top().entry();
    if (top > 0) {
      hops.add(flagged(source.hop(top - 1, 0), false, true));
    }
    boolean peer = false;
    if (part.top() instanceof SegmentPart.Peer(int entry, int peering)) {
      peer = true;
      hops.add(flagged(source.hop(entry, 1 + peering), true, false));
    }
    int foot = part.segment().hops().size() - 1;
    for (int i = top; i <= foot; i++) {
      boolean crosses = i == top && (crossesAtTop || peer) || i == foot && crossesAtFoot;
      hops.add(flagged(source.hop(i, 0), crosses, false));
    }
    InfoField info =
        new InfoField(
            part.up(), top > 0, peer, source.info().timestampS(), source.info().isd(), hops.size());
    return new ScionPath.Segment(info, part.up() ? hops.reversed() : hops);
  }

  /** Sets both flags to the given values, regardless of their values in the segment. */
  private static HopField flagged(HopField hop, boolean xover, boolean verifyOnly) {
    return new HopField(
        xover,
        verifyOnly,
        hop.forwardOnly(),
        hop.recurse(),
        hop.expTime(),
        hop.ingress(),
        hop.egress(),
        hop.mac());
  }

  /** The fields of a segment as its ASes created them. */
  private record Source(InfoField info, List<List<CapnpHopEntry>> entries) {
    HopField hop(int entry, int hopEntry) {
      return entries.get(entry).get(hopEntry).hopField();
    }
  }

  private static Source source(PathSegment segment) {
    return switch (segment) {
      case CapnpSegment capnp ->
          new Source(
              capnp.info(), capnp.entries().stream().map(entry -> entry.hopEntries()).toList());
    };
  }
}
