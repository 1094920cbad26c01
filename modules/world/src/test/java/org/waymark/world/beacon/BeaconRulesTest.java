package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.fixtures.Route;
import org.waymark.fixtures.SegmentDraft;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.AsEntryFields;
import org.waymark.wire.message.HopEntryFields;
import org.waymark.world.trust.TrustStore;

/** Beacons that arrive at 1-16 over interface 1, and at core AS 2-22 over interface 1 or 2. */
class BeaconRulesTest {
  private static final long NOW_MS = 1_520_000_123_000L;

  private final Network network =
      Network.of(NetworkTopology.twoIsds(), 1, new VirtualClock(NOW_MS));
  private final BeaconRules leaf = rules("1-16");
  private final BeaconRules core = rules("2-22");

  private BeaconRules rules(String ia) {
    return new BeaconRules(
        TestSites.of(network, TestSites.Times.SHORT).get(IsdAs.parse(ia)).topology());
  }

  /**
   * Creates a beacon over the links between these ASes, sent by the last one through the interface.
   */
  private SegmentDraft draft(long egress, String... ases) {
    List<Route.Step> steps = new ArrayList<>(network.topology().route(ases).steps());
    Route.Step last = steps.removeLast();
    steps.add(new Route.Step(last.ia(), last.ingress(), egress));
    return network.segments().along(new Route(steps));
  }

  private SegmentDraft toLeaf() {
    return draft(11, "1-11", "1-14");
  }

  private static Optional<String> fault(BeaconRules rules, SegmentDraft draft, int in, int remote) {
    return rules.fault(draft.make(), in, remote, NOW_MS);
  }

  private void assertFault(String fault, SegmentDraft draft) {
    assertEquals(Optional.of(fault), fault(leaf, draft, 1, 11));
  }

  @Test
  void honestBeaconsAreTaken() {
    assertEquals(Optional.empty(), fault(leaf, toLeaf(), 1, 11));
    assertEquals(Optional.empty(), fault(core, draft(3, "1-12", "1-13"), 1, 3));
  }

  @Test
  void onlyParentsAndCoreNeighboursMaySend() {
    SegmentDraft peer = draft(21, "1-13", "1-15", "1-17");
    assertEquals(Optional.of("beacon-from-elsewhere"), fault(leaf, peer, 21, 21));
    assertEquals(Optional.of("beacon-from-elsewhere"), fault(leaf, toLeaf(), 9, 11));
    assertEquals(Optional.of("beacon-from-elsewhere"), fault(core, toLeaf(), 11, 1));
    assertFault("beacon-interfaces", draft(11, "1-13", "1-15"));
  }

  @Test
  void beaconsComeFromParentsOrCoreNeighboursAndGoOnToChildrenOrTheseAgain() {
    assertEquals(Topology.LinkType.PARENT, leaf.from());
    assertEquals(Topology.LinkType.CHILD, leaf.onwards());
    assertEquals(Topology.LinkType.CORE, core.from());
    assertEquals(Topology.LinkType.CORE, core.onwards());
  }

  @Test
  void interfacesAreThoseOfTheLinks() {
    assertEquals(Optional.of("beacon-interfaces"), fault(leaf, toLeaf(), 1, 12));
    assertFault("beacon-interfaces", draft(12, "1-11", "1-14"));
    assertFault("beacon-interfaces", toLeaf().changing(1, hop -> hops(hop, this::toOtherAs)));
    assertFault("beacon-interfaces", toLeaf().changing(1, hop -> hops(hop, this::toOtherIf)));
    assertFault("beacon-interfaces", toLeaf().changing(0, hop -> hops(hop, this::toOtherAs)));
    assertFault("beacon-interfaces", toLeaf().changing(0, hop -> hops(hop, this::toOtherIf)));
    assertFault("beacon-interfaces", toLeaf().changing(1, hop -> hops(hop, this::fromOtherAs)));
    Route.Step first = new Route.Step(IsdAs.parse("1-11"), 2, 11);
    Route.Step second = new Route.Step(IsdAs.parse("1-14"), 1, 11);
    Route middle = new Route(List.of(first, second));
    assertFault("beacon-interfaces", network.segments().along(middle));
  }

  private HopEntryFields toOtherAs(HopEntryFields hop) {
    IsdAs other = IsdAs.parse("1-99");
    return new HopEntryFields(
        hop.inIa(), hop.remoteInIf(), hop.inMtu(), other, hop.remoteOutIf(), hop.hopField());
  }

  private HopEntryFields toOtherIf(HopEntryFields hop) {
    return new HopEntryFields(
        hop.inIa(), hop.remoteInIf(), hop.inMtu(), hop.outIa(), 77, hop.hopField());
  }

  private HopEntryFields fromOtherAs(HopEntryFields hop) {
    IsdAs other = IsdAs.parse("1-99");
    return new HopEntryFields(
        other, hop.remoteInIf(), hop.inMtu(), hop.outIa(), hop.remoteOutIf(), hop.hopField());
  }

  private static AsEntryFields hops(AsEntryFields entry, UnaryOperator<HopEntryFields> change) {
    List<HopEntryFields> hops = new ArrayList<>(entry.hops());
    hops.set(0, change.apply(hops.getFirst()));
    return new AsEntryFields(
        entry.ia(),
        entry.trcVersion(),
        entry.certVersion(),
        entry.ifIdSize(),
        hops,
        entry.hashTreeRoot(),
        entry.mtu(),
        entry.routingPolicy(),
        entry.sibra());
  }

  @Test
  void timesAreThoseOfALivingBeacon() {
    long nowS = NOW_MS / 1_000;
    assertEquals(Optional.empty(), fault(leaf, toLeaf().timestampS(nowS + 10), 1, 11));
    assertFault("beacon-of-the-future", toLeaf().timestampS(nowS + 11));
    assertEquals(Optional.empty(), fault(leaf, toLeaf().timestampS(nowS - 21_600), 1, 11));
    assertFault("beacon-expired", toLeaf().timestampS(nowS - 21_601));
  }

  @Test
  void loopsAreRefused() {
    SegmentDraft throughUs = draft(2, "1-13", "2-22", "2-21");
    assertEquals(Optional.of("beacon-loop"), fault(core, throughUs, 2, 2));
    SegmentDraft twice = draft(3, "1-13", "1-12", "1-11", "1-13");
    assertEquals(Optional.of("beacon-loop"), fault(core, twice, 1, 3));
    SegmentDraft backIntoTheIsd = draft(3, "2-21", "1-11", "1-13");
    assertEquals(Optional.of("beacon-loop"), fault(core, backIntoTheIsd, 1, 3));
  }

  @Test
  void infoFieldAndOriginAreOfTheIsd() {
    assertFault("beacon-isd", toLeaf().infoIsd(2));
  }

  @Test
  void nextAsMustNotCloseALoop() {
    CapnpSegment beacon = draft(1, "1-12", "1-11", "2-21").make();
    assertTrue(BeaconRules.mayReach(beacon, IsdAs.parse("2-22")));
    assertFalse(BeaconRules.mayReach(beacon, IsdAs.parse("2-21")));
    assertFalse(BeaconRules.mayReach(beacon, IsdAs.parse("1-12")));
    assertFalse(BeaconRules.mayReach(beacon, IsdAs.parse("1-13")), "it has left ISD 1");
    assertTrue(BeaconRules.mayReach(beacon, IsdAs.parse("3-31")));
    CapnpSegment alreadyBack = draft(3, "2-21", "1-11", "1-13", "2-22").make();
    assertFalse(BeaconRules.mayReach(alreadyBack, IsdAs.parse("3-31")), "it went back to ISD 2");
  }

  @Test
  void originIsCoreAndSoAreAllOnACoreBeacon() {
    TrustStore trust =
        new TrustStore(
            new CertificateFolder(network.trust().trcs(), List.of()), Ed25519.bouncyCastle());
    assertTrue(leaf.isOfCoreAses(toLeaf().make(), trust));
    assertFalse(leaf.isOfCoreAses(draft(11, "1-14").make(), trust));
    assertTrue(core.isOfCoreAses(draft(3, "1-12", "1-13").make(), trust));
    assertFalse(core.isOfCoreAses(draft(1, "1-13", "1-15").make(), trust));
  }
}
