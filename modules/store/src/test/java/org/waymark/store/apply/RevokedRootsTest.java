package org.waymark.store.apply;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.store.Records.hop;
import static org.waymark.store.Records.ia;

import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.ProofSide;
import org.waymark.segment.SegmentFormat;
import org.waymark.store.Records;
import org.waymark.store.row.Row;
import org.waymark.store.row.RowCodec;

class RevokedRootsTest {
  @Test
  void rootsAreKnownUntilTheLastRowIsGone() {
    byte[] first = RowCodec.key(row(1));
    byte[] second = RowCodec.key(row(2));
    RevokedRoots roots = new RevokedRoots();
    assertFalse(roots.mayHold(row(1).connectedRoot()));
    roots.added(first);
    roots.added(second);
    roots.removed(first);
    assertTrue(roots.mayHold(row(1).connectedRoot()));
    assertFalse(roots.mayHold(hop("1-7", 0, 1).root()));
    assertFalse(roots.mayHold(ByteString.EMPTY));
    roots.removed(second);
    assertFalse(roots.mayHold(row(1).connectedRoot()));
  }

  private static Row.Revocation row(long window) {
    return new Row.Revocation(
        ia("1-1"),
        1,
        hop("1-1", 0, 1).root(),
        ProofSide.NEXT,
        Records.TREE_TTL_S,
        window,
        0,
        0,
        SegmentFormat.CAPNP,
        ByteString.EMPTY);
  }
}
