package org.waymark.store;

import java.util.Optional;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.trust.TrustMaterial;
import org.waymark.wire.event.BlockSubject;

/**
 * What is hidden at a clock. Blocks and reported interfaces hide a segment by its id, by an AS of
 * it, or by an interface of its hop entries 0; trust hides those that start at an AS which is no
 * core AS any more. None of them affects apply.
 */
final class HiddenSegments {
  private final RowReader rows;
  private final TrustMaterial trust;
  private final long clockMs;
  private final boolean anyBlock;
  private final boolean anyDown;

  /**
   * @param anyBlock whether there are rows of blocks
   * @param anyDown whether there are rows of interface-down
   */
  HiddenSegments(
      RowReader rows, TrustMaterial trust, long clockMs, boolean anyBlock, boolean anyDown) {
    this.rows = rows;
    this.trust = trust;
    this.clockMs = clockMs;
    this.anyBlock = anyBlock;
    this.anyDown = anyDown;
  }

  boolean hides(PathSegment segment) {
    if (!trust.maySegmentsStartAt(segment.firstIa(), clockMs)) {
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
    return row.isPresent() && Keys.number(row.get()) > clockMs;
  }
}
