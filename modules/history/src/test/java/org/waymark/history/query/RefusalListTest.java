package org.waymark.history.query;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.history.explain.CircumstancesSource;
import org.waymark.history.explain.ScenarioLog;
import org.waymark.history.page.HistoryPage;
import org.waymark.segment.ByteString;
import org.waymark.segment.SegmentKey;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** Tests that histories list what replicas refused, from the records of {@code .audit}. */
class RefusalListTest {
  private static final int SIX_HOURS = 64;
  private static final SegmentKey REGISTERED =
      new ScenarioLog().beside(ScenarioLog.UPS.get(1), 0).key();
  private static final SegmentKey REFUSED =
      new ScenarioLog().beside(ScenarioLog.UPS.get(2), 0).key();

  private final ScenarioLog log = new ScenarioLog();
  private final List<AuditRecord> audit = new ArrayList<>();

  RefusalListTest() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    refuse(registration(REGISTERED, "budget"));
    refuse(registration(REFUSED, "expired"));
    refuse(
        new EventBody.RevocationRefused(
            ByteString.of((byte) 1), 1, "unproven", 1, ScenarioLog.ia("1-11"), 4));
    refuse(new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "budget", 7));
  }

  private static EventBody registration(SegmentKey key, String reason) {
    return new EventBody.RegistrationRefused(
        ByteString.of((byte) 2),
        1,
        reason,
        1,
        Optional.of(
            new EventBody.RefusedSegment(
                Optional.of(key.type()),
                key.id(),
                ScenarioLog.ia("1-11"),
                ScenarioLog.ia("1-14"))));
  }

  private void refuse(EventBody body) {
    Origin sender =
        new Origin(Transport.SCION_UDP, ScenarioLog.ia("1-14"), ByteString.of((byte) 1));
    audit.add(
        new AuditRecord(
            audit.size(),
            log.nowMs(),
            new Event(Event.NEWEST_SCHEMA, List.of(), "ps1", sender, 0, body)));
  }

  private ObjectNode history(String subject, CircumstancesSource known) {
    ObjectNode query = JsonNodes.object().put("query", "history").put("subject", subject);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      return HistoryQueries.answer(
          new QueryContext(
              history, query, log.nowMs(), new QueryBounds(1_000, () -> false), known));
    }
  }

  private ObjectNode history(String subject) {
    Circumstances known =
        new Circumstances(
            Optional.empty(),
            Optional.empty(),
            Optional.of(audit),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return history(subject, (view, moment) -> known);
  }

  @Test
  void segmentAndInterfaceListTheirOwnRefusals() {
    ObjectNode registered = history(REGISTERED.id().toString());
    ObjectNode end = history("1-11#4");
    assertAll(
        () -> assertEquals(1, registered.path("events").size(), registered::toString),
        () -> assertEquals(1, registered.path("refusals").size(), registered::toString),
        () -> assertEquals(0, registered.at("/refusals/0/offset").asInt()),
        () -> assertEquals("budget", registered.at("/refusals/0/reason").asText()),
        () -> assertEquals("1-14", registered.at("/refusals/0/source/isdAs").asText()),
        () -> assertEquals(1, end.path("refusals").size(), end::toString),
        () -> assertEquals(2, end.at("/refusals/0/offset").asInt()));
  }

  @Test
  void segmentThatWasOnlyRefusedHasAHistory() {
    ObjectNode refused = history(REFUSED.id().toString().substring(0, 12));
    assertAll(
        () -> assertTrue(refused.path("found").asBoolean(), refused::toString),
        () -> assertTrue(refused.path("events").isEmpty()),
        () -> assertEquals("expired", refused.at("/refusals/0/reason").asText()),
        () -> assertTrue(HistoryPage.of(refused).contains("Refused, and therefore only")));
  }

  @Test
  void withoutTheRecordsOfAuditNothingIsSaidAboutRefusals() {
    assertFalse(history(REGISTERED.id().toString(), CircumstancesSource.NONE).has("refusals"));
    assertTrue(
        history(REFUSED.id().toString(), CircumstancesSource.NONE).has(HistoryQueries.ERROR));
  }
}
