package org.waymark.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryDepthTest {
  private static final long NOW_MS = Instant.parse("2026-11-28T12:00:00Z").toEpochMilli();

  @Test
  void spanKeepsThePastBeforeNowAndFoldsFromTheHorizon() {
    HistoryDepth depth = HistoryDepth.parse("7d");
    assertEquals("2026-11-21T12:00:00Z", text(depth.keptFromMs(NOW_MS)));
    assertEquals(NOW_MS, depth.foldedFromMs(NOW_MS));
    assertEquals(HistoryDepth.DEFAULT, HistoryDepth.parse("24h"));
  }

  @Test
  void instantKeepsAndFoldsEverythingSince() {
    HistoryDepth depth = HistoryDepth.parse("2026-01-01T00:00:00Z");
    assertEquals("2026-01-01T00:00:00Z", text(depth.keptFromMs(NOW_MS)));
    assertEquals("2026-01-01T00:00:00Z", text(depth.foldedFromMs(NOW_MS)));
  }

  @Test
  void instantInTheFutureFoldsNoLessThanTheHorizon() {
    assertEquals(NOW_MS, HistoryDepth.parse("2036-01-01T00:00:00Z").foldedFromMs(NOW_MS));
  }

  @Test
  void startKeepsAndFoldsTheWholeLog() {
    assertEquals(0, HistoryDepth.parse("start").keptFromMs(NOW_MS));
    assertEquals(0, HistoryDepth.parse("start").foldedFromMs(NOW_MS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all", "24", "-1d", "1w", "yesterday", "2026-01-01"})
  void otherFormsAreRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> HistoryDepth.parse(text));
  }

  private static String text(long ms) {
    return Instant.ofEpochMilli(ms).toString();
  }
}
