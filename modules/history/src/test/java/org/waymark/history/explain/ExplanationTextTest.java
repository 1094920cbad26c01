package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.history.Moment;
import org.waymark.history.QueryBounds;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
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

  private static final EventBody.RefusedSegment REFUSED =
      new EventBody.RefusedSegment(
          Optional.of(SegmentType.UP),
          new SegmentId(ByteString.owning(new byte[SegmentId.SIZE])),
          CORE,
          SOURCE);

  private final ScenarioLog log = new ScenarioLog();

  private Explanation explained(long clockMs, Circumstances known) {
    return explained(log.steps().size(), clockMs, known);
  }

  private Explanation explained(int next, long clockMs, Circumstances known) {
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      return Explanation.of(
          history, new Moment(next, clockMs), SOURCE, CORE, known, QueryBounds.of(1));
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
  void expiredChainOfAnAsOnTheLastSegmentIsNamed() {
    long endS = log.nowMs() / 1_000 + 400;
    log.certify(SOURCE, endS);
    log.register(ScenarioLog.UPS.get(1), 0);
    String words = "certificate chain of 1-14 version 1 expired at " + Instant.ofEpochSecond(endS);
    Missing before = explained(endS * 1_000 - 1, Circumstances.UNKNOWN).missing().orElseThrow();
    assertEquals(Reason.EXPIRED, before.reason());
    assertFalse(before.wouldWorkIf().contains("chain"), before::wouldWorkIf);
    Missing then = explained(endS * 1_000, Circumstances.UNKNOWN).missing().orElseThrow();
    assertEquals(Reason.EXPIRED, then.reason());
    assertTrue(then.wouldWorkIf().contains(words), then::wouldWorkIf);
  }

  @Test
  void replicaOfANonCoreAsOnlyHadACopyOfADownSegment() {
    IsdAs other = ScenarioLog.ia("1-16");
    log.own(SOURCE);
    log.register(ScenarioLog.UPS.get(2), SIX_HOURS);
    log.register(ScenarioLog.DOWNS.get(1), 0);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      Moment moment = new Moment(log.steps().size(), log.nowMs() + 400_000);
      Missing missing =
          Explanation.of(history, moment, SOURCE, other, Circumstances.UNKNOWN, QueryBounds.of(1))
              .missing()
              .orElseThrow();
      assertEquals(Reason.EXPIRED, missing.reason());
      assertTrue(missing.wouldWorkIf().contains("Ask a replica in 1-12 "), missing::wouldWorkIf);
    }
  }

  /**
   * A CORE segment is registered at the AS at which it ends, here at the start of the UP segment.
   */
  @Test
  void copyOfACoreSegmentCameFromTheAsAtWhichItEnds() {
    log.own(SOURCE);
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    log.register(ScenarioLog.DOWNS.get(1), SIX_HOURS);
    log.register(ScenarioLog.CORES.getFirst(), 0);
    try (Store store = log.fold();
        HistoryView history = store.history()) {
      Moment moment = new Moment(log.steps().size(), log.nowMs() + 400_000);
      Missing missing =
          Explanation.of(
                  history,
                  moment,
                  SOURCE,
                  ScenarioLog.ia("1-16"),
                  Circumstances.UNKNOWN,
                  QueryBounds.of(1))
              .missing()
              .orElseThrow();
      assertEquals(Stage.CORE, missing.stage());
      assertEquals(Reason.EXPIRED, missing.reason());
      assertTrue(missing.wouldWorkIf().contains("Ask a replica in 1-11 "), missing::wouldWorkIf);
    }
  }

  @Test
  void recordedStopOfTheReplicaLeavesNothingUnknownAboutIt() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    Circumstances stopped =
        new Circumstances(
            Optional.of("r1"),
            Optional.empty(),
            Optional.of(List.of(ofReplica(4, new EventBody.ReplicaStopped("asked to")))),
            Optional.of(List.of()),
            Optional.of(List.of()),
            List.of());
    Explanation explanation = explained(log.nowMs() + 400_000, stopped);
    assertEquals(Reason.NOT_RUNNING, explanation.missing().orElseThrow().reason());
    assertEquals(List.of(), explanation.unknown());
  }

  @Test
  void logThatWasSilentMayHaveHadNoReplica() {
    log.register(ScenarioLog.UPS.get(1), 0);
    long recordedMs = log.nowMs();
    String silent = "the history has no records between";
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

  /** A replica that is killed records no stop. */
  @Test
  void silenceOfTheLogAfterAStartSaysThatTheReplicaWasProbablyKilled() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    log.tick();
    long lastMs = log.nowMs();
    Circumstances started = killed(Optional.empty(), false);
    assertTrue(explained(lastMs + 30_000, started).works(), "three ticks may be late");
    Explanation explanation = explained(lastMs + 30_001, started);
    Missing missing = explanation.missing().orElseThrow();
    assertEquals(Stage.REPLICA, missing.stage());
    assertEquals(Reason.NOT_RUNNING, missing.reason());
    assertTrue(missing.inferred());
    assertEquals(4, missing.evidence().orElseThrow().offset().orElseThrow());
    assertTrue(missing.wouldWorkIf().contains("r1 had probably been killed"), missing::toString);
    assertTrue(
        missing.wouldWorkIf().endsWith("its store had a path from 1-14 to 1-11."),
        missing::wouldWorkIf);
    assertTrue(explained(lastMs + 30_001, Circumstances.UNKNOWN).works(), "nothing says it ran");
  }

  @Test
  void replicaThatStoppedLaterOrAnswersNowWasNotKilledInASilence() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    long askedMs = log.nowMs() + 40_000;
    EventBody stop = new EventBody.ReplicaStopped("asked to");
    EventBody start = new EventBody.ReplicaStarted("3", 1, "");
    assertTrue(explained(askedMs, killed(Optional.of(stop), false)).works());
    assertTrue(explained(askedMs, killed(Optional.empty(), true)).works());
    assertFalse(explained(askedMs, killed(Optional.of(start), true)).works());
    assertFalse(explained(askedMs, killed(Optional.empty(), false)).works());
  }

  @Test
  void silenceBeginsWhenTheNextTickIsDue() {
    log.register(ScenarioLog.UPS.get(1), SIX_HOURS);
    long lastMs = log.nowMs();
    log.advance(40_000);
    log.garbage();
    Circumstances known = killed(Optional.empty(), false);
    assertTrue(explained(1, lastMs + 10_000, known).works());
    assertFalse(explained(1, lastMs + 10_001, known).works());
    log.advance(5_000);
    assertTrue(explained(2, log.nowMs(), known).works(), "a record ended the silence");
  }

  /**
   * {@return what is known of a replica that started before everything else, and did nothing more}
   */
  private static Circumstances killed(Optional<EventBody> later, boolean isAnswering) {
    return new Circumstances(
        Optional.of("r1"),
        Optional.empty(),
        Optional.of(List.of(ofReplica(4, new EventBody.ReplicaStarted("3", 1, "")))),
        Optional.of(List.of()),
        Optional.of(List.of()),
        List.of(),
        later.map(body -> ofReplica(5, body)),
        isAnswering);
  }

  private static AuditRecord ofReplica(long offset, EventBody body) {
    return new AuditRecord(
        offset,
        ScenarioLog.START_MS,
        new Event(Event.NEWEST_SCHEMA, List.of(), "r1", Origin.SELF, 0, body));
  }

  /** Which segments a message carried is known only if they were decoded. */
  @Test
  void refusalOfAnotherSenderIsMentionedWithItsSegment() {
    log.garbage();
    String words = "came from 1-12 at ";
    assertTrue(said(log.nowMs(), refused("1-12", Optional.empty()), words));
    assertTrue(said(log.nowMs(), refused("1-12", Optional.empty()), "it was for."));
    assertTrue(
        said(
            log.nowMs(),
            refused("1-12", Optional.of(REFUSED)),
            "It was for UP segment %s from 1-11 to 1-14.".formatted(REFUSED.id().shortText())));
    assertFalse(said(log.nowMs(), Circumstances.UNKNOWN, words));
  }

  @Test
  void refusedRegistrationIsEvidenceWithItsSegment() {
    log.garbage();
    Missing missing =
        explained(log.nowMs(), refused("1-14", Optional.of(REFUSED))).missing().orElseThrow();
    assertEquals(Reason.REFUSED, missing.reason());
    assertEquals(
        "a registration by 1-14 of UP segment %s from 1-11 to 1-14 was rejected: signature"
            .formatted(REFUSED.id().shortText()),
        missing.evidence().orElseThrow().text());
  }

  private Circumstances refused(String sender, Optional<EventBody.RefusedSegment> segment) {
    EventBody body =
        new EventBody.RegistrationRefused(ByteString.EMPTY, 0, "signature", 1, segment);
    Origin origin = new Origin(Transport.SCION_UDP, ScenarioLog.ia(sender), ByteString.EMPTY);
    return new Circumstances(
        Optional.empty(),
        Optional.empty(),
        Optional.of(
            List.of(
                new AuditRecord(
                    4,
                    log.nowMs(),
                    new Event(Event.NEWEST_SCHEMA, List.of(), "r1", origin, 0, body)))),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }
}
