package org.waymark.history.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.store.apply.Applied;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.SegmentQuery;
import org.waymark.store.row.SegmentVersion;
import org.waymark.store.row.StoredSegment;
import org.waymark.store.view.ReadView;

/**
 * Tests that states and differences read from history equal those of stores that have folded just
 * as far.
 */
class StateAnswersTest {
  private static final int LOGS = 4;
  private static final int RECORDS = 400;
  private static final int PAIRS = 40;
  private static final long OUTLINE_EVERY = 30;
  private static final QueryBounds ALL = QueryBounds.of(Integer.MAX_VALUE - 1);

  /** All segments are in this ISD, but this can be known only by looking each of them up. */
  private static final SegmentFilter IN_ISD_1 =
      new SegmentFilter(Optional.empty(), IsdAs.NONE, IsdAs.NONE, 1, IsdAs.NONE);

  /** The content of a store that stopped folding at a moment. */
  private record Stopped(Map<SegmentKey, StoredSegment> live, List<Applied> effects) {
    static Stopped at(List<LogRecord> log, Moment moment) {
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        List<Applied> effects =
            store.apply(Topic.EVENTS, log.subList(0, Math.toIntExact(moment.next())));
        try (ReadView view = store.view()) {
          Map<SegmentKey, StoredSegment> live = new TreeMap<>();
          for (SegmentType type : SegmentType.values()) {
            view.segments(
                    new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE),
                    moment.clockMs(),
                    Integer.MAX_VALUE)
                .forEach(stored -> live.put(stored.key(), stored));
          }
          return new Stopped(live, effects);
        }
      }
    }
  }

  private static Moment moment(List<LogRecord> log, int next) {
    return new Moment(
        next, log.subList(0, next).stream().mapToLong(LogRecord::recordTimeMs).max().orElse(0));
  }

  @Test
  void differencesAreThoseOfTheStates() {
    Map<StateDifference.Change, Integer> seen = new EnumMap<>(StateDifference.Change.class);
    for (long seed = 1; seed <= LOGS; seed++) {
      List<LogRecord> log = RandomHistory.records(seed, RECORDS);
      Random random = new Random(seed);
      try (Store store = Store.inMemory(RandomHistory.settings(), seed * OUTLINE_EVERY)) {
        store.apply(Topic.EVENTS, log);
        try (HistoryView history = store.history()) {
          for (int i = 0; i < PAIRS; i++) {
            int[] ends = random.ints(2, 1, RECORDS + 1).sorted().toArray();
            Moment from = moment(log, ends[0]);
            Moment to = moment(log, ends[1]);
            Stopped before = Stopped.at(log, from);
            Stopped after = Stopped.at(log, to);
            String where = "seed %d from %s to %s".formatted(seed, from, to);
            assertEquals(
                new ArrayList<>(after.live().values()),
                SegmentsAsOf.of(history, to, SegmentFilter.ALL, ALL).segments().stream()
                    .sorted((a, b) -> a.key().compareTo(b.key()))
                    .toList(),
                where);
            StateDifference difference =
                StateDifference.between(history, from, to, SegmentFilter.ALL, ALL);
            assertEquals(changes(log, from, before, after), lines(difference), where);
            StateDifference byLookup = StateDifference.between(history, from, to, IN_ISD_1, ALL);
            assertEquals(byLookup.segments(), difference.segments(), where);
            assertEquals(
                after.live().entrySet().stream()
                    .filter(one -> one.getValue().equals(before.live().get(one.getKey())))
                    .count(),
                difference.same(),
                where);
            assertFalse(difference.truncated(), where);
            assertFalse(byLookup.truncated(), where);
            assertEquals(
                !lines(difference).isEmpty() || !revocations(after, from).isEmpty(),
                difference.isDifferent(),
                where);
            assertEquals(
                revocations(after, from),
                difference.revocations().stream()
                    .map(one -> one.offset() + " " + one.subject() + " " + one.killed().size())
                    .toList(),
                where);
            difference.segments().forEach(one -> seen.merge(one.change(), 1, Integer::sum));
          }
        }
      }
    }
    Set<StateDifference.Change> ofOneStore =
        EnumSet.complementOf(EnumSet.of(StateDifference.Change.MISSING));
    for (StateDifference.Change change : ofOneStore) {
      assertTrue(seen.getOrDefault(change, 0) > 0, () -> change + " is missing in " + seen);
    }
  }

  private static Map<SegmentKey, String> lines(StateDifference difference) {
    Map<SegmentKey, String> lines = new TreeMap<>();
    difference
        .segments()
        .forEach(
            one ->
                lines.put(
                    one.key(),
                    one.change()
                        + " "
                        + (one.offset().isPresent() ? one.offset().getAsLong() : "")));
    return lines;
  }

  private static Map<SegmentKey, String> changes(
      List<LogRecord> log, Moment from, Stopped before, Stopped after) {
    Map<SegmentKey, String> lines = new TreeMap<>();
    after
        .live()
        .forEach(
            (key, now) -> {
              StoredSegment then = before.live().get(key);
              if (then == null) {
                lines.put(key, "ADDED " + now.offset());
              } else if (then.offset() != now.offset()) {
                boolean later = now.segment().expiryS() > then.segment().expiryS();
                String change =
                    hadGap(log, then, from, after)
                        ? "REGISTERED_AGAIN "
                        : later ? "PROLONGED " : "REPLACED ";
                lines.put(key, change + now.offset());
              }
            });
    before
        .live()
        .forEach(
            (key, then) -> {
              if (!after.live().containsKey(key)) {
                lines.put(key, end(log, key, after));
              }
            });
    return lines;
  }

  /** {@return whether no version was valid at some time after the first moment} */
  private static boolean hadGap(
      List<LogRecord> log, StoredSegment then, Moment from, Stopped after) {
    Optional<StoredSegment> last = Optional.of(then);
    for (Applied effect : after.effects()) {
      if (effect.offset() < from.next()) {
        continue;
      }
      Optional<StoredSegment> next =
          switch (effect) {
            case Applied.Added(_, var stored) -> Optional.of(stored);
            case Applied.Replaced(_, var stored, _, _) -> Optional.of(stored);
            default -> Optional.empty();
          };
      if (next.isPresent() && next.get().key().equals(then.key())) {
        if (last.isEmpty() || hasExpired(log, last.get(), effect.offset())) {
          return true;
        }
        last = next;
      }
      if (effect instanceof Applied.Revoked(_, _, _, var killed)
          && killed.stream().anyMatch(version -> version.key().equals(then.key()))) {
        last = Optional.empty();
      }
    }
    return false;
  }

  /** {@return whether a record up to the offset came after the end of the version} */
  private static boolean hasExpired(List<LogRecord> log, StoredSegment version, long offset) {
    return log.subList(0, Math.toIntExact(offset) + 1).stream()
        .anyMatch(record -> record.recordTimeMs() > version.segment().endMs());
  }

  /**
   * {@return how the last version ended: it was killed before any record came after its end, or it
   * expired}
   */
  private static String end(List<LogRecord> log, SegmentKey key, Stopped after) {
    Optional<StoredSegment> last = Optional.empty();
    String end = "EXPIRED ";
    for (Applied effect : after.effects()) {
      switch (effect) {
        case Applied.Added(_, var stored) when stored.key().equals(key) -> {
          last = Optional.of(stored);
          end = "EXPIRED ";
        }
        case Applied.Replaced(_, var stored, _, _) when stored.key().equals(key) ->
            last = Optional.of(stored);
        case Applied.Revoked(var offset, _, _, var killed)
            when killed.stream().anyMatch(version -> version.key().equals(key)) -> {
          boolean expired = hasExpired(log, last.orElseThrow(), offset);
          end = expired ? "EXPIRED " : "REVOKED " + offset;
        }
        default -> {}
      }
    }
    return end;
  }

  private static List<String> revocations(Stopped after, Moment from) {
    List<String> lines = new ArrayList<>();
    for (Applied effect : after.effects()) {
      if (effect instanceof Applied.Revoked(var offset, var ia, var id, var killed)
          && offset >= from.next()) {
        lines.add(
            offset
                + " "
                + ia
                + "#"
                + id
                + " "
                + killed.stream().map(SegmentVersion::key).distinct().count());
      }
    }
    return lines;
  }

  @Test
  void filtersAndLimitsSelect() {
    List<LogRecord> log = RandomHistory.records(2, RECORDS);
    Moment moment = moment(log, RECORDS);
    List<StoredSegment> all = new ArrayList<>(Stopped.at(log, moment).live().values());
    try (Store store = Store.inMemory(RandomHistory.settings())) {
      store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        for (IsdAs as : Arrays.asList(IsdAs.parse("1-12"), IsdAs.parse("1-14"))) {
          SegmentFilter crossing =
              new SegmentFilter(Optional.of(SegmentType.CORE), IsdAs.NONE, IsdAs.NONE, 1, as);
          assertEquals(
              all.stream()
                  .filter(one -> one.type() == SegmentType.CORE)
                  .filter(one -> one.segment().hops().stream().anyMatch(hop -> hop.ia().equals(as)))
                  .count(),
              SegmentsAsOf.of(history, moment, crossing, ALL).segments().size());
        }
        SegmentsAsOf two = SegmentsAsOf.of(history, moment, SegmentFilter.ALL, QueryBounds.of(2));
        assertEquals(2, two.segments().size());
        assertTrue(two.truncated());
        assertThrows(
            IllegalArgumentException.class,
            () ->
                StateDifference.between(history, moment, moment(log, 10), SegmentFilter.ALL, ALL));
      }
    }
  }

  /** A filter, and the segments that it selects. */
  private record Selection(SegmentFilter filter, Predicate<StoredSegment> selects) {
    static Selection of(SegmentType type) {
      return new Selection(
          new SegmentFilter(Optional.of(type), IsdAs.NONE, IsdAs.NONE, 0, IsdAs.NONE),
          one -> one.type() == type);
    }

    static Selection from(IsdAs as) {
      return new Selection(
          new SegmentFilter(Optional.empty(), as, IsdAs.NONE, 0, IsdAs.NONE),
          one -> one.segment().firstIa().equals(as));
    }

    static Selection to(IsdAs as) {
      return new Selection(
          new SegmentFilter(Optional.empty(), IsdAs.NONE, as, 0, IsdAs.NONE),
          one -> one.segment().lastIa().equals(as));
    }

    static Selection crossing(IsdAs as) {
      return new Selection(
          new SegmentFilter(Optional.empty(), IsdAs.NONE, IsdAs.NONE, 0, as),
          one -> one.segment().hops().stream().anyMatch(hop -> hop.ia().equals(as)));
    }
  }

  @Test
  void filtersAndLimitsSelectFromDifferences() {
    List<Selection> selections =
        List.of(
            Selection.of(SegmentType.UP),
            Selection.of(SegmentType.DOWN),
            Selection.of(SegmentType.CORE),
            Selection.from(IsdAs.parse("1-12")),
            Selection.to(IsdAs.parse("1-14")),
            Selection.crossing(IsdAs.parse("1-12")));
    List<LogRecord> log = RandomHistory.records(2, RECORDS);
    Random random = new Random(2);
    try (Store store = Store.inMemory(RandomHistory.settings(), OUTLINE_EVERY)) {
      Map<SegmentKey, StoredSegment> stored = new TreeMap<>();
      for (Applied effect : store.apply(Topic.EVENTS, log)) {
        switch (effect) {
          case Applied.Added(_, var version) -> stored.put(version.key(), version);
          default -> {}
        }
      }
      try (HistoryView history = store.history()) {
        for (int i = 0; i < PAIRS; i++) {
          int[] ends = random.ints(2, 1, RECORDS + 1).sorted().toArray();
          Moment from = moment(log, ends[0]);
          Moment to = moment(log, ends[1]);
          String where = "from %s to %s".formatted(from, to);
          StateDifference whole =
              StateDifference.between(history, from, to, SegmentFilter.ALL, ALL);
          for (Selection one : selections) {
            StateDifference some = StateDifference.between(history, from, to, one.filter, ALL);
            assertSelected(whole, one, stored, some, one.filter + " " + where);
          }
          for (int most = 1; most < whole.segments().size(); most++) {
            StateDifference first =
                StateDifference.between(history, from, to, SegmentFilter.ALL, QueryBounds.of(most));
            assertEquals(whole.segments().subList(0, most), first.segments(), where);
            assertTrue(first.truncated(), where);
          }
        }
      }
    }
  }

  private static void assertSelected(
      StateDifference whole,
      Selection selection,
      Map<SegmentKey, StoredSegment> stored,
      StateDifference some,
      String where) {
    assertEquals(
        whole.segments().stream()
            .filter(one -> selection.selects.test(stored.get(one.key())))
            .toList(),
        some.segments(),
        where);
    SegmentFilter filter = selection.filter;
    assertEquals(
        whole.revocations().stream()
            .filter(
                one ->
                    filter.crossesAny()
                        ? one.killed().stream()
                            .anyMatch(key -> selection.selects.test(stored.get(key)))
                        : one.subject().ia().equals(filter.as()))
            .toList(),
        some.revocations(),
        where);
  }

  @Test
  void versionsOfBothMomentsShareTheMemory() {
    List<LogRecord> log = RandomHistory.records(2, RECORDS);
    Random random = new Random(2);
    int fitting = 0;
    try (Store store = Store.inMemory(RandomHistory.settings(), OUTLINE_EVERY)) {
      store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        int paths =
            Stream.of(SegmentType.values())
                .map(type -> new SegmentQuery(type, IsdAs.NONE, IsdAs.NONE))
                .mapToInt(query -> history.segments(query).size())
                .sum();
        for (int i = 0; i < PAIRS; i++) {
          int[] ends = random.ints(2, 1, RECORDS + 1).sorted().toArray();
          Moment from = moment(log, ends[0]);
          Moment to = moment(log, ends[1]);
          boolean fits =
              history
                  .outline(ends[0], paths - 1)
                  .flatMap(before -> history.outline(ends[1], paths - 1 - before.size()))
                  .isPresent();
          fitting += fits ? 1 : 0;
          assertEquals(
              !fits, between(history, from, to, paths - 1).tooManyItems(), from + " to " + to);
          assertEquals(
              StateDifference.between(history, from, to, SegmentFilter.ALL, ALL),
              between(history, from, to, paths));
        }
      }
    }
    assertTrue(fitting > 0 && fitting < PAIRS, fitting + " pairs");
  }

  private static StateDifference between(
      HistoryView history, Moment from, Moment to, int mostItems) {
    return StateDifference.between(
        history,
        from,
        to,
        SegmentFilter.ALL,
        new QueryBounds(Integer.MAX_VALUE - 1, () -> false, mostItems));
  }

  @Test
  void segmentExpiresAtItsEndAndNotBefore() {
    List<LogRecord> log = RandomHistory.records(2, RECORDS);
    Moment now = moment(log, RECORDS);
    List<Long> endsMs =
        Stopped.at(log, now).live().values().stream()
            .map(one -> one.segment().endMs())
            .sorted()
            .toList();
    assertTrue(endsMs.size() > 2, endsMs::toString);
    try (Store store = Store.inMemory(RandomHistory.settings())) {
      store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        for (long endMs : Set.copyOf(endsMs)) {
          Moment before = new Moment(RECORDS, endMs - 1);
          Moment end = new Moment(RECORDS, endMs);
          int valid = (int) endsMs.stream().filter(one -> one > endMs).count();
          int expiring = Collections.frequency(endsMs, endMs);
          for (SegmentFilter filter : List.of(SegmentFilter.ALL, IN_ISD_1)) {
            StateDifference last = StateDifference.between(history, before, before, filter, ALL);
            assertEquals(List.of(), last.segments());
            assertEquals(valid + expiring, last.same());
            StateDifference expired = StateDifference.between(history, before, end, filter, ALL);
            assertEquals(
                Collections.nCopies(expiring, StateDifference.Change.EXPIRED),
                expired.segments().stream().map(StateDifference.OfSegment::change).toList());
            assertEquals(valid, expired.same());
            StateDifference after = StateDifference.between(history, end, end, filter, ALL);
            assertEquals(List.of(), after.segments());
            assertEquals(valid, after.same());
            assertFalse(after.isDifferent());
          }
        }
      }
    }
  }

  @Test
  void secondMomentMayHaveAnEarlierTimeThanTheFirst() {
    List<LogRecord> log = RandomHistory.records(2, RECORDS);
    try (Store store = Store.inMemory(RandomHistory.settings())) {
      store.apply(Topic.EVENTS, log);
      try (HistoryView history = store.history()) {
        int back =
            IntStream.range(1, RECORDS)
                .filter(i -> log.get(i).recordTimeMs() < log.get(i - 1).recordTimeMs())
                .findFirst()
                .orElseThrow();
        Moment first = new Moment(back, log.get(back - 1).recordTimeMs(), true);
        Moment second = new Moment(back + 1, log.get(back).recordTimeMs(), true);
        assertEquals(
            StateDifference.between(
                history,
                first,
                new Moment(back + 1, first.clockMs(), true),
                SegmentFilter.ALL,
                ALL),
            StateDifference.between(history, first, second, SegmentFilter.ALL, ALL));
      }
    }
  }
}
