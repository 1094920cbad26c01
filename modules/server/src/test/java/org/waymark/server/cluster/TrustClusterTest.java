package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.PropagationSettings;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.TrustKind;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.wire.trust.Trc;

/** TRCs and chains that some ASes lack, over a network that loses, delays and repeats datagrams. */
class TrustClusterTest {
  private static final int RESEND_S = 60;
  private static final ServerLimits LIMITS =
      ServerLimits.DEFAULT.with(new PropagationSettings(RESEND_S, 20, 200));
  private static final String LOCAL = "1-11";
  private static final String OTHER = "1-12";
  private static final IsdAs LEAF = IsdAs.parse("1-14");
  private static final String PARKED = "se_unverified_segs_total";

  private Region region;
  private Cluster cluster;

  private void begin(Region made) {
    region = made;
    cluster = made.cluster;
  }

  @AfterEach
  void whateverHappened() {
    assertEquals(List.<RecordedFaults.Fault>of(), cluster.faults());
    Invariants.replicasAgree(cluster);
    Invariants.nothingWaits(cluster);
    region.close();
  }

  private static boolean isDownTo(String last, SegmentRecord record) {
    return record.type().orElseThrow() == SegmentType.DOWN
        && record.segment().orElseThrow().lastIa().equals(IsdAs.parse(last));
  }

  /** {@return whether every replica of an AS has stored the newest TRC} */
  private boolean holds(String ia, Trc trc) {
    return cluster.as(ia).live().stream()
        .allMatch(
            replica -> replica.store().trust().newestTrc(trc.isd()).orElseThrow().equals(trc));
  }

  private long recordsOf(String ia, TrustKind kind) {
    return cluster.as(ia).events(Topic.TRUST).values().stream()
        .filter(
            event -> event.body() instanceof EventBody.TrustEvent one && one.trustKind() == kind)
        .count();
  }

  private void parkedSome(String ia) {
    long parked =
        cluster.as(ia).live().stream()
            .mapToLong(one -> one.count("waymark.registrations", "outcome", "parked", "reason", ""))
            .sum();
    assertTrue(parked > 0, "nothing was parked at " + ia);
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void chainThatAnAsLacksComesFromTheReplicaThatSentTheSegment(long seed) {
    // 1-12 receives segments of 1-14 from 1-11, which has the chain.
    begin(new Region(seed, LIMITS, (as, subject) -> !(as.equals(OTHER) && subject.equals("1-14"))));
    cluster.become(NetworkConditions.BAD);
    region.beaconing((as, record) -> as.equals(LOCAL) || !isDownTo("1-14", record));
    long chains = recordsOf(OTHER, TrustKind.CHAIN);
    cluster.run(120);
    cluster.become(NetworkConditions.GOOD);
    cluster.run(RESEND_S);
    parkedSome(OTHER);
    long learned = recordsOf(OTHER, TrustKind.CHAIN) - chains;
    assertTrue(learned >= 1 && learned <= 2, learned + " records, one of each replica at most");
    for (ClusterReplica replica : cluster.as(OTHER).live()) {
      assertEquals(
          List.of(new CertChainReply(Lz4Text.pack(cluster.network.trust().chain(LEAF).json()))),
          replica.receive(new CertChainRequest(LEAF, 1, true)).stream()
              .map(answer -> answer.message())
              .toList());
      assertEquals(
          2,
          replica.serves("1-14").stream().filter(one -> one.lastIa().equals(LEAF)).count(),
          replica.id());
    }
  }

  /** Creates TRC updates that only one AS has. */
  private List<Trc> updatesAt(String ia, int count) {
    int isd = IsdAs.parse(ia).isd();
    List<Trc> trcs = new ArrayList<>();
    trcs.add(cluster.trc(isd));
    for (int i = 0; i < count; i++) {
      trcs.add(cluster.network.trust().update(trcs.getLast()).make());
      cluster.as(ia).trust(trcs.getLast());
    }
    cluster.run(1);
    return trcs;
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void trcsBetweenTheOneHeldAndTheOneNamedAreLearnedThoughTheReplicaThatAskedDies(long seed) {
    begin(new Region(seed, LIMITS).beaconing((as, record) -> !isDownTo("1-14", record)));
    cluster.run(6);
    List<Trc> trcs = updatesAt(LOCAL, 3);
    PathSegment named =
        cluster.network.segments().along(LOCAL, "1-14").trcVersion(4).expTime(255).make();
    cluster.become(NetworkConditions.BAD);
    cluster.as(LOCAL).register(SegmentType.DOWN, named);
    cluster.runUntil(() -> parked(OTHER) > 0, 90);
    cluster.as(OTHER).live().stream()
        .filter(replica -> replica.gauge(PARKED) > 0)
        .toList()
        .forEach(ClusterReplica::kill);
    cluster.as(OTHER).start();
    cluster.run(60);
    cluster.become(NetworkConditions.GOOD);
    cluster.run(RESEND_S + 10);
    assertTrue(holds(OTHER, trcs.getLast()));
    for (ClusterReplica replica : cluster.as(OTHER).live()) {
      assertTrue(replica.serves("1-14").contains(named), replica.id());
      for (Trc trc : trcs) {
        assertEquals(1, replica.receive(new TrcRequest(1, trc.version(), true)).size());
      }
    }
  }

  private long parked(String ia) {
    return cluster.as(ia).live().stream().mapToLong(one -> one.gauge(PARKED)).sum();
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void updatesOfAnotherIsdAreLearnedOnTheWayOfAReply(long seed) {
    begin(new Region(seed, LIMITS).beaconing((as, record) -> !isDownTo("2-23", record)));
    cluster.run(6);
    List<Trc> trcs = updatesAt("2-21", 2);
    PathSegment down =
        cluster.network.segments().along("2-21", "2-23").trcVersion(3).expTime(255).make();
    cluster.as("2-21").register(SegmentType.DOWN, down);
    cluster.become(NetworkConditions.BAD);
    ClusterHost.Asked asked = cluster.as("1-14").host().ask("2-23");
    cluster.runUntil(() -> !asked.answers().isEmpty(), 120);
    assertTrue(asked.segments().contains(down), asked::toString);
    cluster.become(NetworkConditions.GOOD);
    cluster.run(10);
    assertTrue(holds("1-14", trcs.getLast()));
    assertTrue(holds(LOCAL, trcs.getLast()) || holds(OTHER, trcs.getLast()));
  }

  @ParameterizedTest
  @MethodSource("org.waymark.server.cluster.Seeds#all")
  void whatNobodyCanVouchForIsAskedForSlowlyAndGivenUpAfterAnHour(long seed) {
    begin(new Region(seed, LIMITS, LOCAL));
    cluster.become(NetworkConditions.BAD);
    for (int i = 0; i < 5; i++) {
      PathSegment unknown =
          cluster.network.segments().along("1-11", "1-14").certVersion(7 + i).expTime(200).make();
      region.host(LOCAL).register(SegmentRecord.of(SegmentType.DOWN, unknown));
      region.host(LOCAL).register(SegmentRecord.of(SegmentType.DOWN, unknown));
    }
    cluster.run(10);
    long waiting = parked(LOCAL);
    assertTrue(waiting > 0);
    cluster.run(3_600);
    assertEquals(0, parked(LOCAL));
    long requests = 0;
    for (ClusterReplica replica : cluster.as(LOCAL).live()) {
      requests += replica.count("waymark.trust.requests.sent");
      waiting -= replica.count("waymark.trust.parked.dropped", "reason", "timeout");
    }
    assertEquals(0, waiting, "all are counted");
    // Chains of both ASes, in five versions, are requested by two replicas every 3 s.
    assertTrue(requests <= 2 * 5 * 2 * 3_600 / 3, requests + " requests");
  }
}
