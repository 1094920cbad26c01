package org.waymark.audit.tiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.wire.Refusal;
import org.waymark.wire.RefusalReason;

class EntryBundleTest {
  private static final ByteString LONGEST = ByteString.of(new byte[65_535]);

  @Test
  void eachEntryFollowsItsLength() {
    EntryBundle bundle =
        new EntryBundle(
            List.of(ByteString.ofHex("0102"), ByteString.EMPTY, ByteString.ofHex("03")));
    assertEquals("0002" + "0102" + "0000" + "0001" + "03", bundle.encode().hex());
    assertEquals(bundle, EntryBundle.decode(bundle.encode()).orElseThrow());
  }

  @Test
  void aFullBundleOfTheLongestEntriesIsAccepted() {
    EntryBundle bundle = new EntryBundle(Collections.nCopies(256, LONGEST));
    assertEquals(bundle, EntryBundle.decode(bundle.encode()).orElseThrow());
  }

  @Test
  void malformedBundlesAreRefused() {
    assertRefused(RefusalReason.EMPTY, "");
    assertRefused(RefusalReason.TOO_SHORT, "00");
    assertRefused(RefusalReason.TOO_SHORT, "0001");
    assertRefused(RefusalReason.TOO_SHORT, "000101" + "00");
    assertRefused(RefusalReason.TOO_SHORT, "000101" + "000201");
    assertRefused(RefusalReason.TOO_MANY_ITEMS, "0000".repeat(257));
  }

  private static void assertRefused(RefusalReason reason, String hex) {
    assertEquals(
        Optional.of(reason),
        EntryBundle.decode(ByteString.ofHex(hex)).whyRefused().map(Refusal::reason));
  }

  @Test
  void impossibleBundlesAreRejected() {
    assertThrows(IllegalArgumentException.class, () -> new EntryBundle(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EntryBundle(Collections.nCopies(257, ByteString.EMPTY)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new EntryBundle(List.of(ByteString.of(new byte[65_536]))));
  }
}
