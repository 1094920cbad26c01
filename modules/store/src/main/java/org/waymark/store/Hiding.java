package org.waymark.store;

import java.util.Optional;
import org.waymark.segment.Hop;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.wire.event.BlockSubject;

/**
 * What blocks and reported interfaces hide at a clock: a segment by its id, by an AS of it, or by
 * an interface of its hop entries 0. They never affect apply.
 */
final class Hiding {
  private final RowReader rows;
  private final long clockMs;
  private final boolean anyBlock;
  private final boolean anyDown;

  /**
   * @param anyBlock whether there are rows of blocks
   * @param anyDown whether there are rows of interface-down
   */
  Hiding(RowReader rows, long clockMs, boolean anyBlock, boolean anyDown) {
    this.rows = rows;
    this.clockMs = clockMs;
    this.anyBlock = anyBlock;
    this.anyDown = anyDown;
  }

  boolean hides(PathSegment segment) {
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
