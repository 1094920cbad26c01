package org.waymark.server.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.waymark.runtime.simulation.VirtualClock;

class WriterSchemaTest {
  private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final VirtualClock clock = new VirtualClock(1_520_000_000_000L);
  private final WriterSchema schema = new WriterSchema(3, clock);

  @Test
  void writesTheOldestSchemaUntilTheReportsOfTheLastHourAreKnown() {
    assertEquals(1, schema.getAsInt());
    schema.reported(2, clock.wallMs());
    assertEquals(1, schema.getAsInt());
    schema.hasReadLastHour();
    assertEquals(2, schema.getAsInt());
  }

  @Test
  void holdsBackToTheOldestSchemaReportedInTheLastHour() {
    schema.hasReadLastHour();
    assertEquals(3, schema.getAsInt());
    long firstMs = clock.wallMs();
    schema.reported(1, firstMs);
    assertEquals(1, schema.getAsInt());
    clock.advanceMs(HOUR_MS / 2);
    schema.reported(2, clock.wallMs());
    schema.reported(3, clock.wallMs());
    assertEquals(1, schema.getAsInt());
    clock.advanceMs(HOUR_MS / 2 - 1);
    assertEquals(1, schema.getAsInt());
    clock.advanceMs(1);
    assertEquals(2, schema.getAsInt());
    clock.advanceMs(HOUR_MS / 2);
    assertEquals(3, schema.getAsInt());
  }

  @Test
  void reportsMayComeInAnyOrder() {
    schema.hasReadLastHour();
    schema.reported(1, clock.wallMs());
    schema.reported(1, clock.wallMs() - 2 * HOUR_MS);
    assertEquals(1, schema.getAsInt());
  }

  @Test
  void newerAndImpossibleSchemasHoldNobodyBack() {
    schema.hasReadLastHour();
    schema.reported(4, clock.wallMs());
    schema.reported(0, clock.wallMs());
    assertEquals(3, schema.getAsInt());
  }
}
