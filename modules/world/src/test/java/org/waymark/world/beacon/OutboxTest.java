package org.waymark.world.beacon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

/** The messages of the beacon server of 1-12 to its path server. */
class OutboxTest {
  private static final IsdAs LEAF = IsdAs.parse("1-12");

  private final VirtualClock clock = new VirtualClock(1_520_000_123_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final SimulatedNetwork datagrams =
      new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults);
  private final Network network = Network.of(NetworkTopology.tiny(), 1, clock);
  private final Site site = TestSites.of(network, TestSites.Times.SHORT).get(LEAF);
  private final Topology.Server pathServer = site.topology().pathServers().get("ps");
  private final DropCounts drops = new DropCounts();
  private final List<ScionPacket> received = new ArrayList<>();
  private final Outbox outbox;

  OutboxTest() throws IOException {
    datagrams.open(
        pathServer.address(),
        (datagram, from) -> received.add(PacketCodec.decode(datagram).orElseThrow()));
    TrustStore trust =
        new TrustStore(
            new CertificateFolder(network.trust().trcs(), List.of(network.trust().chain(LEAF))),
            Ed25519.bouncyCastle());
    InterfaceStates interfaces = new InterfaceStates(site.topology(), site.treeSeed(), 600, clock);
    ScionSocket socket =
        new ScionSocket(
            datagrams,
            TestSites.address(network.topology(), LEAF, TestSites.BEACON_SERVER),
            site.topology(),
            drops,
            (packet, from) -> {});
    outbox =
        new Outbox(
            site.topology(), new BeaconExtender(site, trust, interfaces, clock), socket, drops, 0);
  }

  private void register(int segments) {
    CapnpSegment segment = network.segments().along("1-11", "1-12").make();
    outbox.toServer(
        pathServer,
        new SegmentRegistration(
            SegmentRecords.of(
                Collections.nCopies(segments, SegmentRecord.of(SegmentType.UP, segment)),
                List.of())));
    timers.runForMs(10);
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void whatDoesNotFitAPacketIsCounted() {
    register(1);
    assertEquals(1, received.size());
    assertEquals(Map.of(), drops.counts());
    register(500);
    assertEquals(1, received.size());
    assertEquals(Map.of("too-large", 1L), drops.counts());
  }
}
