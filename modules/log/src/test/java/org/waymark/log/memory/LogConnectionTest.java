package org.waymark.log.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.log.LogSteps.append;
import static org.waymark.log.LogSteps.entry;
import static org.waymark.log.LogSteps.readAll;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.waymark.log.Lease;
import org.waymark.log.LogException;
import org.waymark.log.Tail;
import org.waymark.log.Topic;
import org.waymark.runtime.simulation.VirtualClock;

/** Tests two processes that share a log, when one of them is cut off. */
class LogConnectionTest {
  private final InMemoryEventLog log = new InMemoryEventLog("m", new VirtualClock(1_000_000));
  private final LogConnection one = LogConnection.open(log);
  private final LogConnection other = LogConnection.open(log);

  @Test
  void whatIsAppendedWhileCutOffIsInNoTopicAndOfUnknownFate() throws Exception {
    one.cut();
    CompletionException failure =
        assertThrows(CompletionException.class, () -> one.append(Topic.EVENTS, entry(1)).join());
    assertInstanceOf(LogException.AppendTimedOut.class, failure.getCause());
    append(other, Topic.EVENTS, 1);
    assertEquals(1, readAll(log, Topic.EVENTS).size());
  }

  @Test
  void tailSeesNothingWhileCutOffAndMissesNothingAfterwards() throws Exception {
    try (Tail tail = one.tail(Topic.EVENTS, log.identity().at(Topic.EVENTS, 0))) {
      one.cut();
      append(other, Topic.EVENTS, 3);
      assertEquals(0, tail.poll(Duration.ZERO).size());
      one.restore();
      assertEquals(3, tail.poll(Duration.ZERO).size());
    }
  }

  @Test
  void nothingCanBeAskedWhileCutOff() {
    one.cut();
    assertThrows(LogException.Unreachable.class, () -> one.end(Topic.EVENTS));
    assertTrue(one.survey().isCompletedExceptionally());
    assertEquals(0, other.end(Topic.EVENTS).nextOffset());
    assertFalse(other.survey().isCompletedExceptionally());
  }

  @Test
  void leaseOfWhoIsCutOffGoesToTheNext() {
    Lease first = one.lease();
    Lease second = other.lease();
    first.compete();
    second.compete();
    assertTrue(first.isHeld());
    one.cut();
    assertFalse(first.isHeld());
    assertTrue(second.isHeld());
    one.restore();
    first.compete();
    assertFalse(first.isHeld());
    second.giveBack();
    assertTrue(first.isHeld());
  }

  @Test
  void leaseOfAKilledHolderIsNobodysWhenItsConnectionIsCutAsWell() {
    Lease first = one.lease();
    Lease second = other.lease();
    first.compete();
    second.compete();
    first.kill();
    one.cut();
    assertFalse(first.isHeld());
    assertFalse(second.isHeld(), "the log has still to wait for it");
  }
}
