package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.IsdAs;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/** Which segments reach other core ASes, regardless of faults in the network and in replicas. */
class PropagationClusterTest extends PropagationScene {
  @Test
  void everyCoreAsHasEverythingWithinSeconds() {
    connect("1-12", "1-13");
    registerDowns(SEGMENTS);
    cluster.run(3);
    holdsEverything("1-12", "1-13");
    for (ClusterReplica replica : cluster.as("1-12").live()) {
      try (ReadView view = replica.store().view()) {
        assertEquals(SEGMENTS, view.versions(localDown()).size(), replica.id());
      }
    }
  }

  @Test
  void newVersionsArriveWithin90SecondsAt30PercentLoss() {
    connect("1-12", "1-13");
    cluster.become(NetworkConditions.BAD);
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
    assertEquals(SEGMENTS, missing("1-19").size(), "no segment leads there yet");
    connect("1-19");
    cluster.run(10);
    holdsEverything("1-19", "1-12", "1-13");
  }

  @Test
  void firstOtherCoreAsHasEverythingWithinSeconds() {
    cluster.close();
    NetworkTopology topology =
        NetworkTopology.describe()
            .core("1-19")
            .core(LOCAL)
            .as("1-14")
            .as("1-15")
            .coreLink("1-19", LOCAL)
            .childLink(LOCAL, "1-14")
            .childLink(LOCAL, "1-15")
            .build();
    cluster = new Cluster(topology, 1, ServerLimits.DEFAULT, "1-19");
    cluster.as(LOCAL).start();
    cluster.run(2);
    registerDowns(SEGMENTS);
    cluster.run(300);
    cluster.as("1-19").start();
    cluster.join("1-19");
    connect("1-19");
    cluster.run(10);
    holdsEverything("1-19");
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
      cluster = cluster(seed, ServerLimits.DEFAULT);
      Random random = new Random(seed);
      List<String> unconnected = new ArrayList<>(List.of("1-12", "1-13"));
      for (int i = 0; i < 60; i++) {
        happens(random, i, unconnected);
        cluster.run(random.nextInt(40));
      }
      connect(unconnected.toArray(String[]::new));
      cluster.become(NetworkConditions.GOOD);
      cluster.as(LOCAL).log().faults().resumeLeaseHolders();
      cluster.run(RESEND_S + 10);
      for (String coreAs : List.of("1-12", "1-13")) {
        assertEquals(0, missing(coreAs).size(), "missing at " + coreAs + ", seed " + seed);
      }
      assertTrue(live().size() > 10, "segments, seed " + seed);
    }
  }

  private void happens(Random random, int number, List<String> unconnected) {
    ClusterAs own = cluster.as(LOCAL);
    switch (random.nextInt(8)) {
      case 0 -> cluster.become(NetworkConditions.BAD);
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
    cluster = cluster(seed, ServerLimits.DEFAULT);
    cluster.become(NetworkConditions.BAD);
    connect("1-12", "1-13");
    registerDowns(20);
    cluster.as(LOCAL).holder().kill();
    cluster.run(100);
    return cluster.everything();
  }
}
