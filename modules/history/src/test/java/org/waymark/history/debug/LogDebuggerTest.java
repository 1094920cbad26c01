package org.waymark.history.debug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.tree.StateTree;
import org.waymark.history.tree.TreeListing;
import org.waymark.history.tree.TreePath;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.segment.AsInterface;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.store.row.Row;
import org.waymark.store.view.ReadView;

/** Compares the debugger with stores that have folded random logs just as far. */
class LogDebuggerTest {
  private static final int RECORDS = 400;
  private static final long NOW_MS = RandomHistory.START_MS + 400L * 86_400_000;
  private static final QueryBounds ALL = QueryBounds.of(Integer.MAX_VALUE - 1);

  /** A log, the debugger over all of it, and the rows after each of its records. */
  private record Debugged(List<LogRecord> log, List<Set<Row>> states) {
    static Debugged of(long seed) {
      List<LogRecord> log = RandomHistory.records(seed, RECORDS);
      List<Set<Row>> states = new ArrayList<>();
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        states.add(rows(store));
        for (LogRecord record : log) {
          store.apply(Topic.EVENTS, List.of(record));
          states.add(rows(store));
        }
      }
      return new Debugged(log, states);
    }

    private static Set<Row> rows(Store store) {
      try (ReadView view = store.view()) {
        return new HashSet<>(view.rows(Topic.EVENTS));
      }
    }

    /** {@return the paths of the entries of the rows before the record} */
    Set<String> paths(long next) {
      return states.get((int) next).stream()
          .flatMap(LogDebuggerTest::paths)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Stream<String> paths(Row row) {
    return switch (row) {
      case Row.Segment one ->
          Stream.concat(
              Stream.of(path(one)),
              Stream.concat(one.hops().stream(), one.peers().stream())
                  .flatMap(
                      hop ->
                          Stream.of(hop.ingress(), hop.egress())
                              .filter(id -> id != 0)
                              .map(id -> "/interfaces/" + hop.ia() + "/" + id)));
      case Row.Revocation one ->
          Stream.of(
              "/revocations/" + one.ia() + "/" + one.interfaceId(),
              "/interfaces/" + one.ia() + "/" + one.interfaceId());
      case Row.InterfaceDown one -> Stream.of("/interfaces/" + one.ia() + "/" + one.interfaceId());
      case Row.Block one -> Stream.of("/blocks/" + one.subject());
      case Row.Quarantine one -> Stream.of("/quarantine/" + one.offset());
      case Row.Trust one -> Stream.of();
    };
  }

  private static String path(Row.Segment row) {
    return "/segments/%s/%s/%s/%s"
        .formatted(
            row.key().type().name().toLowerCase(java.util.Locale.ROOT),
            row.hops().getFirst().ia(),
            row.hops().getLast().ia(),
            row.key().id().shortText());
  }

  /** {@return the paths of all entries, found by listing folder after folder} */
  private static Set<String> walk(StateTree tree, TreePath folder) {
    Set<String> found = new TreeSet<>();
    for (TreeListing.Entry entry : tree.list(folder, ALL).entries()) {
      if (entry.isFolder()) {
        found.addAll(walk(tree, entry.path()));
      } else {
        assertTrue(!tree.content(entry.path()).isEmpty(), entry::toString);
        found.add(entry.path().toString());
      }
    }
    return found;
  }

  @Test
  void stateAfterAnyMovementIsThatOfTheFoldToItsOffset() {
    for (long seed = 1; seed <= 3; seed++) {
      Debugged debugged = Debugged.of(seed);
      Random random = new Random(seed);
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        store.apply(Topic.EVENTS, debugged.log());
        try (HistoryView history = store.history()) {
          LogDebugger debugger = new LogDebugger(history, NOW_MS);
          long expected = 0;
          for (int i = 0; i < 120; i++) {
            int count = 1 + random.nextInt(60);
            Halt halt =
                switch (random.nextInt(3)) {
                  case 0 -> {
                    expected = Math.min(RECORDS, expected + count);
                    yield debugger.next(count);
                  }
                  case 1 -> {
                    expected = Math.max(0, expected - count);
                    yield debugger.back(count);
                  }
                  default -> {
                    expected = random.nextInt(RECORDS + 1);
                    yield debugger.goTo(Long.toString(expected));
                  }
                };
            String where = "seed " + seed + " at " + halt;
            assertEquals(expected, debugger.position().next(), where);
            assertEquals(halt.at(), debugger.position(), where);
            assertEquals(debugged.paths(expected), walk(debugger.tree(), TreePath.ROOT), where);
            assertEquals(
                debugged.states().get((int) expected).stream()
                    .filter(Row.Segment.class::isInstance)
                    .count(),
                debugger.summary(() -> false).stored().values().stream()
                    .mapToLong(Long::longValue)
                    .sum(),
                where);
          }
          assertEquals(Halt.Reason.END, debugger.next(RECORDS + 1).reason());
          assertEquals(Halt.Reason.BEGINNING, debugger.back(RECORDS + 1).reason());
        }
      }
    }
  }

  @Test
  void searchesFindWhatAWalkFindsAndBoundsSayWhatIsLeftOut() {
    Debugged debugged = Debugged.of(5);
    try (Store store = Store.inMemory(RandomHistory.settings())) {
      store.apply(Topic.EVENTS, debugged.log());
      try (HistoryView history = store.history()) {
        LogDebugger debugger = new LogDebugger(history, NOW_MS);
        debugger.goTo("300");
        StateTree tree = debugger.tree();
        Set<String> entries = walk(tree, TreePath.ROOT);
        assertEquals(
            entries.stream().filter(path -> path.matches("/interfaces/.*/1.*")).toList(),
            found(tree.find(TreePath.ROOT, "/interfaces/*/1*", ALL)));
        assertEquals(
            entries.stream().filter(path -> path.matches("/quarantine/.*7")).toList(),
            found(tree.find(TreePath.of("quarantine"), "*7", ALL)));
        int all = tree.list(TreePath.of("quarantine"), ALL).entries().size();
        TreeListing few = tree.list(TreePath.of("quarantine"), QueryBounds.of(3));
        assertEquals(3, few.entries().size());
        assertEquals(all - 3, few.more());
        assertFalse(few.truncated());
        TreeListing late =
            tree.find(TreePath.ROOT, "*", new QueryBounds(Integer.MAX_VALUE - 1, () -> true));
        assertTrue(late.truncated());
        assertTrue(late.entries().size() <= 5, late::toString);
      }
    }
  }

  private static List<String> found(TreeListing listing) {
    return listing.entries().stream()
        .filter(entry -> !entry.isFolder())
        .map(entry -> entry.path().toString())
        .sorted()
        .toList();
  }

  @Test
  void effectsAreTheDifferenceOfTheStates() {
    Map<KeyChange.Kind, Integer> seen = new TreeMap<>();
    for (long seed = 1; seed <= 4; seed++) {
      Debugged debugged = Debugged.of(seed);
      try (Store store = Store.inMemory(RandomHistory.settings())) {
        store.apply(Topic.EVENTS, debugged.log());
        try (HistoryView history = store.history()) {
          LogDebugger debugger = new LogDebugger(history, NOW_MS);
          assertEquals(Optional.empty(), debugger.last(ALL));
          for (int offset = 0; offset < RECORDS; offset++) {
            debugger.next(1);
            RecordEffects effects = debugger.last(ALL).orElseThrow();
            assertEquals(
                difference(debugged.states().get(offset), debugged.states().get(offset + 1)),
                effects.changes().stream()
                    .filter(change -> change.kind().changesState())
                    .map(LogDebuggerTest::line)
                    .collect(Collectors.toCollection(TreeSet::new)),
                "seed " + seed + ", " + effects);
            assertEquals(debugged.log().get(offset).recordTimeMs(), effects.recordTimeMs());
            effects.changes().forEach(change -> seen.merge(change.kind(), 1, Integer::sum));
          }
        }
      }
    }
    System.out.println(seen);
    for (KeyChange.Kind kind : KeyChange.Kind.values()) {
      boolean isRandom =
          switch (kind) {
            case DOWN, BLOCKED, RENEWED, RENEWAL_IGNORED -> false;
            default -> true;
          };
      assertTrue(!isRandom || seen.getOrDefault(kind, 0) > 0, () -> kind + " in " + seen);
    }
  }

  private static String line(KeyChange change) {
    String other =
        change.other().isPresent() && change.kind() != KeyChange.Kind.REVOKED
            ? " " + change.other().getAsLong()
            : "";
    return change.kind() + " " + change.path() + other;
  }

  private static Set<String> difference(Set<Row> before, Set<Row> after) {
    Map<SegmentKey, Row.Segment> then = segments(before);
    Map<SegmentKey, Row.Segment> now = segments(after);
    boolean revoked =
        after.stream().anyMatch(row -> row instanceof Row.Revocation && !before.contains(row));
    Set<String> lines = new TreeSet<>();
    now.forEach(
        (key, row) -> {
          Row.Segment old = then.get(key);
          if (old == null) {
            lines.add("ADDED " + path(row));
          } else if (old.offset() != row.offset()) {
            lines.add(
                (row.expiryS() > old.expiryS() ? "PROLONGED " : "REPLACED ")
                    + path(row)
                    + " "
                    + old.offset());
          }
        });
    then.forEach(
        (key, row) -> {
          if (!now.containsKey(key)) {
            lines.add((revoked ? "KILLED " : "ENDED ") + path(row) + " " + row.offset());
          }
        });
    for (Row row : after) {
      if (!before.contains(row)) {
        switch (row) {
          case Row.Revocation one ->
              lines.add("REVOKED /revocations/" + one.ia() + "/" + one.interfaceId());
          case Row.Quarantine one -> lines.add("QUARANTINED /quarantine/" + one.offset());
          default -> {}
        }
      }
    }
    for (Row row : before) {
      if (!after.contains(row) && !revoked) {
        switch (row) {
          case Row.Revocation one ->
              lines.add("ENDED /revocations/" + one.ia() + "/" + one.interfaceId());
          case Row.Quarantine one -> lines.add("ENDED /quarantine/" + one.offset());
          default -> {}
        }
      }
    }
    return lines;
  }

  private static Map<SegmentKey, Row.Segment> segments(Set<Row> rows) {
    Map<SegmentKey, Row.Segment> found = new HashMap<>();
    rows.stream()
        .filter(Row.Segment.class::isInstance)
        .map(Row.Segment.class::cast)
        .forEach(row -> found.put(row.key(), row));
    return found;
  }

  /** No path and no revocation ever named the interface; a report alone did. */
  @Test
  void interfaceThatOnlyAReportNamedIsFound() {
    AsInterface reported = AsInterface.parse("1-18#77");
    ScenarioLog log = new ScenarioLog();
    log.reportDown(reported, log.nowMs() + 60_000);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      assertEquals(List.of(reported.ia()), history.ases());
      assertEquals(List.of(reported), history.interfaces(reported.ia()));
    }
  }
}
