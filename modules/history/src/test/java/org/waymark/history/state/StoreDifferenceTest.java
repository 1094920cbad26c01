package org.waymark.history.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moments;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.log.LogIdentity;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests the difference between two stores at their ends. */
class StoreDifferenceTest {
  private static final int HALF_AN_HOUR = 5;
  private static final int SIX_HOURS = 64;
  private static final ScenarioLog.Line UP = ScenarioLog.UPS.get(1);
  private static final AsInterface OF_UP = AsInterface.parse("1-11#4");

  private final ScenarioLog first = new ScenarioLog();
  private final ScenarioLog second = new ScenarioLog();

  private void both(ScenarioLog.Line line, int expTime) {
    first.register(line, expTime);
    second.register(line, expTime);
  }

  private StoreDifference difference(SegmentFilter filter) {
    return difference(first, second, filter, "same", "same");
  }

  private static StoreDifference difference(
      ScenarioLog one, ScenarioLog other, SegmentFilter filter, String oneId, String otherId) {
    try (Store before = of(one, oneId);
        Store after = of(other, otherId);
        HistoryView earlier = before.history();
        HistoryView later = after.history()) {
      return StoreDifference.between(
          new StoreDifference.Side(earlier, new Moments(earlier, one.nowMs()).of("now")),
          new StoreDifference.Side(later, new Moments(later, other.nowMs()).of("now")),
          filter,
          QueryBounds.of(100));
    }
  }

  private static Store of(ScenarioLog log, String id) {
    Store store = Store.inMemory(ScenarioLog.SETTINGS);
    store.requireLog(
        new LogIdentity(
            "cluster", Map.of(Topic.EVENTS, id, Topic.TRUST, id + "-t", Topic.AUDIT, id + "-a")));
    log.into(store);
    return store;
  }

  private static List<StateDifference.Change> changes(StoreDifference difference) {
    return difference.state().segments().stream().map(StateDifference.OfSegment::change).toList();
  }

  @Test
  void versionsThatDifferAreProlongedOrReplaced() {
    both(ScenarioLog.UPS.getFirst(), SIX_HOURS);
    both(UP, HALF_AN_HOUR);
    second.advance(1_000);
    second.register(UP, SIX_HOURS);
    StoreDifference longer = difference(SegmentFilter.ALL);
    assertEquals(List.of(StateDifference.Change.PROLONGED), changes(longer));
    assertEquals(1, longer.state().same());
    assertEquals(
        List.of(StateDifference.Change.REPLACED),
        changes(difference(second, first, SegmentFilter.ALL, "same", "same")));
    assertFalse(difference(first, first, SegmentFilter.ALL, "same", "same").isDifferent());
  }

  @Test
  void segmentOfOneStoreOnlyIsAddedOrMissing() {
    both(UP, SIX_HOURS);
    second.register(ScenarioLog.CORES.getFirst(), SIX_HOURS);
    assertEquals(List.of(StateDifference.Change.ADDED), changes(difference(SegmentFilter.ALL)));
    assertEquals(
        List.of(StateDifference.Change.MISSING),
        changes(difference(second, first, SegmentFilter.ALL, "same", "same")));
    SegmentFilter elsewhere =
        new SegmentFilter(Optional.empty(), IsdAs.NONE, IsdAs.NONE, 0, ScenarioLog.ia("1-14"));
    assertEquals(List.of(), changes(difference(elsewhere)), "the CORE segment crosses no 1-14");
  }

  @Test
  void revocationsThatCountedInOneStoreOnlyAreSelectedByTheFilter() {
    both(UP, SIX_HOURS);
    second.advance(1_000);
    second.revoke(OF_UP);
    StoreDifference revoked = difference(SegmentFilter.ALL);
    assertEquals(List.of(StateDifference.Change.REVOKED), changes(revoked));
    assertEquals(
        List.of(OF_UP),
        revoked.state().revocations().stream().map(StateDifference.OfInterface::subject).toList());
    assertEquals(List.of(), revoked.missing());
    StoreDifference back = difference(second, first, SegmentFilter.ALL, "same", "same");
    assertEquals(List.of(), back.state().revocations());
    assertEquals(1, back.missing().size());
    assertTrue(back.isDifferent());
    for (SegmentFilter other :
        List.of(
            new SegmentFilter(Optional.of(SegmentType.DOWN), IsdAs.NONE, IsdAs.NONE, 0, IsdAs.NONE),
            new SegmentFilter(
                Optional.empty(), IsdAs.NONE, IsdAs.NONE, 0, ScenarioLog.ia("1-12")))) {
      assertFalse(difference(other).isDifferent(), other::toString);
    }
  }

  @Test
  void storesOfDifferentLogsAreNotCompared() {
    both(UP, SIX_HOURS);
    String told =
        assertThrows(
                IllegalArgumentException.class,
                () -> difference(first, second, SegmentFilter.ALL, "one", "other"))
            .getMessage();
    assertTrue(told.startsWith("the two stores belong to different logs: topic id one in"), told);
  }
}
