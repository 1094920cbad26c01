package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.store.Store;
import org.waymark.store.history.HistoryView;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** Tests what explanations say in addition to the missing stage and its reason. */
class ExplanationTextTest {
  private static final int SIX_HOURS = 64;
  private static final IsdAs SOURCE = ScenarioLog.ia("1-14");
  private static final IsdAs CORE = ScenarioLog.ia("1-11");

  private final ScenarioLog log = new ScenarioLog();

  private Explanation explained(long clockMs, Circumstances known) {
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      return Explanation.of(
          history, new Moment(log.steps().size(), clockMs), SOURCE, CORE, known, QueryBounds.of(1));
    }
  }

  /** Without the first revocation alone, the second would have removed the segment. */
  @Test
  void everyRevocationThatWouldHaveRemovedTheSegmentIsNamed() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    log.advance(1_000);
    log.revoke(ScenarioLog.UPS.get(1).interfaces().getFirst());
    log.advance(12_000);
    log.revoke(ScenarioLog.UPS.get(1).interfaces().getFirst());
    Missing missing = explained(log.nowMs(), Circumstances.UNKNOWN).missing().orElseThrow();
    assertEquals(Reason.REVOKED, missing.reason());
    assertTrue(missing.wouldWorkIf().contains(" at offsets 1, 2,"), missing::wouldWorkIf);
    long untilMs = missing.evidence().orElseThrow().untilMs().orElseThrow();
    assertTrue(untilMs > log.nowMs(), "the interface is still revoked");
  }

  @Test
  void logThatWasSilentMayHaveHadNoReplica() {
    log.register(ScenarioLog.UPS.get(1), 0);
    long recordedMs = log.nowMs();
    String silent = "the log has no record between";
    assertFalse(said(recordedMs + 400_000, Circumstances.UNKNOWN, "no such words"));
    assertTrue(said(recordedMs + 400_000, Circumstances.UNKNOWN, silent));
    log.advance(390_000);
    log.garbage();
    assertFalse(said(recordedMs + 400_000, Circumstances.UNKNOWN, silent));
  }

  private boolean said(long clockMs, Circumstances known, String words) {
    Explanation explanation = explained(clockMs, known);
    assertFalse(explanation.works());
    return explanation.unknown().stream().anyMatch(one -> one.contains(words));
  }

  /** The record of a refusal does not name segments, which any AS may have sent. */
  @Test
  void refusalOfAnotherSenderIsMentioned() {
    log.garbage();
    EventBody body = new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "signature", 1);
    Origin origin = new Origin(Transport.SCION_UDP, ScenarioLog.ia("1-12"), ByteString.EMPTY);
    AuditRecord refused =
        new AuditRecord(
            4, log.nowMs(), new Event(Event.NEWEST_SCHEMA, List.of(), "r1", origin, 0, body));
    Circumstances known =
        new Circumstances(
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(refused)),
            Optional.empty(),
            Optional.empty(),
            List.of());
    String words = "The last rejected registration came from 1-12 at ";
    assertTrue(said(log.nowMs(), known, words));
    assertFalse(said(log.nowMs(), Circumstances.UNKNOWN, words));
  }
}
