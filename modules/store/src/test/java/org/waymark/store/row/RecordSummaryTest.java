package org.waymark.store.row;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.OptionalLong;
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
        RecordSummary.decode(RecordSummary.ofRevocation(7, SUBJECT, SOURCE).encode());
    assertEquals(Optional.of(SOURCE), read.source());
    assertEquals(Optional.of(REVOKED), read.ofInterface());
    assertArrayEquals(SUBJECT, read.subject());
  }

  @Test
  void storedVersionKeepsItsExpiry() {
    byte[] segment = new byte[34];
    segment[33] = 9;
    byte[] row =
        new RecordSummary(
                7,
                RecordSummary.Effect.REPLACED,
                segment,
                OptionalLong.of(1_790_000_000),
                Optional.empty())
            .encode();
    assertArrayEquals(row, RecordSummary.decode(row).encode());
    assertArrayEquals(segment, RecordSummary.decode(row).subject());
    VersionPointer version = RecordSummary.stored(5, row).orElseThrow();
    assertArrayEquals(segment, version.segment());
    assertEquals(5, version.offset());
    assertEquals(1_790_000_000, version.expiryS());
  }
}
