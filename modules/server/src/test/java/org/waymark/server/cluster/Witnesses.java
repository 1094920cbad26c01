package org.waymark.server.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;

/**
 * Segments over spare links that are delivered once to one replica, bypassing the network. Their
 * fate is therefore known, regardless of anything else in the cluster.
 */
final class Witnesses {
  private static final String PARKED = "se_unverified_segs_total";
  private static final String UNPROVEN = "waymark.revocations.unproven";
  private static final long HELD_TRC_VERSION = 1;

  private final Region region;
  private final ClusterAs as;
  private final List<PathSegment> killed = new ArrayList<>();
  private final List<Parked> parked = new ArrayList<>();
  private int links;
  private int waitedFor;

  private record Parked(ClusterReplica at, PathSegment segment) {}

  Witnesses(Region region) {
    this.region = region;
    this.as = region.as(Region.SPARE_AS);
  }

  private boolean hasLink() {
    return links < Region.SPARE_LINKS;
  }

  /** {@return the interface number of an unused spare link, the same at both ends} */
  private long link() {
    return Region.FIRST_SPARE + links++;
  }

  private static void register(ClusterReplica at, PathSegment segment) {
    at.receive(ClusterHost.registration(SegmentRecord.of(SegmentType.UP, segment)));
  }

  private static long counted(ClusterReplica by, String what, String outcome) {
    return by.count("waymark." + what, "outcome", outcome, "reason", "");
  }

  private PathSegment segment(SegmentDraft draft) {
    return draft.expTime(255).make();
  }

  /**
   * Makes a replica without a log hold a segment and then its revocation, so that the segment must
   * never appear.
   */
  void revokeWhatIsHeld(ClusterReplica replica) {
    if (!hasLink() || !replica.isWithoutLog()) {
      return;
    }
    long link = link();
    PathSegment segment = segment(region.overSpare(link));
    long held = counted(replica, "registrations", "held");
    register(replica, segment);
    assertEquals(held + 1, counted(replica, "registrations", "held"), replica.id());
    long revoked = counted(replica, "revocations", "held");
    replica.receive(new RevocationNotice(region.revocation(Region.SPARE_AS, link)));
    assertEquals(revoked + 1, counted(replica, "revocations", "held"), replica.id());
    killed.add(segment);
  }

  /**
   * Makes one replica keep an unproven revocation, and another one record the segment that proves
   * it.
   */
  void applyWhatIsRevoked(ClusterReplica waits, ClusterReplica records) {
    if (!hasLink() || waits == records || !waits.isReady() || !records.isReady()) {
      return;
    }
    long link = link();
    Revocation revocation = region.revocation(Region.SPARE_AS, link);
    long unproven = waits.gauge(UNPROVEN);
    waits.receive(new RevocationNotice(revocation));
    assertEquals(unproven + 1, waits.gauge(UNPROVEN), waits.id());
    PathSegment segment = segment(region.overSpare(link));
    long added = counted(records, "registrations", "added");
    register(records, segment);
    waits.apply();
    records.apply();
    if (counted(records, "registrations", "added") == added + 1) {
      waits.apply();
      assertTrue(as.revocations().containsValue(revocation), "the one that waited is recorded");
      assertFalse(waits.stores(SegmentType.UP, segment), waits.id());
      waitedFor++;
    }
  }

  /** Makes a replica park a segment that names a TRC which the AS has not received yet. */
  void park(ClusterReplica replica) {
    if (!hasLink()) {
      return;
    }
    PathSegment segment = segment(region.overSpare(link()).trcVersion(HELD_TRC_VERSION + 1));
    long before = replica.gauge(PARKED);
    register(replica, segment);
    assertEquals(before + 1, replica.gauge(PARKED), replica.id());
    parked.add(new Parked(replica, segment));
  }

  /** Delivers the TRC for which parked segments wait. */
  void trustComes() {
    Cluster cluster = region.cluster;
    int isd = IsdAs.parse(Region.SPARE_AS).isd();
    as.trust(
        cluster.network.trust().update(cluster.trc(isd)).createdS(cluster.nowMs() / 1_000).make());
  }

  /** Checks the fate of every segment. */
  void check() {
    for (ClusterReplica replica : as.live()) {
      killed.forEach(
          one ->
              assertFalse(
                  replica.stores(SegmentType.UP, one),
                  () -> replica.id() + " stores what was revoked while it was held"));
      parked.stream()
          .filter(one -> one.at().lives())
          .forEach(
              one ->
                  assertTrue(
                      replica.stores(SegmentType.UP, one.segment()),
                      () -> replica.id() + " lacks what " + one.at().id() + " had parked"));
    }
  }

  /** {@return the number of segments that could be checked} */
  int told() {
    return killed.size()
        + waitedFor
        + (int) parked.stream().filter(one -> one.at().lives()).count();
  }
}
