package org.waymark.history.report;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.waymark.history.QueryBounds;
import org.waymark.history.RandomHistory;
import org.waymark.history.UnknownPastException;
import org.waymark.log.Entry;
import org.waymark.log.EventLog;
import org.waymark.log.LogRecord;
import org.waymark.log.Topic;
import org.waymark.log.memory.InMemoryEventLog;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.store.Store;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.EventCodec;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;
import org.waymark.wire.event.Transport;

/** A random log, and what a replica would write to {@code .audit} beside it. */
class AuditReportReaderTest {
  private static final int RECORDS = 1_200;
  private static final IsdAs SENDER = IsdAs.parse("1-14");
  private static final List<ReportCount> OF_RECORDS =
      List.of(
          ReportCount.ADDED,
          ReportCount.REPLACED,
          ReportCount.IGNORED,
          ReportCount.KILLED_ON_ARRIVAL,
          ReportCount.REVOKED,
          ReportCount.REVOCATION_KNOWN,
          ReportCount.TICK,
          ReportCount.HIDDEN,
          ReportCount.QUARANTINED);

  private static final SegmentId REFUSED =
      new SegmentId(ByteString.owning(new byte[SegmentId.SIZE]));

  private static InMemoryEventLog log;
  private static long nowMs;

  @BeforeAll
  static void append() {
    log = appended();
  }

  private static InMemoryEventLog appended() {
    List<LogRecord> records = RandomHistory.records(5, RECORDS);
    long latestMs = records.stream().mapToLong(LogRecord::recordTimeMs).max().orElseThrow();
    VirtualClock clock = new VirtualClock(latestMs);
    InMemoryEventLog log = new InMemoryEventLog("report", clock);
    for (LogRecord record : records) {
      log.append(Topic.EVENTS, new Entry(record.key(), "kind", record.value())).join();
    }
    Origin sender = new Origin(Transport.SCION_UDP, SENDER, ByteString.of((byte) 1));
    audit(log, Origin.SELF, new EventBody.ReplicaStarted("1/a", 1, "127.0.0.1:1"));
    audit(
        log, sender, new EventBody.RegistrationRefused(ByteString.of((byte) 1), 1, "signature", 1));
    audit(
        log,
        sender,
        new EventBody.RegistrationRefused(
            ByteString.of((byte) 2),
            1,
            "expired",
            1,
            Optional.of(
                new EventBody.RefusedSegment(
                    Optional.of(SegmentType.UP), REFUSED, IsdAs.parse("1-11"), SENDER))));
    audit(
        log, Origin.SELF, new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "signature", 40));
    audit(
        log,
        sender,
        new EventBody.RevocationRefused(
            ByteString.of((byte) 3), 1, "unproven", 1, IsdAs.parse("1-11"), 7));
    audit(
        log,
        Origin.SELF,
        new EventBody.RevocationRefused(ByteString.EMPTY, 0, "unproven", 9, IsdAs.NONE, 0));
    for (int i = 0; i < 3; i++) {
      TickDigest tick = new TickDigest(i, latestMs, ByteString.owning(new byte[32]), 7, true);
      audit(
          log,
          Origin.SELF,
          new EventBody.ReplicaReported(
              tick, "1/a", 1, "ready", 0, 0, 0, new ReplicaCounters(0, 0, 0, 0)));
    }
    audit(log, Origin.SELF, new EventBody.ReplicaStopped("closed"));
    log.append(Topic.AUDIT, new Entry(ByteString.EMPTY, "kind", new byte[] {1})).join();
    nowMs = latestMs + 1_000;
    return log;
  }

  private static void audit(InMemoryEventLog log, Origin origin, EventBody body) {
    Event event = new Event(Event.NEWEST_SCHEMA, List.of(), "ps1", origin, 0, body);
    log.append(Topic.AUDIT, new Entry(ByteString.EMPTY, body.kind(), EventCodec.encode(event)))
        .join();
  }

  private static JsonNode report(QueryBounds bounds) {
    return report(log, "-1000d", "now", bounds);
  }

  private static JsonNode report(EventLog log, String from, String to, QueryBounds bounds) {
    try (Store empty = Store.inMemory(RandomHistory.settings())) {
      return new AuditReportReader(log, nowMs, DecoderLimits.DEFAULT)
          .read(ReportSpan.of(log, from, to, nowMs), empty, bounds);
    }
  }

  private static long sum(JsonNode rows, ReportCount what) {
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToLong(row -> row.path("counts").path(what.field()).asLong())
        .sum();
  }

  @Test
  void everyRecordIsCountedOnceAndEveryRefusalInASummary() {
    JsonNode report = report(QueryBounds.of(1_000));
    JsonNode totals = report.path("totals");
    assertAll(
        () ->
            assertEquals(
                RECORDS,
                OF_RECORDS.stream().mapToLong(what -> totals.path(what.field()).asLong()).sum(),
                report::toPrettyString),
        () -> assertEquals(42, totals.path("registrationRefused").asLong()),
        () -> assertEquals(10, totals.path("revocationRefused").asLong()),
        () -> assertEquals(1, totals.path("started").asLong()),
        () -> assertEquals(1, totals.path("stopped").asLong()),
        () -> assertEquals(3, totals.path("reported").asLong()),
        () -> assertEquals(1, totals.path("unreadable").asLong()),
        () -> assertEquals(42, sum(report.path("refusals"), ReportCount.REGISTRATION_REFUSED)),
        () -> assertEquals(10, sum(report.path("refusals"), ReportCount.REVOCATION_REFUSED)),
        () -> assertEquals(2, report.path("replicas").size()));
  }

  @Test
  void refusalsNameWhatWasRefusedAndTheirRecords() {
    JsonNode refusals = report(QueryBounds.of(1_000)).path("refusals");
    JsonNode undecoded = refusals.get(0);
    JsonNode named = refusals.get(1).at("/messages/0");
    JsonNode revocation = refusals.get(3).at("/messages/0");
    assertAll(
        () -> assertEquals(1, undecoded.path("firstOffset").asLong(), refusals::toPrettyString),
        () -> assertEquals(1, undecoded.path("lastOffset").asLong()),
        () -> assertEquals("01", undecoded.at("/messages/0/hash").asText()),
        () -> assertFalse(undecoded.at("/messages/0").has("id")),
        () -> assertEquals(REFUSED.toString(), named.path("id").asText()),
        () -> assertEquals("up", named.path("type").asText()),
        () -> assertEquals("1-11", named.path("first").asText()),
        () -> assertEquals(SENDER.toString(), named.path("last").asText()),
        () -> assertEquals(2, named.path("offset").asLong()),
        () -> assertEquals("1-11#7", revocation.path("interface").asText()),
        () -> assertEquals(4, revocation.path("offset").asLong()));
  }

  @Test
  void recordsOfARefusalBeyondTheListedOnesOnlyMoveItsEnd() {
    RefusedMessages messages = new RefusedMessages();
    for (int offset = 0; offset < 2 * RefusedMessages.MAX_LISTED; offset++) {
      messages.add(
          new AuditReport.Listed<>(
              offset, 0, Optional.empty(), new EventBody.ReplicaStopped("any")));
    }
    assertEquals(0, messages.firstOffset());
    assertEquals(2 * RefusedMessages.MAX_LISTED - 1, messages.lastOffset());
    assertEquals(RefusedMessages.MAX_LISTED, messages.listed().size());
  }

  @Test
  void rowsBeyondTheMaximumShareOneAndTheSumsStay() {
    JsonNode all = report(QueryBounds.of(1_000));
    JsonNode few = report(QueryBounds.of(2));
    assertTrue(few.path("truncated").asBoolean());
    assertEquals(3, few.path("paths").size());
    for (ReportCount what : List.of(ReportCount.ADDED, ReportCount.REPLACED)) {
      assertEquals(sum(all.path("paths"), what), sum(few.path("paths"), what));
    }
    assertEquals(all.path("totals"), few.path("totals"));
  }

  @Test
  void reportThatStopsEarlySaysHowFarItCame() {
    JsonNode report = report(new QueryBounds(1_000, () -> true));
    assertTrue(report.path("truncated").asBoolean());
    assertTrue(report.at("/topics/events/read").asLong() < RECORDS, report::toPrettyString);
    assertTrue(
        report
            .path("notes")
            .toString()
            .contains("The time ran out, so the records of .events from"),
        report::toPrettyString);
  }

  @Test
  void eventsAreNotJudgedWithoutAllOfTrust() {
    InMemoryEventLog withTrust = appended();
    withTrust.append(Topic.TRUST, new Entry(ByteString.EMPTY, "kind", new byte[] {1})).join();
    JsonNode report = report(withTrust, "-1000d", "now", new QueryBounds(10, () -> true));
    assertEquals(0, report.at("/topics/events/read").asLong(), report::toPrettyString);
    assertEquals(1, report.at("/topics/trust/read").asLong(), report::toPrettyString);
  }

  @Test
  void lossesToRetentionAreNoted() {
    InMemoryEventLog trimmed = appended();
    trimmed.faults().trim(Topic.EVENTS, 100);
    trimmed.faults().trim(Topic.AUDIT, trimmed.end(Topic.AUDIT).nextOffset());
    JsonNode report = report(trimmed, "-1000d", "now", QueryBounds.of(10));
    String notes = report.path("notes").toString();
    assertAll(
        () -> assertTrue(report.path("found").asBoolean()),
        () -> assertTrue(notes.contains("the records of .events before offset 100, "), notes),
        () -> assertTrue(notes.contains("what was registered and revoked from "), notes),
        () ->
            assertTrue(
                notes.contains("all records of .audit, which were those before offset "), notes),
        () -> assertTrue(notes.contains(" are judged without the earlier records"), notes),
        () -> assertTrue(report.at("/topics/events/lost").asBoolean()),
        () -> assertTrue(report.at("/topics/trust/lost").isMissingNode()),
        () -> assertTrue(notes.contains("Each list has at most 10 rows"), notes),
        () -> assertEquals(4, report.path("notes").size(), notes));
  }

  @Test
  void offsetThatIsLeftLosesNothingThoughEarlierRecordsHaveLaterTimes() {
    InMemoryEventLog trimmed = new InMemoryEventLog("report", new VirtualClock(nowMs - 60_000));
    trimmed.faults().shiftClock(10_000);
    appendGarbage(trimmed, 3);
    trimmed.faults().shiftClock(0);
    appendGarbage(trimmed, 3);
    trimmed.faults().trim(Topic.EVENTS, 2);
    JsonNode report = report(trimmed, "4", "now", QueryBounds.of(10));
    assertEquals(2, report.at("/totals/quarantined").asLong(), report::toPrettyString);
    assertTrue(report.at("/topics/events/lost").isMissingNode(), report::toPrettyString);
  }

  private static void appendGarbage(EventLog log, int records) {
    for (int i = 0; i < records; i++) {
      log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "kind", new byte[] {1})).join();
    }
  }

  @Test
  void spanOfWhichNothingIsKnownIsNoEmptyReport() {
    QueryBounds bounds = QueryBounds.of(10);
    assertTrue(
        assertThrows(UnknownPastException.class, () -> report(log, "-1000d", "-999d", bounds))
            .getMessage()
            .contains("The log began at"));
    InMemoryEventLog trimmed = appended();
    trimmed.faults().trim(Topic.EVENTS, trimmed.end(Topic.EVENTS).nextOffset());
    assertTrue(
        assertThrows(UnknownPastException.class, () -> report(trimmed, "-1000d", "-999d", bounds))
            .getMessage()
            .contains("Retention has removed all records of .events"));
    assertFalse(report(log, "now", "now", bounds).path("found").asBoolean());
  }

  @Test
  void spansWithoutAReportAreRefused() {
    String now = Instant.ofEpochMilli(nowMs).toString();
    assertThrows(UnknownPastException.class, () -> ReportSpan.of(log, "4711", now, nowMs));
    assertThrows(IllegalArgumentException.class, () -> ReportSpan.of(log, "8", "7", nowMs));
    assertThrows(IllegalArgumentException.class, () -> ReportSpan.of(log, now, "-1m", nowMs));
    assertThrows(
        UnknownPastException.class, () -> ReportSpan.of(log, "-1m", "9999-01-01T00:00:00Z", nowMs));
  }
}
