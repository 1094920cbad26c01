package org.waymark.server.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Source;
import org.waymark.server.settings.TrustTextLimits;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.trust.Lz4Text;

class TextBudgetsTest {
  private static final int TEXT_BYTES = 10_000;
  private static final ByteString PACKED = Lz4Text.pack(ByteString.owning(new byte[TEXT_BYTES]));
  private static final Source ASKED = source(1);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final TextBudgets budgets =
      new TextBudgets(new TrustTextLimits(10 * TEXT_BYTES, TEXT_BYTES), ASKED::equals, clock);

  private static Source source(int host) {
    return new Source(IsdAs.parse("1-14"), new HostAddress.Ipv4(host));
  }

  private boolean take(int host) {
    return budgets.take(PACKED, source(host)).isEmpty();
  }

  @Test
  void textIsPaidForWithItsUnpackedLength() {
    assertTrue(PACKED.size() < TEXT_BYTES / 100);
    for (int i = 0; i < 4; i++) {
      assertTrue(take(2));
    }
    assertEquals(
        Optional.of("too many bytes of TRCs and certificate chains per second from " + source(2)),
        budgets.take(PACKED, source(2)));
    clock.advanceMs(1_000);
    assertTrue(take(2));
    assertEquals(false, take(2));
  }

  @Test
  void manySourcesShareOneBudgetAndWhoWasAskedHasAnotherOneBesides() {
    for (int host = 2; host < 12; host++) {
      assertTrue(take(host));
    }
    assertEquals(
        Optional.of("too many bytes of TRCs and certificate chains per second in total"),
        budgets.take(PACKED, source(12)));
    assertTrue(take(1));
  }

  @Test
  void thoseWhoWereAskedShareOneBudgetToo() {
    TextBudgets all =
        new TextBudgets(new TrustTextLimits(10 * TEXT_BYTES, TEXT_BYTES), source -> true, clock);
    for (int host = 1; host <= 20; host++) {
      assertTrue(all.take(PACKED, source(host)).isEmpty());
    }
    assertTrue(all.take(PACKED, source(21)).isPresent());
  }

  @Test
  void shortestTextIsNotForNothing() {
    int taken = 0;
    while (budgets.take(ByteString.EMPTY, source(2)).isEmpty()) {
      taken++;
    }
    assertEquals(4 * TEXT_BYTES / 4_096, taken);
  }
}
