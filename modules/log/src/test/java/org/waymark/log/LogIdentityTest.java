package org.waymark.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.waymark.segment.ByteString;

class LogIdentityTest {
  private static final LogIdentity LOG =
      new LogIdentity(
          "cluster", Map.of(Topic.EVENTS, "events-id", Topic.TRUST, "t", Topic.AUDIT, "a"));

  @Test
  void holdsPositionsOfItsClusterAndTopicOnly() {
    assertTrue(LOG.holds(Topic.EVENTS, new Position("cluster", "events-id", 7, LastRecord.NONE)));
    assertFalse(LOG.holds(Topic.EVENTS, new Position("other", "events-id", 7, LastRecord.NONE)));
    assertFalse(LOG.holds(Topic.EVENTS, new Position("cluster", "t", 7, LastRecord.NONE)));
  }

  @Test
  void positionAfterARecordHasItsEpoch() {
    Position start = LOG.at(Topic.EVENTS, 5);
    assertEquals(new Position("cluster", "events-id", 5, LastRecord.NONE), start);
    LogRecord record = new LogRecord(5, 2, 1_000, ByteString.EMPTY, new byte[0]);
    assertEquals(
        new Position("cluster", "events-id", 6, LastRecord.of("events-id", record)),
        start.after(record));
  }
}
