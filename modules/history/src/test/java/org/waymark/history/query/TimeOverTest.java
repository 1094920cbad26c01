package org.waymark.history.query;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.segment.AsInterface;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests that an answer within any time is whole, or says that it stopped early. */
class TimeOverTest {
  private static final int SIX_HOURS = 64;
  private static final String SEGMENT =
      new ScenarioLog().beside(ScenarioLog.UPS.getFirst(), 0).segment().id().toString();

  private final ScenarioLog log = new ScenarioLog();
  private Store store;
  private HistoryView history;

  @BeforeEach
  void fold() {
    for (ScenarioLog.Line line : ScenarioLog.UPS) {
      log.register(line, log.nowMs() / 1_000, SIX_HOURS, true);
    }
    ScenarioLog.DOWNS.forEach(line -> log.register(line, log.nowMs() / 1_000, SIX_HOURS, true));
    log.advance(1_000);
    ScenarioLog.CORES.forEach(line -> log.register(line, SIX_HOURS));
    log.advance(1_000);
    log.revoke(AsInterface.parse("1-12#3"));
    log.revoke(AsInterface.parse("1-12#4"));
    log.advance(60_000);
    ScenarioLog.DOWNS.forEach(line -> log.register(line, log.nowMs() / 1_000, SIX_HOURS, true));
    log.revoke(AsInterface.parse("1-17#1"));
    store = log.fold();
    history = store.history();
  }

  @AfterEach
  void close() {
    history.close();
    store.close();
  }

  static List<ObjectNode> questions() {
    return List.of(
        question("segments"),
        question("segments").put("as", "1-13"),
        question("revocations").put("ended", true),
        question("trust"),
        question("history").put("subject", SEGMENT),
        question("history").put("subject", "1-14"),
        question("history").put("subject", "1-11#4"),
        question("diff").put("from", "1").put("to", "9"),
        question("diff")
            .put("from", "6")
            .put("to", "9")
            .put("paths", true)
            .put("src", "1-14")
            .put("dst", "1-16"),
        question("diff")
            .put("from", "7")
            .put("to", "11")
            .put("paths", true)
            .put("src", "1-14")
            .put("dst", "1-16"),
        question("paths").put("src", "1-14").put("dst", "1-16"),
        question("explain").put("src", "1-14").put("dst", "1-16"),
        question("explain").put("src", "1-14").put("dst", "1-16").put("asOf", "9"),
        question("explain").put("src", "1-14").put("dst", "1-17"),
        bisect("path exists 1-14 1-16"),
        bisect("path exists 1-14 1-16").put("last", true),
        bisect("paths 1-14 1-16 below 2"),
        bisect("interface usable 1-12#4"));
  }

  private static ObjectNode question(String name) {
    return JsonNodes.object().put("query", name);
  }

  private static ObjectNode bisect(String condition) {
    return question("bisect").put("condition", condition).put("from", "1").put("to", "11");
  }

  private ObjectNode answer(ObjectNode question, BooleanSupplier isTimeOver) {
    return HistoryQueries.answer(
        new QueryContext(history, question, log.nowMs(), new QueryBounds(1_000, isTimeOver)));
  }

  /** {@return the answer if the time is over after so many looks at the clock} */
  private ObjectNode answerWithin(ObjectNode question, int looks) {
    int[] left = {looks};
    return answer(question, () -> left[0]-- <= 0);
  }

  @ParameterizedTest
  @MethodSource("questions")
  void answerIsWholeOrSaysThatItStoppedEarly(ObjectNode question) {
    ObjectNode whole = answer(question, () -> false);
    assertFalse(whole.has(HistoryQueries.ERROR), whole::toString);
    ObjectNode within = answerWithin(question, 0);
    int looks = 0;
    assertNotEquals(whole, within);
    while (!within.equals(whole)) {
      assertStoppedEarly(within);
      for (String list : List.of("segments", "changes", "paths", "revocations", "trust")) {
        for (JsonNode one : within.path(list)) {
          assertTrue(contains(whole.path(list), one), within::toString);
        }
      }
      looks++;
      within = answerWithin(question, looks);
    }
    assertTrue(looks > 0);
  }

  private static boolean contains(JsonNode list, JsonNode element) {
    for (JsonNode one : list) {
      if (one.equals(element)) {
        return true;
      }
    }
    return false;
  }

  private static void assertStoppedEarly(ObjectNode answer) {
    assertTrue(answer.path(HistoryQueries.TIME_OVER).asBoolean(), answer::toString);
    if (answer.has(HistoryQueries.ERROR)) {
      assertTrue(
          answer.path(HistoryQueries.ERROR).asText().startsWith("stopped early"), answer::toString);
    } else {
      assertAll(
          () -> assertTrue(answer.path("truncated").asBoolean(), answer::toString),
          () -> assertTrue(answer.path("found").asBoolean(), answer::toString));
    }
  }
}
