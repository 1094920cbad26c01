package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.server.request.AskedCoreAses.Turn;

class AskedCoreAsesTest {
  private static final IsdAs DST = IsdAs.parse("2-24");
  private static final IsdAs NEAR = IsdAs.parse("1-11");
  private static final IsdAs FAR = IsdAs.parse("1-12");
  private static final IsdAs FARTHEST = IsdAs.parse("1-13");

  private final VirtualClock clock = new VirtualClock(0);
  private final AskedCoreAses asked = new AskedCoreAses(3, clock);

  private Turn ask(IsdAs coreAs) {
    AskedCoreAses.Inquiry inquiry = asked.inquiry(DST);
    asked.asked(DST, inquiry, coreAs);
    return inquiry.turn();
  }

  /** {@return the core ASes of a round; an empty list if none is due} */
  private List<IsdAs> round(IsdAs... coreAses) {
    return asked.isRoundDue(DST) ? asked.round(DST, List.of(coreAses)) : List.of();
  }

  @Test
  void nearestIsAskedFirstAndAgainUntilItsTwoSecondsAreOver() {
    assertEquals(Turn.FIRST, ask(NEAR));
    clock.advanceMs(1_000);
    assertEquals(Turn.SAME, ask(NEAR));
    clock.advanceMs(999);
    assertEquals(Turn.SAME, ask(NEAR));
    clock.advanceMs(1);
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
    assertEquals(List.of(NEAR), asked.inquiry(DST).asked());
  }

  @Test
  void whoIsAskedOnceHasThreeSeconds() {
    ask(NEAR);
    clock.advanceMs(2_999);
    assertEquals(Turn.SAME, asked.inquiry(DST).turn());
    clock.advanceMs(1);
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
  }

  @Test
  void everyOneHasItsTurnAndThenTheNearestAgain() {
    for (int round = 0; round < 2; round++) {
      for (IsdAs coreAs : List.of(NEAR, FAR, FARTHEST)) {
        ask(coreAs);
        clock.advanceMs(1_000);
        assertEquals(Turn.SAME, ask(coreAs));
        assertEquals(coreAs, asked.inquiry(DST).asked().getLast());
        clock.advanceMs(1_000);
      }
      assertEquals(List.of(NEAR, FAR, FARTHEST), asked.inquiry(DST).asked());
    }
  }

  @Test
  void onceAllHaveBeenAskedInVainEachHasItsTurnAgain() {
    for (IsdAs coreAs : List.of(NEAR, FAR)) {
      ask(coreAs);
      clock.advanceMs(3_000);
    }
    assertEquals(Turn.NEXT, ask(NEAR));
    clock.advanceMs(3_000);
    assertEquals(List.of(NEAR), asked.inquiry(DST).asked(), "the second one is not hidden");
  }

  @Test
  void anAnswerEndsTheTurn() {
    ask(NEAR);
    clock.advanceMs(3_000);
    assertEquals(Turn.NEXT, ask(FAR));
    asked.answered(DST);
    clock.advanceMs(1);
    assertEquals(Turn.FIRST, asked.inquiry(DST).turn());
    assertEquals(List.of(), asked.inquiry(DST).asked());
  }

  @Test
  void firstRoundAsksTheOthersThreeSecondsAfterTheOneThatAnswered() {
    ask(NEAR);
    asked.answered(DST);
    clock.advanceMs(2_999);
    assertEquals(List.of(), round(NEAR, FAR, FARTHEST));
    clock.advanceMs(1);
    assertEquals(List.of(FAR, FARTHEST), round(NEAR, FAR, FARTHEST));
    clock.advanceMs(9_999);
    assertEquals(List.of(), round(NEAR, FAR, FARTHEST));
    clock.advanceMs(1);
    assertEquals(List.of(NEAR, FAR, FARTHEST), round(NEAR, FAR, FARTHEST));
  }

  @Test
  void whatIsKnownWithoutAskingCountsAsAskedFor() {
    assertEquals(List.of(), round(NEAR, FAR));
    clock.advanceMs(2_999);
    assertEquals(List.of(), round(NEAR, FAR));
    clock.advanceMs(1);
    assertEquals(List.of(NEAR, FAR), round(NEAR, FAR));
    assertEquals(List.of(), round(NEAR, FAR));
  }

  @Test
  void onlyCoreAsIsAskedAgainTenSecondsAfterItWasAskedLast() {
    ask(NEAR);
    clock.advanceMs(1_000);
    ask(NEAR);
    asked.answered(DST);
    clock.advanceMs(5_000);
    assertEquals(List.of(), round(NEAR), "there is no other");
    clock.advanceMs(4_999);
    assertEquals(List.of(), round(NEAR));
    clock.advanceMs(1);
    assertEquals(List.of(NEAR), round(NEAR));
  }

  @Test
  void nearestIsInEveryRoundAndTheOthersTakeTurnsUntilAllHaveBeenAsked() {
    IsdAs a = IsdAs.parse("1-14");
    IsdAs b = IsdAs.parse("1-15");
    ask(NEAR);
    asked.answered(DST);
    clock.advanceMs(3_000);
    assertEquals(List.of(FAR, FARTHEST), round(NEAR, FAR, FARTHEST, a, b));
    for (int rotation = 0; rotation < 3; rotation++) {
      clock.advanceMs(10_000);
      assertEquals(List.of(NEAR, a, b), round(NEAR, FAR, FARTHEST, a, b));
      clock.advanceMs(10_000);
      assertEquals(List.of(NEAR, FAR, FARTHEST), round(NEAR, FAR, FARTHEST, a, b));
    }
  }

  @Test
  void roundThatCanAskNobodyIsNotTriedByTheNextRequest() {
    asked.isRoundDue(DST);
    clock.advanceMs(10_000);
    assertTrue(asked.isRoundDue(DST));
    assertEquals(List.of(), round());
    assertFalse(asked.isRoundDue(DST));
  }

  @Test
  void destinationsHaveTurnsOfTheirOwn() {
    ask(NEAR);
    clock.advanceMs(3_000);
    assertEquals(Turn.FIRST, asked.inquiry(IsdAs.parse("2-23")).turn());
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
  }

  @Test
  void theLongestUnusedIsForgottenWhenThereAreMoreThanTenThousand() {
    ask(NEAR);
    IsdAs second = IsdAs.of(3, 0);
    for (int i = 0; i < 9_999; i++) {
      asked.isRoundDue(IsdAs.of(3, i));
    }
    clock.advanceMs(10_000);
    assertEquals(10_000, asked.size());
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
    asked.isRoundDue(IsdAs.of(4, 1));
    assertEquals(10_000, asked.size());
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn(), "it was used");
    assertFalse(asked.isRoundDue(second), "forgotten, so new");
    assertTrue(asked.isRoundDue(IsdAs.of(3, 5)), "remembered");
  }
}
