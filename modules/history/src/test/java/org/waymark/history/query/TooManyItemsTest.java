package org.waymark.history.query;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.CircumstancesSource;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.segment.AsInterface;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests that an answer within any memory is whole, or says that it stopped early. */
class TooManyItemsTest {
  private static final int SIX_HOURS = 64;

  private final ScenarioLog log = new ScenarioLog();
  private Store store;
  private HistoryView history;
  private Store other;
  private HistoryView otherHistory;

  @BeforeEach
  void fold() {
    ScenarioLog.UPS.forEach(line -> log.register(line, SIX_HOURS));
    log.advance(1_000);
    other = log.fold();
    otherHistory = other.history();
    ScenarioLog.CORES.forEach(line -> log.register(line, SIX_HOURS));
    ScenarioLog.DOWNS.forEach(line -> log.register(line, SIX_HOURS));
    log.revoke(AsInterface.parse("1-12#2"));
    log.advance(1_000);
    store = log.fold();
    history = store.history();
  }

  @AfterEach
  void close() {
    otherHistory.close();
    other.close();
    history.close();
    store.close();
  }

  private static ObjectNode question(String name) {
    return JsonNodes.object().put("query", name);
  }

  private ObjectNode answer(ObjectNode question, Optional<QueryContext.Other> second, int items) {
    return HistoryQueries.answer(
        new QueryContext(
            history,
            question,
            log.nowMs(),
            new QueryBounds(1_000, () -> false, items),
            CircumstancesSource.NONE,
            second));
  }

  static List<ObjectNode> bisections() {
    return List.of(
        question("bisect").put("condition", "path exists 1-14 1-16"),
        question("bisect").put("condition", "path exists 1-14 1-11"),
        question("bisect").put("condition", "interface usable 1-12#2"));
  }

  /** Without any of the facts, a change could be missed or invented. */
  @ParameterizedTest
  @MethodSource("bisections")
  void bisectionIsWholeOrNone(ObjectNode question) {
    question.put("from", "1").put("to", "" + log.steps().size());
    ObjectNode whole = answer(question, Optional.empty(), Integer.MAX_VALUE);
    assertFalse(whole.has(HistoryQueries.ERROR), whole::toString);
    int items = 0;
    ObjectNode within = answer(question, Optional.empty(), items);
    assertStoppedEarly(within);
    while (within.has(HistoryQueries.ERROR)) {
      assertStoppedEarly(within);
      items++;
      within = answer(question, Optional.empty(), items);
    }
    assertEquals(whole, within);
  }

  @Test
  void differenceOfMomentsSaysThatNotAllSegmentsWereCompared() {
    assertDifferences(
        question("diff").put("from", "3").put("to", "" + log.steps().size()), Optional.empty());
  }

  @Test
  void differenceOfStoresSaysThatNotAllSegmentsWereCompared() {
    assertDifferences(
        question("diff").put("from", "now").put("to", "now"),
        Optional.of(new QueryContext.Other(otherHistory, log.nowMs())));
  }

  private void assertDifferences(ObjectNode question, Optional<QueryContext.Other> second) {
    ObjectNode whole = answer(question, second, Integer.MAX_VALUE);
    assertFalse(whole.has(HistoryQueries.ERROR), whole::toString);
    Set<JsonNode> changes = new HashSet<>();
    whole.path("changes").forEach(changes::add);
    int items = 0;
    int partial = 0;
    ObjectNode within = answer(question, second, items);
    while (!within.equals(whole)) {
      ObjectNode some = within;
      if (within.has(HistoryQueries.ERROR)) {
        assertStoppedEarly(within);
      } else {
        partial++;
        assertAll(
            () -> assertTrue(some.path(HistoryQueries.TOO_MANY_ITEMS).asBoolean(), some::toString),
            () -> assertTrue(some.path("truncated").asBoolean(), some::toString),
            () -> assertTrue(some.path("found").asBoolean(), some::toString));
        within.path("changes").forEach(one -> assertTrue(changes.contains(one), some::toString));
      }
      items++;
      within = answer(question, second, items);
    }
    assertTrue(partial > 1, "answers in part: " + partial);
  }

  private static void assertStoppedEarly(ObjectNode answer) {
    assertTrue(
        answer
            .path(HistoryQueries.ERROR)
            .asText()
            .startsWith("stopped early, because the question"),
        answer::toString);
  }
}
