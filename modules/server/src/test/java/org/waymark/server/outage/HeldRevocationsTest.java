package org.waymark.server.outage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.outcome.RevocationOutcome;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.packet.HostAddress;

class HeldRevocationsTest {
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final MessageOrigin ORIGIN =
      new MessageOrigin(new Requester(CORE, new HostAddress.Ipv4(1), 1), 1, "pathMgmt/revInfo");

  private final VirtualClock clock = new VirtualClock(1_520_000_003_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);
  private final Readiness readiness = new Readiness();
  private final OutageBuffer outage =
      new OutageBuffer(
          ServerLimits.DEFAULT.outage(), readiness, new ServerMetrics(new SimpleMeterRegistry()));

  private static OutageEntry.Revoked proving(Revocation revocation, Set<ProofSide> sides) {
    return new OutageEntry.Revoked(
        revocation, sides, EventBody.RevocationEvent.of(revocation), ORIGIN);
  }

  @Test
  void roomIsOpenWhenTheLogIsAwayWhateverTheStoreIs() {
    assertFalse(outage.isOpen());
    readiness.diverged("a row cannot be read");
    assertFalse(outage.isOpen());
    readiness.logReachable(false);
    assertTrue(outage.isOpen());
  }

  /** The hashes of a proof are valid in every window, but the AS entry was created in only one. */
  @Test
  void proofThatIsReplayedInALaterWindowProvesNothing() {
    PathSegment segment = network.segments().along(CORE, IsdAs.parse("1-14")).make();
    outage.hold(
        new OutageEntry.Segment(
            new StoredSegment(segment, SegmentType.UP, clock.wallMs(), StoredSegment.UNRECORDED),
            new EventBody.SegmentEvent(
                segment.format(), SegmentType.UP, segment.bytes(), List.of()),
            ORIGIN));
    Revocation revocation = network.revocations().revoke(CORE, 11);
    assertEquals(Set.of(ProofSide.NEXT), outage.proving(revocation));
    assertEquals(Set.of(ProofSide.NEXT), outage.provingByEntry(revocation));
    Revocation replayed =
        new Revocation(
            revocation.ia(),
            revocation.interfaceId(),
            revocation.epoch() + revocation.treeTtlS() / Revocation.EPOCH_S,
            revocation.nonce(),
            revocation.siblings(),
            revocation.prevRoot(),
            revocation.nextRoot(),
            revocation.hashType(),
            revocation.treeTtlS());
    assertEquals(revocation.connectedRoot(ProofSide.NEXT), replayed.connectedRoot(ProofSide.NEXT));
    assertEquals(Set.of(), outage.proving(replayed));
    assertEquals(Set.of(), outage.provingByEntry(replayed));
    outage.hold(proving(revocation, EnumSet.of(ProofSide.NEXT)));
    assertEquals(Set.of(ProofSide.NEXT), outage.provingKilled(revocation));
    assertEquals(Set.of(), outage.provingKilled(replayed));
  }

  @Test
  void revocationIsHeldAgainWhenItProvesByTheOtherHalfToo() {
    Revocation revocation = network.revocations().revoke(CORE, 11);
    OutageEntry.Revoked byOne = proving(revocation, EnumSet.of(ProofSide.NEXT));
    OutageEntry.Revoked byBoth = proving(revocation, EnumSet.allOf(ProofSide.class));
    assertEquals(new RevocationOutcome.Held(), outage.hold(byOne));
    assertTrue(outage.covers(byOne));
    assertEquals(new RevocationOutcome.Known(), outage.hold(byOne));
    assertFalse(outage.covers(byBoth));
    assertEquals(new RevocationOutcome.Held(), outage.hold(byBoth));
    assertEquals(1, outage.entries());
    assertEquals(new RevocationOutcome.Known(), outage.hold(byOne));
  }
}
