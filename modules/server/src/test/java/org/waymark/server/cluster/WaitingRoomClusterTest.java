package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.fixtures.Route;
import org.waymark.log.Topic;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.AppendLimits;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.message.SegmentRecord;

/**
 * Replicas whose log is away for a while, over a network that loses, delays and repeats datagrams.
 */
class WaitingRoomClusterTest {
  private static final String LOCAL = "1-14";
  private static final String HELD = "waymark.room.entries";

  private Region region;
  private Cluster cluster;

  private void begin(Region made) {
    region = made;
    cluster = made.cluster;
  }

  @AfterEach
  void whateverHappened() {
    assertEquals(List.<RecordedFaults.Fault>of(), cluster.faults());
    Invariants.revokedIsNeverServed(cluster);
    Invariants.answersAreAskedFor(cluster);
    Invariants.replicasAgree(cluster);
    Invariants.nothingWaits(cluster);
    region.close();
  }

  private static long held(ClusterReplica replica, String what) {
    return replica.count("waymark." + what, "outcome", "held", "reason", "");
  }

  private static boolean holds(ClusterReplica replica, PathSegment segment, SegmentType type) {
    try (ReadView view = replica.store().view()) {
      return view.segmentsUsing(segment.lastIa(), segment.hops().getLast().ingress()).stream()
          .anyMatch(one -> one.segment().equals(segment) && one.type() == type);
    }
  }

  /** {@return the number of records in the log of an AS that contain the segment} */
  private long records(String ia, PathSegment segment) {
    return cluster.as(ia).events(Topic.EVENTS).values().stream()
        .filter(
            event ->
                event.body() instanceof EventBody.SegmentEvent one
                    && one.bytes().equals(segment.bytes()))
        .count();
  }

  private PathSegment up(long interfaceId) {
    return region.found(IsdAs.parse(LOCAL)).stream()
        .map(record -> record.segment().orElseThrow())
        .filter(one -> one.hops().getLast().ingress() == interfaceId)
        .findFirst()
        .orElseThrow();
  }

  private Cancellable registering(PathSegment segment) {
    ClusterHost host = region.host(LOCAL);
    SegmentRecord record = SegmentRecord.of(SegmentType.UP, segment);
    return cluster.timers.every(500, () -> host.register(record));
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whatComesWhileTheLogIsAwayIsAnsweredWithAndRecordedWhenItIsBack(long seed) {
    begin(new Region(seed));
    region.beaconing((as, record) -> !as.equals(LOCAL));
    Cancellable before = registering(up(1));
    Cancellable alsoBefore = registering(up(3));
    cluster.run(8);
    before.cancel();
    alsoBefore.cancel();
    ClusterAs as = cluster.as(LOCAL);
    as.log().faults().goAway();
    cluster.become(NetworkConditions.BAD);
    cluster.run(2);
    PathSegment fresh = up(2);
    PathSegment ends =
        cluster
            .network
            .segments()
            .along(
                new Route(
                    List.of(
                        new Route.Step(IsdAs.parse("1-12"), 0, 500),
                        new Route.Step(IsdAs.parse(LOCAL), 500, 0))))
            .withArbitraryRoots()
            .timestampS(cluster.nowMs() / 1_000 - 320)
            .expTime(1)
            .make();
    Revocation down = region.revocation(LOCAL, 1);
    List<Cancellable> during =
        List.of(
            registering(fresh),
            registering(ends),
            cluster.timers.every(500, () -> RevocationWay.MESSAGE.send(region.host(LOCAL), down)));
    cluster.runUntil(() -> as.live().stream().allMatch(one -> serves(one, fresh, down)), 8);
    ClusterHost.Asked asked = as.host().ask("2-23");
    cluster.runUntil(() -> !asked.answers().isEmpty(), 20);
    during.forEach(Cancellable::cancel);
    cluster.runUntil(() -> cluster.nowMs() > ends.endMs(), 20);
    assertTrue(as.live().stream().allMatch(one -> held(one, "revocations") > 0));
    as.log().faults().comeBack();
    cluster.become(NetworkConditions.GOOD);
    cluster.run(40);
    as.live().forEach(replica -> assertTrue(holds(replica, fresh, SegmentType.UP)));
    assertTrue(records(LOCAL, fresh) <= 2, "once by each that held it");
    assertEquals(0, records(LOCAL, ends), "its time was over");
  }

  private static boolean serves(ClusterReplica replica, PathSegment held, Revocation killer) {
    List<PathSegment> served = replica.serves("1-11");
    return served.contains(held) && served.stream().noneMatch(one -> Invariants.kills(killer, one));
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void replicaThatAloneIsCutOffHoldsWhatOthersRecordAndRecordsItNotAgain(long seed) {
    begin(new Region(seed).beaconing((as, record) -> !as.equals(LOCAL)));
    cluster.become(NetworkConditions.BAD);
    ClusterReplica cut = cluster.as(LOCAL).live().getFirst();
    ClusterReplica other = cluster.as(LOCAL).live().getLast();
    cut.cutOff();
    cluster.run(2);
    List<PathSegment> both = List.of(up(1), up(3));
    List<Cancellable> registering = both.stream().map(this::registering).toList();
    cluster.runUntil(() -> cut.gauge(HELD) == 2 && other.serves("1-0").containsAll(both), 20);
    assertTrue(cut.serves("1-0").containsAll(both));
    assertFalse(cut.isReady());
    registering.forEach(Cancellable::cancel);
    cluster.become(NetworkConditions.GOOD);
    cluster.run(1);
    cut.reconnect();
    cluster.run(20);
    both.forEach(segment -> assertEquals(1, records(LOCAL, segment)));
    assertTrue(cut.serves("1-0").containsAll(both));
  }

  /** {@return the path with a number; these paths are never revoked} */
  private PathSegment numbered(int number) {
    String last = number % 2 == 0 ? LOCAL : "1-15";
    return cluster.segment(
        new Route(
            List.of(
                new Route.Step(IsdAs.parse("1-11"), 0, 100 + number),
                new Route.Step(IsdAs.parse(last), 100 + number, 0))));
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void appendWhoseAnswerTheOutageSwallowedIsNotRepeated(long seed) {
    begin(new Region(seed, ServerLimits.DEFAULT, "1-11"));
    cluster.become(NetworkConditions.BAD);
    List<PathSegment> registered = new ArrayList<>();
    for (int outage = 0; outage < 10; outage++) {
      for (int i = 0; i < 10; i++) {
        registered.add(numbered(registered.size()));
        cluster.as("1-11").register(SegmentType.DOWN, registered.getLast());
        cluster.timers.runForMs(cluster.random.nextInt(10));
      }
      cluster.as("1-11").log().faults().goAway();
      cluster.run(8);
      cluster.as("1-11").log().faults().comeBack();
      cluster.run(2);
    }
    cluster.run(20);
    assertTrue(held(cluster.as("1-11").live().getFirst(), "registrations") > 10);
    for (PathSegment segment : registered) {
      assertEquals(1, records("1-11", segment));
    }
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whatIsHeldIsAppendedAtAQuarterOfThePace(long seed) {
    begin(new Region(seed, ServerLimits.DEFAULT.with(new AppendLimits(40, 40, 40, 20)), "1-11"));
    ClusterAs as = cluster.as("1-11");
    as.log().faults().goAway();
    cluster.run(2);
    for (int i = 0; i < 150; i++) {
      as.register(SegmentType.DOWN, numbered(i));
      cluster.timers.runForMs(100);
    }
    assertEquals(150, as.live().getFirst().gauge(HELD));
    as.log().faults().comeBack();
    int before = 0;
    for (int second = 0; second < 20; second++) {
      cluster.run(1);
      int after = as.segmentRecords();
      assertTrue(after - before <= 10, after - before + " in a second");
      before = after;
    }
    assertEquals(150, before);
  }
}
