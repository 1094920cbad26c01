package org.waymark.resolve.combination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.waymark.fixtures.HopMac;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;

/**
 * A network whose segments are made without signatures, because these tests do not check
 * signatures.
 */
final class World {
  static final long NOW_MS = 1_520_000_000_000L;

  private final NetworkTopology topology;
  private final Network network;
  private final Map<Route, PathSegment> made = new HashMap<>();
  private final Map<IsdAs, HopMac> macs = new HashMap<>();

  World(NetworkTopology topology) {
    this.topology = topology;
    this.network = Network.of(topology, 7, new VirtualClock(NOW_MS));
  }

  NetworkTopology topology() {
    return topology;
  }

  List<IsdAs> ases() {
    return List.copyOf(topology.ases().keySet());
  }

  HopMac mac(IsdAs ia) {
    return macs.computeIfAbsent(ia, owner -> new HopMac(network.trust().keys(owner).master()));
  }

  /** {@return the segment along a route, always the same object} */
  PathSegment segment(Route route) {
    return made.computeIfAbsent(route, one -> segment(one, UnaryOperator.identity()));
  }

  PathSegment segment(Route route, UnaryOperator<SegmentDraft> change) {
    SegmentDraft draft = network.segments().along(route).withArbitraryRoots();
    for (int i = 0; i < route.size(); i++) {
      draft.unsigned(i);
    }
    return change.apply(draft).make();
  }

  PathSegment along(String... ases) {
    return segment(topology.route(ases));
  }

  /** The routes of the UP, CORE and DOWN segments that may be used between two ASes. */
  record Routes(List<Route> up, List<Route> core, List<Route> down) {}

  /**
   * {@return all possible routes of segments that a path between the two ASes may use}
   *
   * @param maxCoreAses the maximum number of ASes in a CORE segment; the others may have any length
   */
  Routes routes(IsdAs source, IsdAs destination, int maxCoreAses) {
    return new Routes(
        routesTo(source),
        topology.routes(SegmentType.CORE, maxCoreAses).toList(),
        routesTo(destination));
  }

  private List<Route> routesTo(IsdAs leaf) {
    return topology
        .routes(SegmentType.DOWN, topology.ases().size())
        .filter(route -> route.last().equals(leaf))
        .toList();
  }

  SegmentSet segments(Routes routes) {
    return new SegmentSet(made(routes.up()), made(routes.core()), made(routes.down()));
  }

  private List<PathSegment> made(List<Route> routes) {
    List<PathSegment> segments = new ArrayList<>();
    routes.forEach(route -> segments.add(segment(route)));
    return segments;
  }

  static IsdAs ia(String text) {
    return IsdAs.parse(text);
  }

  /** {@return the hops of a path as text, unique for each route} */
  static String text(EndToEndPath path) {
    return path.hops().stream().map(PathHop::toString).collect(Collectors.joining(" "));
  }
}
