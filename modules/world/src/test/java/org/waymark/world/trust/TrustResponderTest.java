package org.waymark.world.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;

class TrustResponderTest {
  private static final IsdAs AS = IsdAs.parse("1-12");
  private static final InetSocketAddress SERVER = new InetSocketAddress("127.16.2.3", 30_041);
  private static final InetSocketAddress ASKER = new InetSocketAddress("127.16.2.5", 30_041);

  private final RecordedFaults faults = new RecordedFaults();
  private final VirtualClock clock = new VirtualClock(1_520_000_123_000L);
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final SimulatedNetwork network =
      new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults);
  private final DropCounts drops = new DropCounts();
  private final List<ScionPacket> answered = new ArrayList<>();
  private final ScionSocket socket = socket(SERVER);
  private final TrustResponder answers =
      new TrustResponder(
          new TrustStore(
              new CertificateFolder(
                  Network.of(NetworkTopology.tiny(), 1, clock).trust().trcs(), List.of()),
              Ed25519.bouncyCastle()),
          drops,
          clock);
  private final ScionPacket question =
      new ScionPacket(
          address(SERVER), address(ASKER), new UdpDatagram(30_041, 0, ByteBuffer.allocate(1)));

  TrustResponderTest() throws IOException {
    socket(ASKER);
  }

  private ScionSocket socket(InetSocketAddress at) throws IOException {
    Topology topology =
        new Topology(AS, false, 1_400, Map.of(), Map.of(), Map.of(), new TreeMap<>());
    return new ScionSocket(network, at, topology, drops, (packet, from) -> answered.add(packet));
  }

  private static ScionAddress address(InetSocketAddress socket) {
    return new ScionAddress(AS, HostAddress.of(socket.getAddress()));
  }

  private void ask() {
    answers.answer(new TrcRequest(1, 0, true), 7, question, socket);
  }

  @Test
  void answersHaveABudgetThatComesBackWithTime() {
    for (int i = 0; i < TrustResponder.PER_S; i++) {
      ask();
    }
    assertEquals(Map.of(), drops.counts());
    ask();
    assertEquals(Map.of("over-budget", 1L), drops.counts());
    timers.runForMs(10);
    assertEquals(TrustResponder.PER_S, answered.size());
    ask();
    timers.runForMs(5);
    assertEquals(TrustResponder.PER_S + 1, answered.size());
    assertEquals(Map.of("over-budget", 1L), drops.counts());
    assertEquals(List.of(), faults.faults());
  }

  @Test
  void whatIsNotHeldTakesNothingOfTheBudget() {
    for (int i = 0; i < TrustResponder.PER_S; i++) {
      answers.answer(new CertChainRequest(AS, 1, true), 7, question, socket);
    }
    ask();
    assertEquals(Map.of("trust-not-held", (long) TrustResponder.PER_S), drops.counts());
  }
}
