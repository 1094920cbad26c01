package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

class RecordSummaryTest {
  private static final AsInterface REVOKED = AsInterface.parse("1-11#4");
  private static final byte[] SUBJECT = Keys.iaInterface(REVOKED.ia(), REVOKED.id());
  private static final EventSource SOURCE =
      new EventSource(
          "ps1",
          new Origin(Transport.SCION_UDP, IsdAs.parse("1-15"), ByteString.ofHex("7f000001")));

  @Test
  void revocationKeepsItsSource() {
    RecordSummary read =
        RecordSummary.decode(
            new RecordSummary(7, RecordSummary.Effect.REVOKED, SUBJECT, Optional.of(SOURCE))
                .encode());
    assertEquals(Optional.of(SOURCE), read.source());
    assertEquals(Optional.of(REVOKED), read.ofInterface());
    assertArrayEquals(SUBJECT, read.subject());
  }

  /** The rows of stores that an older build has written. */
  @Test
  void revocationWithoutSourceIsReadable() {
    byte[] row =
        ByteBuffer.allocate(25)
            .putLong(7)
            .put((byte) RecordSummary.Effect.REVOKED.ordinal())
            .put(SUBJECT)
            .array();
    RecordSummary read = RecordSummary.decode(row);
    assertEquals(Optional.empty(), read.source());
    assertEquals(Optional.of(REVOKED), read.ofInterface());
    assertArrayEquals(row, read.encode());
  }
}
