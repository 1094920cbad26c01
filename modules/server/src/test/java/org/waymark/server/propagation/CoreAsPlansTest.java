package org.waymark.server.propagation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentFormat;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.segment.Sha256;
import org.waymark.server.settings.PropagationSettings;

/** The schedule at its design size of 10,000 segments and 19 core ASes, without a server. */
class CoreAsPlansTest {
  private static final int SEGMENTS = 10_000;
  private static final int CORE_ASES = 19;
  private static final int PER_MESSAGE = 5;
  private static final long START_MS = 1_520_000_000_000L;
  private static final PropagationSettings LIMITS = PropagationSettings.DEFAULT;
  private static final int RESEND_S = LIMITS.resendS();

  private final List<SegmentKey> keys = IntStream.range(0, SEGMENTS).mapToObj(this::key).toList();
  private final List<IsdAs> coreAses = new ArrayList<>();
  private final CoreAsPlans schedule = new CoreAsPlans(RESEND_S);
  private final SendingRounds rounds = new SendingRounds(LIMITS);
  private final SplittableRandom random = new SplittableRandom(1);

  /** The segments received by each core AS, by slot, and the messages of the last second. */
  private final Map<IsdAs, BitSet> received = new TreeMap<>();

  private final Map<IsdAs, Integer> messagesTo = new TreeMap<>();

  private double loss;
  private long nowMs = START_MS;
  private long offset = SEGMENTS;

  /** By core AS and slot, the append times of versions that have not arrived yet. */
  private final Map<IsdAs, Map<Integer, Long>> awaited = new HashMap<>();

  /** The delay from the append of each version to its first arrival at each core AS. */
  private final List<Long> arrivalsMs = new ArrayList<>();

  private SegmentKey key(int number) {
    SegmentId id = new SegmentId(Sha256.labelled("test").addInt(number).digest());
    return new SegmentKey(SegmentFormat.CAPNP, SegmentType.DOWN, id);
  }

  private void oldSegmentsAndCoreAses() {
    for (int i = 0; i < SEGMENTS; i++) {
      schedule.found(keys.get(i), i, START_MS - 3_600_000);
    }
    for (int i = 0; i < CORE_ASES; i++) {
      coreAses.add(IsdAs.of(1, 100 + i));
    }
    coreAses.forEach(coreAs -> received.put(coreAs, new BitSet()));
    schedule.takeOver(coreAses, nowMs);
  }

  private void append(int segment) {
    schedule.stored(keys.get(segment), offset, nowMs, ByteString.of((byte) offset));
    int slot = schedule.segments().slot(keys.get(segment)).orElseThrow();
    offset++;
    coreAses.forEach(
        coreAs -> awaited.computeIfAbsent(coreAs, any -> new HashMap<>()).put(slot, nowMs));
  }

  /** Simulates one second and checks the rates. */
  private void second() {
    nowMs += 1_000;
    schedule.reachable(coreAses);
    messagesTo.clear();
    rounds.send(schedule, nowMs, this::send);
    messagesTo.forEach((coreAs, messages) -> assertTrue(messages <= LIMITS.perCoreAsPerS()));
    assertTrue(messages() <= LIMITS.perS());
  }

  private int messages() {
    return messagesTo.values().stream().mapToInt(Integer::intValue).sum();
  }

  private boolean send(IsdAs coreAs, CoreAsPlan plan) {
    List<Integer> message = new ArrayList<>();
    plan.fill(
        nowMs,
        slot -> {
          if (message.size() == PER_MESSAGE) {
            return CoreAsPlan.Offer.NO_ROOM;
          }
          message.add(slot);
          return CoreAsPlan.Offer.TAKEN;
        });
    if (message.isEmpty()) {
      return false;
    }
    messagesTo.merge(coreAs, 1, Integer::sum);
    if (random.nextDouble() >= loss) {
      message.forEach(slot -> arrives(coreAs, slot));
    }
    return true;
  }

  private void arrives(IsdAs coreAs, int slot) {
    received.get(coreAs).set(slot);
    Long sinceMs = awaited.computeIfAbsent(coreAs, any -> new HashMap<>()).remove(slot);
    if (sinceMs != null) {
      arrivalsMs.add(nowMs - sinceMs);
    }
  }

  private void allHaveEverything() {
    received.forEach((coreAs, slots) -> assertEquals(SEGMENTS, slots.cardinality(), "" + coreAs));
  }

  @Test
  void everyCoreAsHasEverythingOneResendAfterANewHolder() {
    oldSegmentsAndCoreAses();
    for (int second = 0; second < RESEND_S; second++) {
      second();
    }
    allHaveEverything();
  }

  @Test
  void hourWithoutAppendsTakesNoMoreMessagesThanFullOnesWould() {
    oldSegmentsAndCoreAses();
    Map<IsdAs, Integer> inAResend = new TreeMap<>();
    for (int resend = 0; resend < 6; resend++) {
      inAResend.clear();
      for (int second = 0; second < RESEND_S; second++) {
        second();
        messagesTo.forEach((coreAs, messages) -> inAResend.merge(coreAs, messages, Integer::sum));
      }
      inAResend.forEach(
          (coreAs, messages) ->
              assertTrue(messages <= 1.05 * SEGMENTS / PER_MESSAGE, messages + " to " + coreAs));
    }
  }

  @Test
  void newVersionsArriveWithin90SecondsAt30PercentLoss() {
    oldSegmentsAndCoreAses();
    loss = 0.3;
    for (int second = 0; second < 1_200; second++) {
      for (int i = 0; i < 5; i++) {
        append(random.nextInt(SEGMENTS));
      }
      second();
    }
    for (int second = 0; second < 90; second++) {
      second();
    }
    long lost = awaited.values().stream().mapToLong(Map::size).sum();
    long late = arrivalsMs.stream().filter(ms -> ms > 90_000).count();
    long atOnce = arrivalsMs.stream().filter(ms -> ms <= 1_000).count();
    long all = arrivalsMs.size() + lost;
    assertTrue(all > 100_000, all + " versions at core ASes");
    assertTrue(lost + late <= all / 100, lost + " lost and " + late + " late of " + all);
    assertTrue(atOnce > all / 2, atOnce + " at once of " + all);
  }

  @Test
  void coreAsThatBecomesReachableHasEverythingAtItsPace() {
    oldSegmentsAndCoreAses();
    second();
    IsdAs newcomer = IsdAs.of(1, 7);
    coreAses.add(newcomer);
    received.put(newcomer, new BitSet());
    int seconds = SEGMENTS / PER_MESSAGE / LIMITS.perCoreAsPerS();
    for (int second = 0; second < seconds; second++) {
      second();
      assertEquals(LIMITS.perCoreAsPerS(), messagesTo.get(newcomer));
    }
    assertEquals(SEGMENTS, received.get(newcomer).cardinality());
  }

  private void coreAsesWithNewSegments(int number, int segments) {
    for (int i = 0; i < number; i++) {
      coreAses.add(IsdAs.of(1, 100 + i));
    }
    coreAses.forEach(coreAs -> received.put(coreAs, new BitSet()));
    schedule.takeOver(coreAses, nowMs);
    for (int i = 0; i < segments; i++) {
      append(i);
    }
  }

  @Test
  void twentyMessagesGoToACoreAsInASecond() {
    coreAsesWithNewSegments(1, 20 * PER_MESSAGE);
    second();
    assertEquals(20, messages());
    second();
    assertEquals(0, messages());
  }

  @Test
  void theTwentyFirstMessageToACoreAsGoesASecondLater() {
    coreAsesWithNewSegments(1, 20 * PER_MESSAGE + 1);
    second();
    assertEquals(20, messages());
    second();
    assertEquals(1, messages());
  }

  @Test
  void twoHundredMessagesGoInASecond() {
    coreAsesWithNewSegments(10, 20 * PER_MESSAGE);
    second();
    assertEquals(200, messages());
    second();
    assertEquals(0, messages());
  }

  @Test
  void messagesBeyondTwoHundredGoASecondLater() {
    coreAsesWithNewSegments(19, 11 * PER_MESSAGE);
    second();
    assertEquals(200, messages());
    second();
    assertEquals(19 * 11 - 200, messages());
  }

  @Test
  void allCoreAsesAtOnceShareThePaceInAllFairly() {
    oldSegmentsAndCoreAses();
    schedule.reachable(List.of());
    for (int second = 0; second < 100; second++) {
      second();
      assertEquals(LIMITS.perS(), messages());
    }
    int least = received.values().stream().mapToInt(BitSet::cardinality).min().orElseThrow();
    int most = received.values().stream().mapToInt(BitSet::cardinality).max().orElseThrow();
    assertTrue(most - least <= 2 * PER_MESSAGE, least + " to " + most);
  }

  @Test
  void goneSegmentIsSentNoMoreAndItsSlotIsUsedAgain() {
    oldSegmentsAndCoreAses();
    int slot = schedule.segments().slot(keys.get(3)).orElseThrow();
    schedule.gone(keys.get(3), 3);
    for (int second = 0; second < RESEND_S; second++) {
      second();
    }
    received.values().forEach(slots -> assertTrue(!slots.get(slot)));
    schedule.stored(key(SEGMENTS), offset, nowMs, ByteString.EMPTY);
    assertEquals(slot, schedule.segments().slot(key(SEGMENTS)).orElseThrow());
    second();
    received.values().forEach(slots -> assertTrue(slots.get(slot)));
  }

  @Test
  void laterVersionStaysWhenAnEarlierOneIsSaidToBeGone() {
    oldSegmentsAndCoreAses();
    append(3);
    schedule.gone(keys.get(3), 3);
    assertTrue(schedule.segments().slot(keys.get(3)).isPresent());
  }

  @Test
  void earlierVersionChangesNothing() {
    oldSegmentsAndCoreAses();
    second();
    long due = schedule.due();
    schedule.stored(keys.get(3), 3, nowMs, ByteString.EMPTY);
    assertEquals(due, schedule.due());
  }
}
