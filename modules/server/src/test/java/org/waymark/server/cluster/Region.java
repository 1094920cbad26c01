package org.waymark.server.cluster;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.fixtures.SegmentMaker;
import org.waymark.fixtures.TopologyBuilder;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.message.SegmentRecord;

/**
 * A cluster of two ISDs in full operation: each AS has two replicas and a host that periodically
 * registers the segments that beaconing would have found.
 */
final class Region implements AutoCloseable {
  /** The AS with spare links, over which beaconing finds no segments. */
  static final String SPARE_AS = "1-14";

  /** The first interface number of a spare link, the same at both ends. */
  static final long FIRST_SPARE = 21;

  static final int SPARE_LINKS = 24;

  private static final NetworkTopology TOPOLOGY = topology();

  private static NetworkTopology topology() {
    TopologyBuilder described =
        NetworkTopology.describe()
            .core("1-11")
            .core("1-12")
            .core("1-13")
            .as("1-14")
            .as("1-15")
            .core("2-21")
            .as("2-23")
            .coreLink("1-11#1", "1-12#1")
            .coreLink("1-12#2", "1-13#1")
            .coreLink("1-11#2", "1-13#2")
            .coreLink("1-11#3", "2-21#1")
            .childLink("1-11#11", "1-14#1")
            .childLink("1-11#12", "1-14#2")
            .childLink("1-12#11", "1-14#3")
            .childLink("1-13#11", "1-15#1")
            .childLink("2-21#11", "2-23#1")
            .childLink("2-21#12", "2-23#2")
            .treeTtlS(3_600);
    for (int link = 0; link < SPARE_LINKS; link++) {
      String end = "#" + (FIRST_SPARE + link);
      described.childLink("1-12" + end, SPARE_AS + end);
    }
    return described.build();
  }

  /** {@return whether the interface belongs to a spare link} */
  static boolean isSpare(long interfaceId) {
    return interfaceId >= FIRST_SPARE;
  }

  private static boolean isSpare(PathSegment segment) {
    return segment.hops().stream().anyMatch(hop -> isSpare(hop.egress()));
  }

  /** {@return a segment to the AS over one of its spare links} */
  SegmentDraft overSpare(long interfaceId) {
    return cluster
        .network
        .segments()
        .along(
            new Route(
                List.of(
                    new Route.Step(IsdAs.parse("1-12"), 0, interfaceId),
                    new Route.Step(IsdAs.parse(SPARE_AS), interfaceId, 0))));
  }

  final Cluster cluster;
  private final SortedMap<IsdAs, ClusterHost> hosts = new TreeMap<>();

  Region(long seed) {
    this(seed, ServerLimits.DEFAULT);
  }

  Region(long seed, ServerLimits limits) {
    this(seed, limits, (as, chain) -> true);
  }

  /**
   * Creates a region in which not every AS has every chain.
   *
   * @param knows tests whether an AS has the chain of another one
   */
  Region(long seed, ServerLimits limits, BiPredicate<String, String> knows) {
    cluster = new Cluster(TOPOLOGY, seed, limits);
    for (IsdAs ia : TOPOLOGY.ases().keySet()) {
      String as = ia.toString();
      start(cluster.asThatKnows(as, chain -> knows.test(as, chain.leaf().subject().toString())));
    }
    cluster.run(2);
  }

  /** Creates a region in which only one AS has replicas and hosts. */
  Region(long seed, ServerLimits limits, String only) {
    cluster = new Cluster(TOPOLOGY, seed, limits);
    start(cluster.as(only));
    cluster.run(2);
  }

  private void start(ClusterAs as) {
    hosts.put(as.ia(), as.start(2).host());
  }

  ClusterAs as(String ia) {
    return cluster.as(ia);
  }

  /** {@return the host of an AS that registers and revokes} */
  ClusterHost host(String ia) {
    return hosts.get(IsdAs.parse(ia));
  }

  /** {@return the segments that beaconing finds for an AS} */
  List<SegmentRecord> found(IsdAs ia) {
    SegmentMaker made = cluster.network.segments();
    if (!TOPOLOGY.isCore(ia)) {
      return made.up(ia, 2)
          .filter(one -> !isSpare(one))
          .map(one -> SegmentRecord.of(SegmentType.UP, one))
          .toList();
    }
    return Stream.concat(
            made.all(SegmentType.CORE, 3)
                .filter(one -> one.lastIa().equals(ia))
                .map(one -> SegmentRecord.of(SegmentType.CORE, one)),
            made.all(SegmentType.DOWN, 2)
                .filter(one -> one.firstIa().equals(ia) && !isSpare(one))
                .map(one -> SegmentRecord.of(SegmentType.DOWN, one)))
        .toList();
  }

  /**
   * Makes every AS register the segments that beaconing finds, every 5 s, until the end of the
   * test.
   */
  Region beaconing() {
    return beaconing((as, record) -> true);
  }

  /** Makes ASes register some of the segments that beaconing finds. */
  Region beaconing(BiPredicate<String, SegmentRecord> some) {
    hosts.forEach(
        (ia, host) -> {
          List<SegmentRecord> found =
              found(ia).stream().filter(record -> some.test(ia.toString(), record)).toList();
          host.every(5, () -> found.forEach(host::register));
        });
    return this;
  }

  /** {@return the revocation of an interface for the current epoch} */
  Revocation revocation(String ia, long interfaceId) {
    return cluster.network.revocations().revoke(IsdAs.parse(ia), interfaceId);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
