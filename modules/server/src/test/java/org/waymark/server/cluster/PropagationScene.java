package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * Propagation of DOWN segments from core AS 1-11 to the other core ASes, 1-12, 1-13, and later
 * 1-19, with two replicas each.
 */
abstract class PropagationScene {
  static final NetworkTopology TOPOLOGY =
      NetworkTopology.describe()
          .core("1-19")
          .core("1-11")
          .core("1-12")
          .core("1-13")
          .as("1-14")
          .as("1-15")
          .coreLink("1-19", "1-11")
          .coreLink("1-12", "1-11")
          .coreLink("1-13", "1-11")
          .childLink("1-11", "1-14")
          .childLink("1-11", "1-15")
          .build();

  static final String LOCAL = "1-11";

  static final int RESEND_S = PropagationSettings.DEFAULT.resendS();

  static final int SEGMENTS = 120;

  Cluster cluster = cluster(1, ServerLimits.DEFAULT);

  static Cluster cluster(long seed, ServerLimits limits) {
    Cluster made = new Cluster(TOPOLOGY, seed, limits, "1-19");
    for (String core : List.of("1-11", "1-12", "1-13")) {
      made.as(core).start();
      made.as(core).start();
    }
    made.run(2);
    return made;
  }

  @AfterEach
  void noFaults() {
    assertEquals(List.of(), cluster.faults());
    cluster.close();
  }

  void connect(String... coreAses) {
    for (String coreAs : coreAses) {
      cluster
          .as(LOCAL)
          .register(SegmentType.CORE, cluster.segment(cluster.topology().route(coreAs, LOCAL)));
    }
  }

  /** Registers a segment of the local AS; each number stands for another path. */
  void registerDown(int number) {
    String last = number % 2 == 0 ? "1-14" : "1-15";
    Route route =
        new Route(
            List.of(
                new Route.Step(IsdAs.parse(LOCAL), 0, 100 + number),
                new Route.Step(IsdAs.parse(last), 100 + number, 0)));
    cluster.as(LOCAL).register(SegmentType.DOWN, cluster.segment(route));
  }

  /** Registers many segments as fast as one source may. */
  void registerDowns(int count) {
    for (int i = 0; i < count; i++) {
      registerDown(i);
      if (i % 50 == 49) {
        cluster.run(1);
      }
    }
    cluster.run(1);
    assertEquals(count, live().size());
  }

  List<StoredSegment> live() {
    try (ReadView view = cluster.as(LOCAL).view()) {
      return view.segments(
          new SegmentQuery(SegmentType.DOWN, IsdAs.parse(LOCAL), IsdAs.NONE),
          cluster.nowMs(),
          Integer.MAX_VALUE);
    }
  }

  /** {@return the live DOWN segments of the local AS that the core AS has not stored} */
  List<StoredSegment> missing(String coreAs) {
    try (ReadView view = cluster.as(coreAs).view()) {
      return live().stream()
          .filter(
              stored ->
                  view.live(stored.key(), cluster.nowMs())
                      .filter(held -> held.segment().equals(stored.segment()))
                      .isEmpty())
          .toList();
    }
  }

  void holdsEverything(String... coreAses) {
    for (String coreAs : coreAses) {
      assertEquals(0, missing(coreAs).size(), "missing at " + coreAs);
    }
  }

  /** {@return the highest number of messages per second in any group} */
  <T> int mostInASecond(long fromMs, Function<Journal.Sent, T> by) {
    return cluster
        .sentSince(fromMs)
        .collect(
            Collectors.groupingBy(
                one -> Map.entry(one.atMs() / 1_000, by.apply(one)), Collectors.counting()))
        .values()
        .stream()
        .mapToInt(Long::intValue)
        .max()
        .orElse(0);
  }

  static SegmentQuery localDown() {
    return new SegmentQuery(SegmentType.DOWN, IsdAs.parse(LOCAL), IsdAs.NONE);
  }
}
