package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.Limits;
import org.waymark.store.ReadView;
import org.waymark.store.SegmentQuery;
import org.waymark.store.StoredSegment;

/**
 * DOWN segments on their way from core AS 1-11 to the other core ASes, 1-12 and 1-13, and 1-19 that
 * comes later: two replicas of each, with all that can happen to networks and replicas.
 */
class PropagationClusterTest {
  private static final NetworkTopology TOPOLOGY =
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
  private static final String OWN = "1-11";
  private static final int RESEND_S = Limits.Propagation.DEFAULT.resendS();
  private static final int SEGMENTS = 120;

  /** A third of the datagrams is lost, some are repeated, all are late. */
  private static final NetworkConditions LOSSY = new NetworkConditions(0.3, 0.1, 0.1, 1, 200);

  private Cluster cluster = cluster(1, Limits.DEFAULT);

  private static Cluster cluster(long seed, Limits limits) {
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

  private void connect(String... coreAses) {
    for (String coreAs : coreAses) {
      cluster
          .as(OWN)
          .register(SegmentType.CORE, cluster.segment(cluster.topology().route(coreAs, OWN)));
    }
  }

  /** Registers a segment of the own AS; the number makes it another path. */
  private void registerDown(int number) {
    String last = number % 2 == 0 ? "1-14" : "1-15";
    Route route =
        new Route(
            List.of(
                new Route.Step(IsdAs.parse(OWN), 0, 100 + number),
                new Route.Step(IsdAs.parse(last), 100 + number, 0)));
    cluster.as(OWN).register(SegmentType.DOWN, cluster.segment(route));
  }

  /** Registers many segments, as fast as one source may. */
  private void registerDowns(int count) {
    for (int i = 0; i < count; i++) {
      registerDown(i);
      if (i % 50 == 49) {
        cluster.run(1);
      }
    }
    cluster.run(1);
    assertEquals(count, live().size());
  }

  private List<StoredSegment> live() {
    try (ReadView view = cluster.as(OWN).view()) {
      return view.segments(
          new SegmentQuery(SegmentType.DOWN, IsdAs.parse(OWN), IsdAs.NONE),
          cluster.nowMs(),
          Integer.MAX_VALUE);
    }
  }

  /** {@return the live own DOWN segments that the core AS does not hold} */
  private List<StoredSegment> missing(String coreAs) {
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

  private void holdsEverything(String... coreAses) {
    for (String coreAs : coreAses) {
      assertEquals(0, missing(coreAs).size(), "missing at " + coreAs);
    }
  }

  /** {@return how many messages there were by second and something else, most first} */
  private <T> int mostInASecond(long fromMs, Function<Journal.Sent, T> by) {
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

  @Test
  void everyCoreAsHasEverythingWithinSeconds() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(3);
    holdsEverything("1-12", "1-13");
    for (ClusterReplica replica : cluster.as("1-12").live()) {
      try (ReadView view = replica.store().view()) {
        assertEquals(SEGMENTS, view.versions(ownDown()).size(), replica.id());
      }
    }
  }

  private static SegmentQuery ownDown() {
    return new SegmentQuery(SegmentType.DOWN, IsdAs.parse(OWN), IsdAs.NONE);
  }

  @Test
  void newVersionsArriveWithin90SecondsAt30PercentLoss() {
    connect("1-12", "1-13");
    cluster.become(LOSSY);
    Map<String, Long> appendedMs = new HashMap<>();
    List<Long> arrivedAfterMs = new ArrayList<>();
    for (int second = 0; second < 2 * SEGMENTS + 90; second++) {
      if (second < 2 * SEGMENTS && second % 2 == 0) {
        registerDown(second / 2);
      }
      cluster.run(1);
      noteArrivals(appendedMs, arrivedAfterMs);
    }
    long late = arrivedAfterMs.stream().filter(ms -> ms > 90_000).count();
    long lost = 2L * SEGMENTS - arrivedAfterMs.size();
    assertTrue(late + lost <= 2 * SEGMENTS / 100, late + " late, " + lost + " lost");
    cluster.run(4 * RESEND_S - 2 * SEGMENTS - 90);
    int stillMissing = missing("1-12").size() + missing("1-13").size();
    assertTrue(stillMissing <= 2 * SEGMENTS / 100, stillMissing + " after 4 resends");
  }

  private void noteArrivals(Map<String, Long> appendedMs, List<Long> arrivedAfterMs) {
    for (String coreAs : List.of("1-12", "1-13")) {
      List<StoredSegment> missing = missing(coreAs);
      for (StoredSegment stored : live()) {
        String arrival = coreAs + " " + stored.key();
        boolean isNew = appendedMs.putIfAbsent(arrival, stored.recordTimeMs()) == null;
        boolean arrives = !missing.contains(stored);
        if (arrives && appendedMs.get(arrival) != Long.MAX_VALUE) {
          arrivedAfterMs.add(cluster.nowMs() - appendedMs.put(arrival, Long.MAX_VALUE));
        } else if (isNew) {
          assertEquals(0, (cluster.nowMs() - stored.recordTimeMs()) / 2_000, "seen late");
        }
      }
    }
  }

  @Test
  void coreAsThatJoinsByTrcUpdateHasEverythingWithinSeconds() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(300);
    cluster.as("1-19").start();
    cluster.as("1-19").start();
    cluster.join("1-19");
    cluster.run(1);
    assertEquals(SEGMENTS, missing("1-19").size(), "there is no way to it yet");
    connect("1-19");
    cluster.run(10);
    holdsEverything("1-19", "1-12", "1-13");
  }

  @Test
  void coreAsThatLeavesByTrcUpdateGetsNothingMore() {
    connect("1-12", "1-13");
    registerDowns(10);
    cluster.run(100);
    cluster.leave("1-13");
    cluster.run(2);
    long fromMs = cluster.nowMs();
    registerDown(10);
    cluster.run(2 * RESEND_S);
    assertEquals(11, live().size());
    assertTrue(cluster.sentSince(fromMs).noneMatch(one -> one.to().equals(IsdAs.parse("1-13"))));
    holdsEverything("1-12");
  }

  @Test
  void coreAsThatBeginsAnewHasEverythingWithinAResend() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(300);
    holdsEverything("1-13");
    cluster.as("1-13").beginAnew();
    cluster.run(1);
    assertTrue(missing("1-13").size() > SEGMENTS / 2);
    cluster.run(RESEND_S + 10 - 1);
    holdsEverything("1-12", "1-13");
  }

  @Test
  void coreAsWhoseOnlyCoreSegmentComesAnHourLaterHasEverythingWithinSeconds() {
    connect("1-12");
    registerDowns(SEGMENTS);
    cluster.run(3_600);
    assertEquals(SEGMENTS, missing("1-13").size());
    connect("1-13");
    cluster.run(10);
    holdsEverything("1-12", "1-13");
  }

  /** At a pace that a fail-over could not but exceed if it sent everything at once. */
  private void paced() {
    cluster.close();
    cluster = cluster(1, Limits.DEFAULT.with(new Limits.Propagation(RESEND_S, 3, 5)));
    connect("1-12", "1-13");
  }

  private void rateHolds(long fromMs) {
    assertTrue(mostInASecond(fromMs, Journal.Sent::to) <= 3);
    assertTrue(mostInASecond(fromMs, one -> "in all") <= 5);
  }

  @Test
  void killedHolderIsFollowedByOneThatSendsNoFaster() {
    paced();
    registerDowns(SEGMENTS);
    long fromMs = cluster.nowMs();
    ClusterReplica holder = cluster.as(OWN).holder();
    holder.kill();
    cluster.run(RESEND_S + 10);
    assertNotEquals(holder.id(), cluster.as(OWN).holder().id());
    rateHolds(fromMs);
    holdsEverything("1-12", "1-13");
  }

  @Test
  void newHolderDoesNotSendOldSegmentsAtOnce() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(200);
    cluster.as(OWN).holder().kill();
    cluster.as("1-12").beginAnew();
    long fromMs = cluster.nowMs();
    cluster.run(60);
    long messages = cluster.sentSince(fromMs).count();
    assertTrue(messages <= 2 * 1.5 * SEGMENTS / 5 * 60 / RESEND_S + 4, messages + " messages");
    cluster.run(RESEND_S + 10 - 60);
    holdsEverything("1-12", "1-13");
  }

  @Test
  void holderThatStandsStillFor30SecondsIsFollowedAndNoticesIt() {
    paced();
    registerDowns(SEGMENTS);
    long fromMs = cluster.nowMs();
    ClusterReplica holder = cluster.as(OWN).holder();
    holder.standStill();
    cluster.run(30);
    holder.goOn();
    cluster.run(1);
    assertFalse(holder.holdsLease());
    cluster.run(RESEND_S + 10 - 31);
    rateHolds(fromMs);
    assertTrue(
        cluster.sentSince(fromMs + 1).noneMatch(one -> one.replica().equals(holder.id())),
        "it sends nothing any more");
    holdsEverything("1-12", "1-13");
  }

  @Test
  void twoHoldersFor30SecondsDoNoHarm() {
    paced();
    registerDowns(SEGMENTS / 2);
    long fromMs = cluster.nowMs();
    cluster.as(OWN).log().faults().pauseLeaseHolder();
    for (int i = SEGMENTS / 2; i < SEGMENTS; i++) {
      if (i % 2 == 0) {
        cluster.run(1);
      }
      registerDown(i);
    }
    assertEquals(2, cluster.as(OWN).live().stream().filter(ClusterReplica::holdsLease).count());
    assertEquals(2, cluster.sentSince(fromMs).map(Journal.Sent::replica).distinct().count());
    cluster.as(OWN).log().faults().resumeLeaseHolders();
    cluster.run(RESEND_S + 10 - 30);
    assertTrue(mostInASecond(fromMs, one -> one.replica() + one.to()) <= 3, "each at its own pace");
    assertTrue(mostInASecond(fromMs, Journal.Sent::replica) <= 5, "each at its own pace");
    holdsEverything("1-12", "1-13");
    int appended = cluster.as("1-12").segmentRecords();
    // Two replicas that take the same copy within the same few milliseconds both append it.
    assertTrue(appended < 1.5 * SEGMENTS, appended + " appends: copies are known");
  }

  @Test
  void holderThatIsNotReadyYetSendsNothing() {
    connect("1-12", "1-13");
    registerDowns(10);
    cluster.as(OWN).live().forEach(ClusterReplica::kill);
    cluster.run(3_600);
    cluster.as(OWN).log().faults().trim(Topic.EVENTS, 1);
    ClusterReplica cold = cluster.as(OWN).start();
    long fromMs = cluster.nowMs();
    cluster.run(1);
    registerDown(10);
    cluster.run(7);
    assertEquals(11, live().size());
    assertTrue(cold.holdsLease());
    assertFalse(cold.isReady());
    assertEquals(0, cluster.sentSince(fromMs).count());
    cluster.run(4);
    assertTrue(cold.isReady());
    assertEquals(0, missing("1-13").size());
  }

  @Test
  void hourWithoutAppendsTakesFewMessages() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS - 2);
    cluster.run(120);
    for (int resend = 0; resend < 6; resend++) {
      long fromMs = cluster.nowMs();
      cluster.run(RESEND_S);
      Map<IsdAs, Long> messages =
          cluster
              .sentSince(fromMs)
              .collect(Collectors.groupingBy(Journal.Sent::to, Collectors.counting()));
      assertEquals(2, messages.size());
      messages.forEach(
          (coreAs, count) -> assertTrue(count <= 1.5 * SEGMENTS / 5, count + " to " + coreAs));
    }
  }

  @Test
  void whateverHappenedEverythingArrivesWithinAResendOfItsEnd() {
    for (long seed = 1; seed <= 3; seed++) {
      cluster.close();
      cluster = cluster(seed, Limits.DEFAULT);
      Random random = new Random(seed);
      List<String> unconnected = new ArrayList<>(List.of("1-12", "1-13"));
      for (int i = 0; i < 60; i++) {
        happens(random, i, unconnected);
        cluster.run(random.nextInt(40));
      }
      connect(unconnected.toArray(String[]::new));
      cluster.become(NetworkConditions.GOOD);
      cluster.as(OWN).log().faults().resumeLeaseHolders();
      cluster.run(RESEND_S + 10);
      for (String coreAs : List.of("1-12", "1-13")) {
        assertEquals(0, missing(coreAs).size(), "missing at " + coreAs + ", seed " + seed);
      }
      assertTrue(live().size() > 10, "segments, seed " + seed);
    }
  }

  private void happens(Random random, int number, List<String> unconnected) {
    ClusterAs own = cluster.as(OWN);
    switch (random.nextInt(8)) {
      case 0 -> cluster.become(LOSSY);
      case 1 -> cluster.become(NetworkConditions.GOOD);
      case 2 -> own.log().faults().pauseLeaseHolder();
      case 3 -> own.log().faults().resumeLeaseHolders();
      case 4 -> {
        own.live().getLast().kill();
        own.start();
      }
      case 5 -> cluster.as(random.nextBoolean() ? "1-12" : "1-13").beginAnew();
      case 6 -> {
        if (!unconnected.isEmpty()) {
          connect(unconnected.removeFirst());
        }
      }
      default -> {
        for (int i = 0; i < 5; i++) {
          registerDown(5 * number + i);
        }
      }
    }
  }

  @Test
  void sameSeedGivesTheSameRunByteForByte() {
    List<List<String>> runs = Stream.of(5L, 5L, 6L).map(this::runOf).toList();
    assertEquals(Optional.empty(), Journal.difference(runs.get(0), runs.get(1)));
    assertNotEquals(Optional.empty(), Journal.difference(runs.get(0), runs.get(2)));
  }

  private List<String> runOf(long seed) {
    cluster.close();
    cluster = cluster(seed, Limits.DEFAULT);
    cluster.become(LOSSY);
    connect("1-12", "1-13");
    registerDowns(20);
    cluster.as(OWN).holder().kill();
    cluster.run(100);
    return cluster.everything();
  }
}
