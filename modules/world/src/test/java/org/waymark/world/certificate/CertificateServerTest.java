package org.waymark.world.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.waymark.edge.Ports;
import org.waymark.edge.config.AsSettings;
import org.waymark.edge.config.CertificateFolder;
import org.waymark.edge.config.Topology;
import org.waymark.fixtures.Network;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.runtime.simulation.RecordedFaults;
import org.waymark.runtime.simulation.SimulatedNetwork;
import org.waymark.runtime.simulation.SimulatedStreams;
import org.waymark.runtime.simulation.SimulatedTimers;
import org.waymark.runtime.simulation.VirtualClock;
import org.waymark.segment.IsdAs;
import org.waymark.trust.Ed25519;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.CertChainReply;
import org.waymark.wire.message.CertChainRequest;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.InterfaceStateRequest;
import org.waymark.wire.message.Message;
import org.waymark.wire.message.TrcReply;
import org.waymark.wire.message.TrcRequest;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.wire.trust.Lz4Text;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;
import org.waymark.world.trust.TrustStore;

class CertificateServerTest {
  private static final IsdAs AS = IsdAs.parse("1-12");
  private static final InetSocketAddress SERVER = new InetSocketAddress("127.16.2.3", 30_041);
  private static final InetSocketAddress HOST = new InetSocketAddress("127.16.2.5", 30_041);

  private final VirtualClock clock = new VirtualClock(1_520_000_123_000L);
  private final RecordedFaults faults = new RecordedFaults();
  private final SimulatedTimers timers = new SimulatedTimers(clock, 1, faults);
  private final Ports ports =
      new Ports(
          clock,
          timers,
          new SimulatedNetwork(timers, 1, NetworkConditions.GOOD, faults),
          new SimulatedStreams(timers, 1, faults),
          new SplittableRandom(1),
          faults);
  private final Network network = Network.of(NetworkTopology.tiny(), 1, clock);
  private final Site site =
      new Site(
          new Topology(
              AS,
              false,
              1_400,
              Map.of(),
              Map.of("cs", new Topology.Server(SERVER, Optional.empty())),
              Map.of(),
              new TreeMap<>()),
          new AsSettings(Optional.of(network.trust().keys(AS).master()), 5, 5, true, 1, 600, 600),
          new CertificateFolder(network.trust().trcs(), List.of(network.trust().chain(AS))),
          network.trust().keys(AS).signing(1));
  private final TrustStore trust = new TrustStore(site.certificates(), Ed25519.bouncyCastle());
  private final CertificateServer server = new CertificateServer(site, "cs", trust, ports);
  private final List<ControlPayload> answers = new ArrayList<>();
  private final ScionSocket host;

  CertificateServerTest() throws IOException {
    ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
    host =
        new ScionSocket(
            ports.datagrams(),
            HOST,
            site.topology(),
            new DropCounts(),
            (packet, underlay) ->
                answers.add(
                    codec.decodeFramed(((UdpDatagram) packet.layer4()).payload()).orElseThrow()));
  }

  private List<Message> ask(Message message) {
    answers.clear();
    host.send(
        new ControlPayload(message, 7),
        new ScionAddress(AS, HostAddress.of(SERVER.getAddress())),
        SERVER.getPort(),
        ScionPath.EMPTY);
    timers.runForMs(100);
    assertEquals(List.of(), faults.faults());
    answers.forEach(answer -> assertEquals(7, answer.requestId()));
    return answers.stream().map(ControlPayload::message).toList();
  }

  @Test
  void answersWhatItsAsHolds() {
    assertEquals(
        List.of(new TrcReply(Lz4Text.pack(network.trust().trc(1).json()))),
        ask(new TrcRequest(1, 0, false)));
    assertEquals(
        List.of(new CertChainReply(Lz4Text.pack(network.trust().chain(AS).json()))),
        ask(new CertChainRequest(AS, 0, false)));
  }

  @Test
  void countsWhatItDoesNotHold() {
    assertEquals(List.of(), ask(new TrcRequest(2, 0, false)));
    assertEquals(List.of(), ask(new CertChainRequest(IsdAs.parse("1-13"), 1, false)));
    assertEquals(List.of(), ask(new InterfaceStateRequest(0)));
    assertEquals(Map.of("trust-not-held", 2L, "unsupported", 1L), server.drops().counts());
  }

  @Test
  void takesWhatPathServersPassOn() {
    CertChainReply reply =
        new CertChainReply(Lz4Text.pack(network.trust().chain(IsdAs.parse("1-13")).json()));
    ask(reply);
    ask(new TrcReply(Lz4Text.pack(network.trust().trc(1, 2).json())));
    assertEquals(List.of(reply), ask(new CertChainRequest(IsdAs.parse("1-13"), 1, true)));
    assertEquals(2, trust.newestTrc(1).orElseThrow().version());
  }

  @Test
  void closedServerAnswersNobody() {
    server.close();
    assertEquals(List.of(), ask(new TrcRequest(1, 0, false)));
  }

  @Test
  void serverThatTheTopologyDoesNotNameIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new CertificateServer(site, "cs2", trust, ports));
  }
}
