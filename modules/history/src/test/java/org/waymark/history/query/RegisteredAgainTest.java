package org.waymark.history.query;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.page.HistoryPage;
import org.waymark.segment.AsInterface;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;

/** Tests how a difference describes a segment that was without a valid version in between. */
class RegisteredAgainTest {
  private static final int SIX_HOURS = 64;
  private static final ScenarioLog.Line UP = ScenarioLog.UPS.get(1);
  private static final AsInterface OF_UP = AsInterface.parse("1-11#4");

  private final ScenarioLog log = new ScenarioLog();

  private ObjectNode difference(int from) {
    ObjectNode query =
        JsonNodes.object().put("query", "diff").put("from", "" + from).put("to", "now");
    query.put("bars", HistoryPage.MAX_BARS);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      return HistoryQueries.answer(
          new QueryContext(history, query, log.nowMs(), new QueryBounds(1_000, () -> false)));
    }
  }

  @Test
  void killedSegmentThatWasRegisteredAgainIsNotProlonged() {
    log.register(UP, SIX_HOURS);
    log.advance(1_000);
    log.revoke(OF_UP);
    String killedAt = Instant.ofEpochMilli(log.nowMs()).toString();
    log.advance(60_000);
    log.register(UP, SIX_HOURS);
    ObjectNode answer = difference(1);
    JsonNode change = answer.at("/changes/0");
    String told = "killed by revocation 1 of 1-11#4 at " + killedAt.replaceFirst("\\.\\d+", "");
    assertAll(
        () -> assertEquals("registered-again", change.path("change").asText(), answer::toString),
        () -> assertEquals("killed", change.path("because").asText()),
        () -> assertEquals(1, change.path("revocation").asInt()),
        () -> assertEquals("1-11#4", change.path("interface").asText()),
        () -> assertEquals(killedAt, change.path("endedAt").asText()),
        () -> assertEquals(2, change.path("offset").asInt()),
        () -> assertEquals(told, AnswerText.between(change)),
        () -> assertTrue(HistoryPage.of(answer).contains(told)));
  }

  @Test
  void expiredSegmentThatWasRegisteredAgainIsNotProlonged() {
    log.register(UP, 0);
    log.advance(400_000);
    log.register(UP, SIX_HOURS);
    JsonNode change = difference(1).at("/changes/0");
    assertAll(
        () -> assertEquals("registered-again", change.path("change").asText(), change::toString),
        () -> assertEquals("expired", change.path("because").asText()),
        () -> assertFalse(change.has("revocation")),
        () ->
            assertEquals(
                "expired at " + AnswerText.time(change.path("endedAt")),
                AnswerText.between(change)));
  }

  @Test
  void lastOfSeveralTimesWithoutAVersionIsTold() {
    log.register(UP, SIX_HOURS);
    for (int i = 0; i < 3; i++) {
      log.advance(1_000);
      log.revoke(OF_UP);
      log.advance(60_000);
      log.register(UP, SIX_HOURS);
    }
    JsonNode change = difference(1).at("/changes/0");
    assertAll(
        () -> assertEquals("registered-again", change.path("change").asText(), change::toString),
        () -> assertEquals(5, change.path("revocation").asInt()),
        () -> assertEquals(6, change.path("offset").asInt()));
  }

  /** Record times went back to before the end of the segment, so that it counts as valid again. */
  @Test
  void timeWithoutAVersionThatBeganBeforeTheFirstMomentIsNotTold() {
    log.register(UP, 1);
    log.advance(400_000);
    log.register(ScenarioLog.UPS.get(0), SIX_HOURS);
    log.advance(-390_000);
    log.register(ScenarioLog.UPS.get(2), SIX_HOURS);
    log.advance(1_000);
    log.register(UP, SIX_HOURS);
    log.advance(400_000);
    assertEquals("registered-again", changeOfUp(1));
    assertEquals("prolonged", changeOfUp(3));
  }

  private String changeOfUp(int from) {
    for (JsonNode change : difference(from).path("changes")) {
      if (change.path("offset").asInt() == 3) {
        return change.path("change").asText();
      }
    }
    throw new AssertionError("no change by record 3");
  }

  @Test
  void segmentThatStayedValidIsProlonged() {
    log.register(UP, 1);
    log.advance(1_000);
    log.register(UP, SIX_HOURS);
    JsonNode change = difference(1).at("/changes/0");
    assertEquals("prolonged", change.path("change").asText(), change::toString);
    assertEquals("", AnswerText.between(change));
  }
}
