package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.runtime.Cancellable;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;

/**
 * An interface of 1-14 is down while a third of all datagrams is lost, some are repeated and all
 * are late. The tests check which ASes learn of it, and which segments they serve.
 */
class RevocationClusterTest {
  private static final String LOCAL = "1-14";
  private static final List<String> CORES = List.of("1-11", "1-12", "1-13");

  private static final String UNPROVEN = "waymark.revocations.unproven";

  private Region region;
  private Cluster cluster;

  private void begin(long seed) {
    region = new Region(seed).beaconing();
    cluster = region.cluster;
    cluster.run(20);
  }

  @AfterEach
  void whateverHappened() {
    assertEquals(List.<RecordedFaults.Fault>of(), cluster.faults());
    Invariants.revokedIsNeverServed(cluster);
    Invariants.revocationsAreHandedOnOnce(cluster);
    Invariants.replicasAgree(cluster);
    region.close();
  }

  /** {@return the segments over the interface in any replica of an AS} */
  private List<StoredSegment> using(String ia, Revocation revocation) {
    return cluster.as(ia).live().stream()
        .flatMap(
            replica -> {
              try (ReadView view = replica.store().view()) {
                return view.segmentsUsing(revocation.ia(), revocation.interfaceId()).stream();
              }
            })
        .toList();
  }

  /** Makes hosts in every AS send requests continuously. */
  private void asking() {
    for (String ia : List.of(LOCAL, "1-15", "2-23", "1-11", "1-13")) {
      ClusterHost host = cluster.as(ia).host();
      for (String dst : List.of("1-11", LOCAL, "2-23")) {
        if (!dst.equals(ia)) {
          host.every(3, () -> host.ask(dst));
        }
      }
    }
  }

  static Stream<Arguments> waysAndSeeds() {
    return Seeds.all()
        .boxed()
        .flatMap(seed -> Stream.of(RevocationWay.values()).map(way -> Arguments.of(way, seed)));
  }

  @ParameterizedTest
  @MethodSource("waysAndSeeds")
  void revokedInterfaceIsServedByNobodyWhoHeardOfItUntilItIsUpAgain(RevocationWay way, long seed) {
    begin(seed);
    Revocation now = region.revocation(LOCAL, 1);
    assertEquals(2, using(LOCAL, now).size());
    assertEquals(2, using("1-13", now).size());
    cluster.become(NetworkConditions.BAD);
    asking();
    Cancellable down = region.host(LOCAL).keepRevoking(() -> region.revocation(LOCAL, 1), way);
    cluster.run(60);
    cluster.become(NetworkConditions.GOOD);
    cluster.run(11);
    Revocation last = region.revocation(LOCAL, 1);
    assertEquals(List.of(), using(LOCAL, last));
    for (String core : CORES) {
      assertEquals(way.isHandedOn() ? 0 : 2, using(core, last).size(), core);
    }
    assertEquals(way.isHandedOn(), Invariants.revocationsAreHandedOnOnce(cluster) > 0);
    untouchedIsServed();
    down.cancel();
    cluster.run(30);
    assertEquals(2, using(LOCAL, last).size());
    for (String core : CORES) {
      assertEquals(2, using(core, last).size(), core);
    }
  }

  /** Checks that both other links into 1-14, and everything else, are still served. */
  private void untouchedIsServed() {
    for (ClusterReplica replica : cluster.as(LOCAL).live()) {
      List<PathSegment> up = replica.serves("1-11");
      assertFalse(up.isEmpty(), replica.id());
      assertFalse(replica.serves("1-12").isEmpty(), replica.id());
    }
    for (String core : CORES) {
      for (ClusterReplica replica : cluster.as(core).live()) {
        assertTrue(replica.serves(LOCAL).size() >= 2, replica.id());
        assertTrue(replica.serves("1-15").size() >= 1, replica.id());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void revocationThatCameFirstIsProvenByASegmentRegisteredAtAnotherReplica(long seed) {
    region = new Region(seed);
    cluster = region.cluster;
    Revocation revocation = region.revocation(LOCAL, 1);
    ClusterHost host = region.host(LOCAL);
    ClusterReplica one = cluster.as(LOCAL).live().getFirst();
    ClusterReplica other = cluster.as(LOCAL).live().getLast();
    Map<Boolean, List<SegmentRecord>> found =
        region.found(IsdAs.parse(LOCAL)).stream()
            .collect(
                Collectors.partitioningBy(
                    record -> Invariants.kills(revocation, record.segment().orElseThrow())));
    found.get(false).forEach(host::register);
    cluster.run(1);
    cluster.become(NetworkConditions.BAD);
    Cancellable revoking = host.every(1, () -> host.send(new RevocationNotice(revocation), one));
    cluster.runUntil(() -> one.gauge(UNPROVEN) == 1, 4);
    revoking.cancel();
    assertEquals(0, other.gauge(UNPROVEN));
    SegmentRecord killed = found.get(true).getFirst();
    Cancellable registering =
        host.every(1, () -> host.send(ClusterHost.registration(killed), other));
    cluster.runUntil(() -> !cluster.as(LOCAL).revocations().isEmpty(), 4);
    cluster.run(2);
    registering.cancel();
    assertEquals(List.of(), using(LOCAL, revocation));
    assertEquals(0, one.gauge(UNPROVEN));
    assertEquals(List.of(one.id()), handedOnBy());
    assertEquals(2, one.serves("1-0").size());
    assertEquals(2, other.serves("1-0").size());
  }

  private List<String> handedOnBy() {
    return cluster
        .sentSince(0)
        .filter(sent -> sent.message() instanceof RevocationNotice)
        .map(Journal.Sent::replica)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whateverIsRepeatedTheCoreAsesDoNotKeepTellingEachOther(long seed) {
    begin(seed);
    // Messages that are so close together reach replicas that have not applied each other's
    // records.
    cluster.become(new NetworkConditions(0.1, 0.5, 0.3, 1, 40));
    List<Revocation> revocations =
        List.of(
            region.revocation(LOCAL, 1),
            region.revocation("1-11", 1),
            region.revocation("1-13", 11),
            region.revocation("2-21", 1));
    for (int second = 0; second < 5; second++) {
      for (String ia : List.of(LOCAL, "1-11", "1-12", "1-13", "1-15", "2-21")) {
        for (Revocation revocation : revocations) {
          RevocationWay.MESSAGE.send(region.host(ia), revocation);
          RevocationWay.SCMP.send(region.host(ia), revocation);
        }
      }
      cluster.run(1);
    }
    cluster.run(2);
    int handedOn = Invariants.revocationsAreHandedOnOnce(cluster);
    assertTrue(handedOn >= revocations.size(), handedOn + " times");
    long quietMs = cluster.nowMs();
    cluster.run(30);
    assertEquals(
        0,
        cluster
            .sentSince(quietMs)
            .filter(sent -> sent.message() instanceof RevocationNotice)
            .count());
  }
}
