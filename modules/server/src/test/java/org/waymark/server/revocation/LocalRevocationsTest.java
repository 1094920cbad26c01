package org.waymark.server.revocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentType;
import org.waymark.server.ReachableBytes;
import org.waymark.server.message.MessageOrigin;
import org.waymark.server.message.Requester;
import org.waymark.server.outage.OutageBuffer;
import org.waymark.server.outage.OutageEntry;
import org.waymark.server.replay.Readiness;
import org.waymark.server.report.ServerMetrics;
import org.waymark.server.settings.ServerLimits;
import org.waymark.store.Store;
import org.waymark.store.row.ApplySettings;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.packet.HostAddress;

class LocalRevocationsTest {
  private static final IsdAs LOCAL = IsdAs.parse("1-14");
  private static final long EPOCH_MS = 10_000;

  private final VirtualClock clock = new VirtualClock(1_520_000_003_000L);
  private final Network network = Network.of(NetworkTopology.twoIsds(), 7, clock);
  private final Store store = Store.inMemory(ApplySettings.DEFAULT);
  private final OutageBuffer outage =
      new OutageBuffer(
          ServerLimits.DEFAULT.outage(),
          new Readiness(),
          new ServerMetrics(new SimpleMeterRegistry()));
  private final RevocationBudgets budgets =
      new RevocationBudgets(ServerLimits.DEFAULT.revocations(), clock);
  private final LocalRevocations revocations = new LocalRevocations(LOCAL, outage, budgets, clock);

  @AfterEach
  void close() {
    store.close();
  }

  private void holdSegmentOfTheLocalAs() {
    PathSegment segment = network.segments().along("1-11", "1-14").make();
    outage.hold(
        new OutageEntry.Segment(
            new StoredSegment(segment, SegmentType.UP, clock.wallMs(), StoredSegment.UNRECORDED),
            new EventBody.SegmentEvent(
                segment.format(), SegmentType.UP, segment.bytes(), List.of()),
            new MessageOrigin(
                new Requester(LOCAL, new HostAddress.Ipv4(1), 1), 1, "pathMgmt/segReg")));
  }

  private Revocation revokeChildLink() {
    Revocation revocation = network.revocations().revoke(LOCAL, 3);
    try (ReadView view = store.view()) {
      assertTrue(revocations.isToBeHandedOn(revocation, view));
      assertFalse(revocations.isToBeHandedOn(revocation, view), "once");
    }
    return revocation;
  }

  private long bytes() {
    return ReachableBytes.from(revocations, one -> one == outage || one == budgets || one == clock);
  }

  @Test
  void revocationsThatCanNoLongerActAreForgotten() {
    holdSegmentOfTheLocalAs();
    Revocation first = revokeChildLink();
    assertTrue(revocations.wasHandedOn(first));
    long bytes = bytes();
    for (int epoch = 0; epoch < 100; epoch++) {
      clock.advanceMs(EPOCH_MS);
      revokeChildLink();
    }
    assertTrue(bytes() < 6 * bytes, "only the last few are remembered");
    clock.advanceMs(6 * EPOCH_MS);
    assertFalse(revocations.wasHandedOn(first));
    revokeChildLink();
    assertEquals(bytes, bytes());
  }
}
