package org.waymark.store.view;

import java.util.Optional;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.store.row.Family;
import org.waymark.store.row.Keys;
import org.waymark.store.row.RowReader;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.BlockSubject;

/**
 * Decides which segments are hidden at a given time. A block hides a segment by its id, by one of
 * its ASes, or by an interface of its path; an interface that is reported down hides the segments
 * whose paths use it. Segments that start at an AS that is no longer a core AS are hidden as well.
 * None of this affects how records are applied.
 */
final class HiddenSegments {
  private final RowReader rows;
  private final TrustMaterial trust;
  private final long clockMs;
  private final boolean anyBlock;
  private final boolean anyDown;
  private final ClockChanges changes;

  /**
   * @param anyBlock whether any block rows exist
   * @param anyDown whether any interface-down rows exist
   * @param changes collects when the decisions change
   */
  HiddenSegments(
      RowReader rows,
      TrustMaterial trust,
      long clockMs,
      boolean anyBlock,
      boolean anyDown,
      ClockChanges changes) {
    this.rows = rows;
    this.trust = trust;
    this.clockMs = clockMs;
    this.anyBlock = anyBlock;
    this.anyDown = anyDown;
    this.changes = changes;
  }

  boolean hides(PathSegment segment) {
    if (!mayStart(segment.firstIa())) {
      return true;
    }
    if (!anyBlock && !anyDown) {
      return false;
    }
    if (isBlocked(new BlockSubject.OfSegment(segment.id()))) {
      return true;
    }
    for (Hop hop : segment.hops()) {
      if (isBlocked(new BlockSubject.OfAs(hop.ia()))
          || isDown(hop.ia(), hop.ingress())
          || isDown(hop.ia(), hop.egress())) {
        return true;
      }
    }
    return false;
  }

  private boolean mayStart(IsdAs ia) {
    if (!trust.isCore(ia)) {
      // The grace period of an older TRC may end at any time.
      changes.anyTime();
    }
    return trust.maySegmentsStartAt(ia, clockMs);
  }

  private boolean isDown(IsdAs ia, long interfaceId) {
    return interfaceId != 0
        && (isBlocked(new BlockSubject.OfInterface(ia, interfaceId))
            || anyDown && isActive(Family.INTERFACE_DOWN, Keys.iaInterface(ia, interfaceId)));
  }

  private boolean isBlocked(BlockSubject subject) {
    return anyBlock && isActive(Family.BLOCKS, subject.key().unsafeBytes());
  }

  private boolean isActive(Family family, byte[] key) {
    Optional<byte[]> row = rows.get(family, key);
    return row.isPresent() && changes.lasts(Keys.number(row.get()), clockMs);
  }
}
