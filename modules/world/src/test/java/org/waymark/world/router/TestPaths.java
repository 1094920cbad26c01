package org.waymark.world.router;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.resolve.combination.Combination;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.resolve.combination.SegmentSet;
import org.waymark.runtime.Clock;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.packet.ScionPath;

/** Paths in the network of two ISDs, over unsigned segments with real MACs. */
final class TestPaths {
  static final long SEED = 1;

  private static final int NO_LIMIT = 1_000;

  private final NetworkTopology topology = NetworkTopology.twoIsds();
  private final Clock clock;
  private final Network network;

  TestPaths(Clock clock) {
    this.clock = clock;
    this.network = Network.of(topology, SEED, clock);
  }

  NetworkTopology topology() {
    return topology;
  }

  Network network() {
    return network;
  }

  PathSegment segment(String... ases) {
    return segment(UnaryOperator.identity(), ases);
  }

  PathSegment segment(UnaryOperator<SegmentDraft> change, String... ases) {
    SegmentDraft draft = network.segments().along(ases).withArbitraryRoots();
    for (int i = 0; i < ases.length; i++) {
      draft.unsigned(i);
    }
    return change.apply(draft).make();
  }

  /** {@return the only path over the segments that has this number of links} */
  EndToEndPath path(
      String from,
      String to,
      int links,
      List<PathSegment> up,
      List<PathSegment> core,
      List<PathSegment> down) {
    List<EndToEndPath> paths =
        Combination.paths(
                IsdAs.parse(from),
                IsdAs.parse(to),
                new SegmentSet(up, core, down),
                clock.wallMs(),
                NO_LIMIT)
            .stream()
            .filter(path -> path.linkCount() == links)
            .toList();
    if (paths.size() != 1) {
      throw new AssertionError(paths.size() + " paths from " + from + " to " + to);
    }
    return paths.getFirst();
  }

  /** {@return the path 1-16, 1-14, 1-11, 2-21, 2-23} */
  EndToEndPath far() {
    return path(
        "1-16",
        "2-23",
        4,
        List.of(segment("1-11", "1-14", "1-16")),
        List.of(segment("2-21", "1-11")),
        List.of(segment("2-21", "2-23")));
  }

  /** {@return the path with another hop field at an index} */
  static ScionPath with(ScionPath path, int hopIndex, UnaryOperator<HopField> change) {
    int index = 0;
    List<ScionPath.Segment> segments = new ArrayList<>();
    for (ScionPath.Segment segment : path.segments()) {
      List<HopField> hops = new ArrayList<>(segment.hopFields());
      int at = hopIndex - index - 1;
      if (at >= 0 && at < hops.size()) {
        hops.set(at, change.apply(hops.get(at)));
      }
      segments.add(new ScionPath.Segment(segment.info(), hops));
      index += 1 + hops.size();
    }
    return ScionPath.of(segments).at(path.currentInfoIndex(), path.currentHopIndex());
  }

  static HopField withMac(HopField hop, int mac) {
    return new HopField(
        hop.xover(),
        hop.verifyOnly(),
        hop.forwardOnly(),
        hop.recurse(),
        hop.expTime(),
        hop.ingress(),
        hop.egress(),
        mac);
  }

  static HopField verifyOnly(HopField hop) {
    return new HopField(
        hop.xover(),
        true,
        hop.forwardOnly(),
        hop.recurse(),
        hop.expTime(),
        hop.ingress(),
        hop.egress(),
        hop.mac());
  }

  static HopField forwardOnly(HopField hop) {
    return new HopField(
        hop.xover(),
        hop.verifyOnly(),
        true,
        hop.recurse(),
        hop.expTime(),
        hop.ingress(),
        hop.egress(),
        hop.mac());
  }
}
