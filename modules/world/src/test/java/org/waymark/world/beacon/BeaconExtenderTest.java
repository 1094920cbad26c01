package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.fixtures.AsEntryMaker.Link;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpAsEntry;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.HopField;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.trust.SegmentVerifier;
import org.waymark.trust.Verification;
import org.waymark.trust.VerifiedPrefixes;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.SegmentCodec;
import org.waymark.wire.message.SegmentFields;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.trust.CertificateChain;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** Extends beacons from 1-11 at 1-12 of the tiny network. */
class BeaconExtenderTest {
  private static final long NOW_S = 1_520_000_123;
  private static final IsdAs CORE = IsdAs.parse("1-11");
  private static final IsdAs LEAF = IsdAs.parse("1-12");
  private static final Link IN = new Link(17, CORE, 50, 1_280);

  private final VirtualClock clock = new VirtualClock(NOW_S * 1_000);
  private final Network network = Network.of(NetworkTopology.tiny(), 1, clock);
  private final Ed25519 ed25519 = Ed25519.bouncyCastle();

  private CapnpSegment segment(Optional<SegmentFields> fields) {
    return (CapnpSegment)
        new SegmentCodec(DecoderLimits.DEFAULT).ofFields(fields.orElseThrow()).orElseThrow();
  }

  private Optional<SegmentFields> ended(CertificateChain chain, int segmentTtlS) {
    Site made = TestSites.of(network, TestSites.Times.SHORT).get(LEAF);
    AsSettings settings =
        new AsSettings(made.settings().masterAsKey(), 5, 5, true, 1, segmentTtlS, 90_000);
    Site site = new Site(made.topology(), settings, made.certificates(), made.signing());
    TrustStore trust = trust(List.of(chain));
    InterfaceStates interfaces = new InterfaceStates(site.topology(), site.treeSeed(), 600, clock);
    BeaconExtender extender = new BeaconExtender(site, trust, interfaces, clock);
    CapnpSegment beacon = network.segments().along("1-11", "1-12").expTime(255).make();
    // The same beacon without the last entry, which the fixture added.
    SegmentFields fields = SegmentCodec.fieldsOf(beacon);
    CapnpSegment started =
        segment(
            Optional.of(new SegmentFields(fields.signedData(), fields.asEntries().subList(0, 1))));
    return extender.extended(started, IN, Link.NONE, extender.circumstances());
  }

  private TrustStore trust(List<CertificateChain> chains) {
    return new TrustStore(new CertificateFolder(network.trust().trcs(), chains), ed25519);
  }

  private static int expTime(CapnpSegment segment) {
    return segment.entries().getLast().hopEntries().getFirst().hopField().expTime();
  }

  @Test
  void hopFieldsLastAsLongAsTheAsLetsSegmentsLive() {
    CertificateChain chain = network.trust().chain(LEAF);
    assertEquals(64, expTime(segment(ended(chain, 21_600))));
    assertEquals(1, expTime(segment(ended(chain, 338))));
    assertEquals(255, expTime(segment(ended(chain, 90_000))));
  }

  @Test
  void hopFieldsEndBeforeTheCertificate() {
    CertificateChain soon = network.trust().certify(LEAF).expiresS(NOW_S + 1_000).make();
    CapnpSegment segment = segment(ended(soon, 21_600));
    assertEquals(2, expTime(segment));
    SegmentVerifier verifier = new SegmentVerifier(ed25519, new VerifiedPrefixes(100), clock);
    assertInstanceOf(
        Verification.Verified.class,
        verifier.verify(segment, trust(List.of(soon, network.trust().chain(CORE))), LEAF));
  }

  @Test
  void certificateThatEndsTooSoonSignsNothing() {
    CertificateChain over = network.trust().certify(LEAF).expiresS(NOW_S + 337).make();
    assertEquals(Optional.empty(), ended(over, 21_600));
  }

  @Test
  void entryTellsBothEndsOfTheLinkAndTheMtus() {
    CapnpAsEntry entry = segment(ended(network.trust().chain(LEAF), 21_600)).entries().getLast();
    assertEquals(LEAF, entry.ia());
    assertEquals(1_472, entry.mtu());
    assertEquals(CORE, entry.hopEntries().getFirst().inIa());
    assertEquals(50, entry.hopEntries().getFirst().remoteInIf());
    assertEquals(1_280, entry.hopEntries().getFirst().inMtu());
    assertEquals(IsdAs.NONE, entry.hopEntries().getFirst().outIa());
    assertEquals(1, entry.trcVersion());
    assertEquals(1, entry.certVersion());
  }

  @Test
  void oneHopPathLeavesByTheLinkAndHasRoomForTheNeighbour() {
    Site site = TestSites.of(network, TestSites.Times.SHORT).get(LEAF);
    InterfaceStates interfaces = new InterfaceStates(site.topology(), site.treeSeed(), 600, clock);
    BeaconExtender extender =
        new BeaconExtender(site, trust(List.of(network.trust().chain(LEAF))), interfaces, clock);
    ScionPath path = extender.oneHop(IN);
    assertEquals(17, path.egressInterface().orElseThrow());
    List<HopField> hops = path.segments().getFirst().hopFields();
    assertEquals(site.hopMac().seal(hops.getFirst(), NOW_S, 0), hops.getFirst());
    assertEquals(new HopField(false, false, false, false, 0, 0, 0, 0), hops.getLast());
  }
}
