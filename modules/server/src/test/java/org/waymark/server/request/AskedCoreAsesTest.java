package org.waymark.server.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
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
  private final AskedCoreAses asked = new AskedCoreAses(clock);

  private Turn ask(IsdAs coreAs) {
    AskedCoreAses.Inquiry inquiry = asked.inquiry(DST);
    asked.asked(DST, inquiry, coreAs);
    return inquiry.turn();
  }

  private Optional<Turn> askAgain(IsdAs coreAs) {
    Optional<AskedCoreAses.Inquiry> inquiry = asked.again(DST);
    inquiry.ifPresent(one -> asked.asked(DST, one, coreAs));
    return inquiry.map(AskedCoreAses.Inquiry::turn);
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
  void aReplyThatAnswersNobodyEndsNoTurn() {
    ask(NEAR);
    clock.advanceMs(3_000);
    asked.replied(DST);
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
  }

  @Test
  void firstAnswerCountsAsAskedFor() {
    assertEquals(Optional.empty(), askAgain(NEAR));
    clock.advanceMs(9_999);
    assertEquals(Optional.empty(), askAgain(NEAR));
    clock.advanceMs(1);
    assertEquals(Optional.of(Turn.FIRST), askAgain(NEAR));
    assertEquals(Optional.empty(), askAgain(NEAR));
    clock.advanceMs(9_999);
    assertEquals(Optional.empty(), askAgain(NEAR));
  }

  @Test
  void whatWasJustAskedForIsNotAskedForAgain() {
    ask(NEAR);
    clock.advanceMs(1_000);
    ask(NEAR);
    asked.answered(DST);
    clock.advanceMs(9_999);
    assertEquals(Optional.empty(), askAgain(NEAR));
    clock.advanceMs(1);
    assertEquals(Optional.of(Turn.FIRST), askAgain(NEAR));
  }

  @Test
  void whatCannotBeAskedForAgainIsNotTriedByTheNext() {
    askAgain(NEAR);
    clock.advanceMs(10_000);
    assertTrue(asked.again(DST).isPresent());
    assertTrue(asked.again(DST).isEmpty());
  }

  @Test
  void whoDoesNotReplyIsFollowedByTheNextAndWhoDoesByTheNearest() {
    askAgain(NEAR);
    clock.advanceMs(10_000);
    askAgain(NEAR);
    // Answers from the store say nothing about who was asked.
    asked.answered(DST);
    clock.advanceMs(10_000);
    assertEquals(Optional.of(Turn.NEXT), askAgain(FAR));
    asked.replied(DST);
    clock.advanceMs(10_000);
    assertEquals(Optional.of(Turn.FIRST), askAgain(NEAR));
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
      asked.again(IsdAs.of(3, i));
    }
    clock.advanceMs(10_000);
    assertEquals(10_000, asked.size());
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn());
    asked.again(IsdAs.of(4, 1));
    assertEquals(10_000, asked.size());
    assertEquals(Turn.NEXT, asked.inquiry(DST).turn(), "it was used");
    assertTrue(asked.again(second).isEmpty(), "forgotten, so new");
    assertTrue(asked.again(IsdAs.of(3, 5)).isPresent(), "remembered");
  }
}
