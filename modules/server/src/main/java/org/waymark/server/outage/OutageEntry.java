package org.waymark.server.outage;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.ProofSide;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentKey;
import org.waymark.server.message.MessageOrigin;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.StoredRevocation;
import org.waymark.wire.event.EventBody;

/** What waits for the log: all that its event needs. */
public sealed interface OutageEntry {
  /** {@return what newer ones of the same replace each other under} */
  Key key();

  /** {@return its event} */
  EventBody body();

  /** {@return the message it came with} */
  MessageOrigin origin();

  /** {@return about how many bytes of memory it takes, and no fewer} */
  long memoryBytes();

  /** What newer ones of the same replace each other under. */
  sealed interface Key {
    /** A path. */
    record Path(SegmentKey key) implements Key {}

    /** An interface, the roots that a revocation of it leads to, and its window. */
    record Roots(
        IsdAs ia, long interfaceId, ByteString next, ByteString previous, long ttlS, long window)
        implements Key {}
  }

  /**
   * A verified segment.
   *
   * @param segment with the time at which it was received as its record time
   */
  record Segment(StoredSegment segment, EventBody.SegmentEvent body, MessageOrigin origin)
      implements OutageEntry {
    @Override
    public Key key() {
      return new Key.Path(segment.key());
    }

    /** An entry in the maps of the outage buffer, and one for each hop and peer. */
    private static final int ENTRY_BYTES = 1_024;

    private static final int HOP_BYTES = 512;

    @Override
    public long memoryBytes() {
      // The bytes of its event are those of the segment.
      PathSegment path = segment.segment();
      return ENTRY_BYTES
          + path.memoryBytes()
          + (long) HOP_BYTES * (path.hops().size() + path.peers().size());
    }
  }

  /**
   * A proven revocation.
   *
   * @param halves those that prove, at least one
   */
  record Revoked(
      Revocation revocation,
      Set<ProofSide> sides,
      EventBody.RevocationEvent body,
      MessageOrigin origin)
      implements OutageEntry {
    /** An entry in the maps of the outage buffer, with its rows. */
    private static final int ENTRY_BYTES = 2_048;

    public Revoked {
      sides = Set.copyOf(sides);
    }

    @Override
    public Key key() {
      return new Key.Roots(
          revocation.ia(),
          revocation.interfaceId(),
          revocation.connectedRoot(ProofSide.NEXT),
          revocation.connectedRoot(ProofSide.PREVIOUS),
          revocation.treeTtlS(),
          revocation.window());
    }

    @Override
    public long memoryBytes() {
      return ENTRY_BYTES + revocation.memoryBytes() + body.bytes().memoryBytes();
    }

    /** {@return what would be stored of it} */
    List<StoredRevocation> rows() {
      List<StoredRevocation> rows = new ArrayList<>();
      for (ProofSide side : sides) {
        rows.add(
            new StoredRevocation(
                revocation,
                side,
                revocation.connectedRoot(side),
                body.bytes(),
                revocation.expiryMs(),
                StoredSegment.UNRECORDED));
      }
      return rows;
    }
  }
}
