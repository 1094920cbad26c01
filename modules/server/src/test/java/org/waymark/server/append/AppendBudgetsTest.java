package org.waymark.server.append;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.message.Requester;
import org.waymark.server.settings.AppendLimits;
import org.waymark.wire.packet.HostAddress;

class AppendBudgetsTest {
  private static Requester host(String ia, int ip) {
    return new Requester(IsdAs.parse(ia), new HostAddress.Ipv4(ip), 30_000);
  }

  @Test
  void oneSourceThatGoesOnTakesNothingFromOthers() {
    AppendBudgets budgets = new AppendBudgets(new AppendLimits(20, 10, 5, 20), new VirtualClock(0));
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-11", 1)));
    }
    for (int i = 0; i < 1_000; i++) {
      assertTrue(budgets.take(host("1-11", 1)).isPresent());
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-11", 2)));
    }
    for (int i = 0; i < 1_000; i++) {
      assertTrue(budgets.take(host("1-11", 3 + i)).isPresent());
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-1" + (2 + i / 5), 1)));
    }
    assertEquals(
        Optional.of("too many appends per second in total"), budgets.take(host("1-14", 1)));
  }

  @Test
  void eachBudgetGivesWhatItHoldsAndNoMore() {
    AppendLimits limits = AppendLimits.DEFAULT;
    assertEquals(new AppendLimits(2_000, 200, 100, 20), limits);
    AppendBudgets budgets = new AppendBudgets(limits, new VirtualClock(0));
    for (int i = 0; i < 100; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-11", 1)));
    }
    assertEquals(
        Optional.of("too many appends per second from 1-11,0.0.0.1"),
        budgets.take(host("1-11", 1)));
    for (int i = 0; i < 100; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-11", 2)));
    }
    assertEquals(
        Optional.of("too many appends per second from AS 1-11"), budgets.take(host("1-11", 3)));
    for (int i = 0; i < 2_000 - 200; i++) {
      assertEquals(Optional.empty(), budgets.take(host("1-" + (100 + i), 1)), "append " + i);
    }
    assertEquals(
        Optional.of("too many appends per second in total"), budgets.take(host("1-99", 1)));
  }
}
