package org.waymark.server.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.log.Topic;
import org.waymark.server.replay.Readiness.LogSide;
import org.waymark.server.replay.Readiness.State;
import org.waymark.server.replay.Readiness.StoreSide;

class ReadinessTest {
  private final Readiness readiness = new Readiness();

  @Test
  void onlyATickIsLackingBetweenTheEndOfTheReplayAndACompleteStore() {
    readiness.replaying();
    assertFalse(readiness.lacksOnlyTick(), "the log is being replayed");
    readiness.replayed();
    assertTrue(readiness.lacksOnlyTick());
    readiness.logReachable(false);
    assertFalse(readiness.lacksOnlyTick(), "the log is away");
    readiness.logReachable(true);
    readiness.complete();
    assertFalse(readiness.lacksOnlyTick(), "ready");
  }

  @Test
  void tickMayBeLackingToTheStoreThatIsBuiltInPlaceOfADivergedOne() {
    readiness.replaying();
    readiness.complete();
    Readiness other = new Readiness();
    readiness.rebuilding("truncated", other);
    other.replaying();
    assertFalse(readiness.lacksOnlyTick(), "the log is being replayed");
    other.replayed();
    assertTrue(readiness.lacksOnlyTick());
    readiness.logReachable(false);
    assertFalse(readiness.lacksOnlyTick(), "the log is away");
    readiness.logReachable(true);
    readiness.tookOver();
    assertFalse(readiness.lacksOnlyTick(), "ready");
  }

  @Test
  void storeThatFollowsNoLongerLacksMoreThanATick() {
    Readiness other = new Readiness();
    readiness.rebuilding("truncated", other);
    other.replaying();
    other.replayed();
    readiness.diverged("apply failed");
    assertFalse(readiness.lacksOnlyTick());
  }

  private interface Situation {
    void bring(Readiness readiness);
  }

  private static final Map<StoreSide, Situation> STORES =
      Map.of(
          StoreSide.STARTING,
          one -> {},
          StoreSide.CATCHING_UP,
          Readiness::replaying,
          StoreSide.COMPLETE,
          one -> {
            one.replaying();
            one.complete();
          },
          StoreSide.REBUILDING,
          one -> {
            one.complete();
            one.rebuilding("truncated", new Readiness());
          },
          StoreSide.DIVERGED,
          one -> {
            one.complete();
            one.diverged("a row cannot be read");
          });

  private static final Map<LogSide, Situation> LOGS =
      Map.of(
          LogSide.THERE,
          one -> one.logReachable(true),
          LogSide.AWAY,
          one -> one.logReachable(false),
          LogSide.UNREADABLE,
          one -> one.unreadable(Topic.EVENTS, "no right to read"));

  private static State expected(StoreSide store, LogSide log) {
    return switch (store) {
      case REBUILDING, DIVERGED -> State.DIVERGED;
      case STARTING -> log == LogSide.THERE ? State.STARTING : State.STALE;
      case CATCHING_UP -> log == LogSide.THERE ? State.CATCHING_UP : State.STALE;
      case COMPLETE -> log == LogSide.THERE ? State.READY : State.STALE;
    };
  }

  /** The result must not depend on the order of events. */
  @Test
  void stateOfEachCombinationOfLogAndStore() {
    LOGS.forEach(
        (log, logHappens) ->
            STORES.forEach(
                (store, storeHappens) -> {
                  for (boolean logFirst : new boolean[] {true, false}) {
                    Readiness one = new Readiness();
                    (logFirst ? logHappens : storeHappens).bring(one);
                    (logFirst ? storeHappens : logHappens).bring(one);
                    assertEquals(log, one.log());
                    assertEquals(store, one.store());
                    assertEquals(expected(store, log), one.state(), log + " and " + store);
                  }
                }));
  }

  @Test
  void logThatIsNotFollowedMakesAStoreStaleWhateverTheWatchSays() {
    readiness.complete();
    readiness.rebuilding("truncated", new Readiness());
    readiness.notFollowed("purged");
    readiness.logReachable(true);
    assertEquals(LogSide.NOT_FOLLOWED, readiness.log());
    assertEquals(Optional.of("purged"), readiness.logTrouble());
    assertEquals(StoreSide.COMPLETE, readiness.store());
    assertEquals(State.STALE, readiness.state());
    assertTrue(readiness.hasCaughtUp());
  }

  @Test
  void contestedStoreIsDivergedAlthoughItFollowsTheLog() {
    readiness.complete();
    readiness.contested("differs from ps2");
    assertEquals(State.DIVERGED, readiness.state());
    assertEquals(StoreSide.DIVERGED, readiness.store());
    assertEquals("differs from ps2", readiness.divergence());
    assertTrue(readiness.hasCaughtUp(), "it goes on answering");
    assertTrue(readiness.isContested());
    readiness.logReachable(false);
    assertFalse(readiness.isContested(), "the log is away");
    readiness.logReachable(true);
    readiness.rebuilding("ordered", new Readiness());
    assertFalse(readiness.isContested(), "another store is built");
    assertEquals(StoreSide.REBUILDING, readiness.store());
    readiness.tookOver();
    assertEquals(State.READY, readiness.state());
    assertEquals("", readiness.divergence());
    readiness.contested("differs from ps2");
    readiness.uncontested();
    assertEquals(State.READY, readiness.state());
  }

  @Test
  void logIsReadableWhenEachTopicIs() {
    readiness.complete();
    readiness.unreadable(Topic.TRUST, "no right to read");
    readiness.unreadable(Topic.EVENTS, "no right to read");
    readiness.readable(Topic.TRUST);
    assertEquals(State.STALE, readiness.state());
    assertEquals(Optional.of("no right to read"), readiness.logTrouble());
    readiness.readable(Topic.EVENTS);
    assertEquals(Optional.empty(), readiness.logTrouble());
    assertEquals(State.READY, readiness.state());
  }
}
