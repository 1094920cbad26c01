package org.waymark.server.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.TickDigest;

class DownChangesTest {
  private static final Network NETWORK =
      Network.of(NetworkTopology.tiny(), 1, new VirtualClock(1_520_000_000_000L));

  private final DownChanges changes = new DownChanges(IsdAs.parse("1-11"));

  private static StoredSegment stored(SegmentType type, long offset) {
    return new StoredSegment(NETWORK.segments().along("1-11", "1-12").make(), type, 0, offset);
  }

  private static TickDigest at(long offset) {
    return new TickDigest(offset, 0, ByteString.EMPTY, 0, true);
  }

  private static Applied added(SegmentType type) {
    return new Applied.Added(1, stored(type, 1));
  }

  @Test
  void notesWhatIsStoredAndGoneOfDownSegmentsInOrder() {
    changes.begin();
    StoredSegment first = stored(SegmentType.DOWN, 1);
    StoredSegment second = stored(SegmentType.DOWN, 2);
    changes.applied(
        List.of(
            new Applied.Added(1, first),
            new Applied.Replaced(2, second, 1, first.segment().expiryS()),
            added(SegmentType.UP),
            new Applied.TickIdle(at(4)),
            new Applied.Ticked(at(5), 60_000, 1, List.of(new SegmentVersion(second.key(), 2))),
            new Applied.Revoked(
                6, IsdAs.parse("1-11"), 50, List.of(new SegmentVersion(second.key(), 3)))));
    assertEquals(
        Optional.of(
            List.of(
                new DownChanges.Change.Stored(first),
                new DownChanges.Change.Stored(second),
                new DownChanges.Change.Gone(second.key(), 2),
                new DownChanges.Change.Gone(second.key(), 3))),
        changes.take());
    assertEquals(Optional.of(List.of()), changes.take());
  }

  @Test
  void notesNothingBeforeItBeginsAndAfterItEnds() {
    changes.applied(List.of(added(SegmentType.DOWN)));
    assertEquals(Optional.empty(), changes.take());
    changes.begin();
    changes.applied(List.of(added(SegmentType.DOWN)));
    changes.end();
    assertEquals(Optional.empty(), changes.take());
    changes.begin();
    assertEquals(Optional.of(List.of()), changes.take());
  }

  @Test
  void holdsAsManyAsItMayAndSaysWhenMoreCame() {
    changes.begin();
    changes.applied(Collections.nCopies(DownChanges.MOST, added(SegmentType.DOWN)));
    assertEquals(DownChanges.MOST, changes.take().orElseThrow().size());
    changes.applied(Collections.nCopies(DownChanges.MOST + 1, added(SegmentType.DOWN)));
    assertEquals(Optional.empty(), changes.take());
    changes.begin();
    assertEquals(Optional.of(List.of()), changes.take());
  }
}
