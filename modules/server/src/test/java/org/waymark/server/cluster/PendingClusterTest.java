package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.message.SegmentReply;
import org.waymark.wire.message.SegmentRequest;

/**
 * Requests that cannot be answered immediately, over a network that loses, delays and repeats
 * datagrams.
 */
class PendingClusterTest {
  private Region region;
  private Cluster cluster;

  private void begin(long seed) {
    region = new Region(seed);
    cluster = region.cluster;
    cluster.become(NetworkConditions.BAD);
  }

  @AfterEach
  void whateverHappened() {
    cluster.become(NetworkConditions.GOOD);
    cluster.run(15);
    assertEquals(List.<RecordedFaults.Fault>of(), cluster.faults());
    assertTrue(Invariants.answersAreAskedFor(cluster) > 0);
    Invariants.replicasAgree(cluster);
    Invariants.nothingWaits(cluster);
    region.close();
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void requestAtOneReplicaIsAnsweredWhenTheSegmentIsRegisteredAtAnother(long seed) {
    begin(seed);
    ClusterReplica one = cluster.as("1-14").live().getFirst();
    ClusterReplica other = cluster.as("1-14").live().getLast();
    ClusterHost host = region.host("1-14");
    SegmentRequest request =
        new SegmentRequest(IsdAs.parse("1-14"), IsdAs.parse("1-12"), false, false);
    Cancellable asking = cluster.timers.every(500, () -> host.send(request, one));
    cluster.runUntil(() -> one.gauge("waymark.requests.pending") == 1, 20);
    asking.cancel();
    assertEquals(0, other.gauge("waymark.requests.pending"));
    region
        .found(IsdAs.parse("1-14"))
        .forEach(record -> other.receive(ClusterHost.registration(record)));
    cluster.timers.runForMs(100);
    List<Journal.Answer> answers = cluster.journal().answers().toList();
    assertEquals(List.of(one.id()), answers.stream().map(Journal.Answer::replica).toList());
    List<PathSegment> answer =
        Cluster.segments((SegmentReply) answers.getFirst().payload().message());
    assertEquals(List.of(IsdAs.parse("1-12")), answer.stream().map(PathSegment::firstIa).toList());
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whoeverAsksAgainIsAnsweredThroughCoreAsesOfTwoIsds(long seed) {
    begin(seed);
    List<ClusterHost.Asked> all = new ArrayList<>();
    for (String ia : List.of("1-14", "1-15", "2-23", "1-12")) {
      for (String dst : List.of("1-14", "1-15", "2-23")) {
        for (int i = 0; i < 3 && !ia.equals(dst); i++) {
          all.add(cluster.as(ia).host().ask(dst));
        }
      }
    }
    // Some requests are sent before any segment is registered.
    cluster.run(2);
    region.beaconing();
    for (int second = 0; second < 40; second++) {
      cluster.run(1);
      for (ClusterReplica replica : cluster.live()) {
        assertTrue(replica.gauge("waymark.requests.pending") <= 2 * all.size(), replica.id());
        assertTrue(replica.gauge("waymark.requests.waiting") <= 10 * all.size(), replica.id());
      }
    }
    cluster.runUntil(() -> all.stream().noneMatch(one -> one.answers().isEmpty()), 60);
    for (ClusterHost.Asked asked : all) {
      assertTrue(asked.leads(), asked::toString);
    }
  }
}
