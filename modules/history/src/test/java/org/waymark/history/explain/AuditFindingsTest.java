package org.waymark.history.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.Network;
import org.waymark.history.Moment;
import org.waymark.history.explain.Circumstances.AuditRecord;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.AsInterface;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;
import org.waymark.wire.event.Event;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.Origin;
import org.waymark.wire.event.Transport;

/** Tests how explanations use refused revocations of the interfaces of a path. */
class AuditFindingsTest {
  private static final AsInterface BROKEN = AsInterface.parse("1-11#12");
  private static final AsInterface OTHER = AsInterface.parse("1-11#13");
  private static final IsdAs SENDER = IsdAs.parse("1-14");

  private final List<AuditRecord> audit = new ArrayList<>();

  private void refused(long atMs, AsInterface one, String reason) {
    append(
        atMs,
        new Origin(Transport.SCION_UDP, SENDER, ByteString.of((byte) 1)),
        new EventBody.RevocationRefused(ByteString.of((byte) 1), 1, reason, 1, one.ia(), one.id()));
  }

  private void summary(long atMs, long count) {
    append(
        atMs,
        Origin.SELF,
        new EventBody.RevocationRefused(ByteString.EMPTY, 0, "budget", count, IsdAs.NONE, 0));
  }

  private void append(long atMs, Origin origin, EventBody body) {
    audit.add(
        new AuditRecord(
            audit.size(), atMs, new Event(Event.NEWEST_SCHEMA, List.of(), "ps1", origin, 0, body)));
  }

  private AuditFindings findings(Moment moment) {
    return new AuditFindings(
        new Circumstances(
            Optional.of("ps1"),
            Optional.empty(),
            Optional.of(audit),
            Optional.of(List.of()),
            Optional.of(List.of()),
            List.of()),
        moment);
  }

  @Test
  void latestRefusedRevocationOfEachInterfaceIsEvidence() {
    refused(100, BROKEN, "unproven");
    refused(110, OTHER, "unproven");
    refused(120, BROKEN, "tree-ttl");
    List<Evidence> found = findings(new Moment(7, 1_000)).refusedRevocations(List.of(BROKEN), 50);
    assertEquals(1, found.size());
    Evidence evidence = found.getFirst();
    assertEquals(2, evidence.offset().orElseThrow());
    assertEquals(120, evidence.atMs());
    assertEquals(Optional.of(BROKEN), evidence.interfaceId());
    assertEquals("a revocation of 1-11#12 by 1-14 was rejected: tree-ttl", evidence.text());
  }

  @Test
  void refusalsBeforeTheSegmentAndAfterTheMomentAreNone() {
    refused(100, BROKEN, "unproven");
    refused(300, BROKEN, "unproven");
    assertEquals(List.of(), findings(new Moment(7, 200)).refusedRevocations(List.of(BROKEN), 101));
    assertEquals(
        1,
        findings(new Moment(7, 200, true)).refusedRevocations(List.of(BROKEN), 101).size(),
        "at an offset, what was refused until the next record counts");
  }

  @Test
  void refusalsThatNameNoInterfaceAreUnknown() {
    Carrier carrier = carrier(100);
    summary(90, 5);
    assertEquals(List.of(), refusalsIn(findings(new Moment(7, 1_000)).unknownOf(List.of(carrier))));
    summary(110, 30);
    summary(120, 12);
    List<String> unknown = refusalsIn(findings(new Moment(7, 1_000)).unknownOf(List.of(carrier)));
    assertEquals(1, unknown.size());
    assertTrue(unknown.getFirst().contains("42 rejected revocations"), unknown::toString);
  }

  private static Carrier carrier(long recordTimeMs) {
    PathSegment segment =
        Network.of(ScenarioLog.TOPOLOGY, 11, new VirtualClock(ScenarioLog.START_MS))
            .segments()
            .along("1-11", "1-14")
            .make();
    return new Carrier(
        new StoredSegment(segment, SegmentType.UP, recordTimeMs, 0),
        Optional.empty(),
        List.of(BROKEN),
        List.of());
  }

  private static List<String> refusalsIn(List<String> unknown) {
    return unknown.stream().filter(one -> one.contains("rejected revocations")).toList();
  }
}
