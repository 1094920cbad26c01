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

/** A segment or revocation in the outage buffer, with everything needed to append its event. */
public sealed interface OutageEntry {
  /** {@return the key under which a newer entry replaces an older one} */
  Key key();

  /** {@return the body of the entry's event} */
  EventBody body();

  /** {@return the origin of the message that contained the segment or revocation} */
  MessageOrigin origin();

  /** {@return an upper estimate of the memory that the entry occupies, in bytes} */
  long memoryBytes();

  /** The key under which a newer entry replaces an older one. */
  sealed interface Key {
    /** A path. */
    record Path(SegmentKey key) implements Key {}

    /** The interface, connected roots and window of a revocation. */
    record Roots(
        IsdAs ia, long interfaceId, ByteString next, ByteString previous, long ttlS, long window)
        implements Key {}
  }

  /**
   * A verified segment.
   *
   * @param segment the segment, with its time of receipt as the record time
   */
  record Segment(StoredSegment segment, EventBody.SegmentEvent body, MessageOrigin origin)
      implements OutageEntry {
    @Override
    public Key key() {
      return new Key.Path(segment.key());
    }

    /**
     * The memory of an entry and its place in the maps of the outage buffer, to which {@link
     * #HOP_BYTES} per hop and peer are added.
     */
    private static final int ENTRY_BYTES = 1_024;

    private static final int HOP_BYTES = 512;

    @Override
    public long memoryBytes() {
      // The event and the segment share the same bytes.
      PathSegment path = segment.segment();
      return ENTRY_BYTES
          + path.memoryBytes()
          + (long) HOP_BYTES * (path.hops().size() + path.peers().size());
    }
  }

  /**
   * A proven revocation.
   *
   * @param sides the proven sides; never empty
   */
  record Revoked(
      Revocation revocation,
      Set<ProofSide> sides,
      EventBody.RevocationEvent body,
      MessageOrigin origin)
      implements OutageEntry {
    /** The memory of an entry, its rows, and its place in the maps of the outage buffer. */
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

    /** {@return the rows that the store would contain if the revocation were recorded} */
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
