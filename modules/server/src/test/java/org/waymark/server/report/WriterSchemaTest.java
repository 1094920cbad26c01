package org.waymark.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WriterSchemaTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
  private static final long TICK_MS = 10_000;
  private static final int TICKS_PER_HOUR = (int) (HOUR_MS / TICK_MS);

  private final WriterSchema schema = new WriterSchema(3);
  private long recordTimeMs = 1_520_000_000_000L;

  /** Reads a topic that begins with the first record of the log. */
  private void beginAtStartOfLog() {
    schema.begins(true);
    schema.isCurrent();
  }

  private void report(int newest) {
    schema.reported(newest, recordTimeMs);
  }

  /** Reads this replica's own reports. */
  private void ticks(int count) {
    for (int tick = 0; tick < count; tick++) {
      recordTimeMs += TICK_MS;
      report(3);
    }
  }

  @Test
  void writesTheOldestSchemaUntilTheReportsOfTheLastHourAreKnown() {
    assertEquals(1, schema.getAsInt());
    schema.begins(true);
    report(2);
    assertEquals(1, schema.getAsInt());
    schema.isCurrent();
    assertEquals(2, schema.getAsInt());
  }

  @Test
  void holdsBackToTheOldestSchemaReportedInTheLastHour() {
    beginAtStartOfLog();
    assertEquals(3, schema.getAsInt());
    report(1);
    assertEquals(1, schema.getAsInt());
    ticks(TICKS_PER_HOUR / 2);
    report(2);
    assertEquals(1, schema.getAsInt());
    ticks(TICKS_PER_HOUR / 2 - 1);
    assertEquals(1, schema.getAsInt());
    ticks(1);
    assertEquals(2, schema.getAsInt());
    ticks(TICKS_PER_HOUR / 2);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void newerAndImpossibleSchemasHoldNobodyBack() {
    beginAtStartOfLog();
    report(4);
    report(0);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void silenceOfAllReplicasSaysNothingAboutTheOldOnes() {
    beginAtStartOfLog();
    report(1);
    recordTimeMs += 5 * HOUR_MS;
    report(3);
    assertEquals(1, schema.getAsInt(), "Kafka was away");
    ticks(TICKS_PER_HOUR);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void clockOfTheLeaderThatJumpsDoesNotEndTheHour() {
    beginAtStartOfLog();
    report(1);
    recordTimeMs += 2 * HOUR_MS;
    ticks(1);
    recordTimeMs -= 2 * HOUR_MS;
    ticks(1);
    assertEquals(1, schema.getAsInt());
    ticks(TICKS_PER_HOUR);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void writesTheOldestSchemaForAnHourIfEarlierReportsMayHaveBeenDeleted() {
    schema.begins(false);
    report(3);
    schema.isCurrent();
    assertEquals(1, schema.getAsInt());
    ticks(TICKS_PER_HOUR - 1);
    assertEquals(1, schema.getAsInt());
    ticks(1);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void writesTheOldestSchemaWhileReportsCannotBeRead() {
    beginAtStartOfLog();
    schema.isBehind();
    assertEquals(1, schema.getAsInt());
    report(2);
    schema.isCurrent();
    assertEquals(2, schema.getAsInt());
  }

  @Test
  void reportsBeforeAGapAreForgotten() {
    beginAtStartOfLog();
    ticks(TICKS_PER_HOUR);
    schema.begins(false);
    report(3);
    schema.isCurrent();
    assertEquals(1, schema.getAsInt());
  }
}
