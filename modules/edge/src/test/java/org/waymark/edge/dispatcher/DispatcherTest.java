package org.waymark.edge.dispatcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.waymark.edge.dispatcher.DispatcherWorld.HOST;
import static org.waymark.edge.dispatcher.DispatcherWorld.LOCAL;
import static org.waymark.edge.dispatcher.DispatcherWorld.REMOTE;
import static org.waymark.edge.dispatcher.DispatcherWorld.ROUTER;
import static org.waymark.edge.dispatcher.DispatcherWorld.STRANGER;
import static org.waymark.edge.dispatcher.DispatcherWorld.at;
import static org.waymark.edge.dispatcher.DispatcherWorld.server;
import static org.waymark.edge.dispatcher.DispatcherWorld.udp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.waymark.edge.dispatcher.DispatcherWorld.App;
import org.waymark.edge.dispatcher.DispatcherWorld.Received;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.segment.ByteString;
import org.waymark.wire.dispatcher.DispatcherFrame;
import org.waymark.wire.dispatcher.DispatcherRegistration;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpErrors;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;

/** Tests the dispatcher with programs that build their frames byte by byte. */
class DispatcherTest {
  private static final ScionAddress STRANGE = new ScionAddress(LOCAL, STRANGER);

  private final DispatcherWorld world;
  private Dispatcher dispatcher;

  DispatcherTest() throws IOException {
    world = new DispatcherWorld();
  }

  @BeforeEach
  void open() throws IOException {
    dispatcher = world.dispatcher();
  }

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), world.faults.faults());
  }

  private App registered(DispatcherRegistration wanted) {
    App app = world.new App().register(wanted);
    assertTrue(app.port.isPresent(), "no answer to " + wanted);
    return app;
  }

  private static ScionAddress host(HostAddress host) {
    return new ScionAddress(LOCAL, host);
  }

  private ScmpType typeAtRouter() {
    ScmpMessage scmp = (ScmpMessage) world.atRouter.remove().layer4();
    return ScmpType.of(scmp.scmpClass(), scmp.type()).orElseThrow();
  }

  @Test
  void packetReachesWhoHasItsPortWithTheAddressItCameFrom() {
    App app = registered(at(30_252));
    App other = registered(at(30_253));
    assertEquals(Optional.of(30_252), app.port);
    ScionPacket packet = udp(HOST, 30_252);
    world.arrive(packet);
    assertEquals(List.of(new Received(packet, ROUTER)), app.packets);
    assertEquals(List.of(), other.packets);
  }

  @Test
  void packetOfAnApplicationGoesToTheFirstHopItNames() {
    ScionPacket packet = udp(new ScionAddress(REMOTE, HOST), 1);
    registered(at(30_252)).send(packet, ROUTER);
    assertEquals(packet, world.atRouter.remove());
  }

  @Test
  void portZeroIsAnyFreeOneEachTimeAnother() {
    registered(at(Applications.FIRST_PORT + 1));
    Set<Integer> ports = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      App app = registered(at(0));
      assertTrue(ports.add(app.port.orElseThrow()));
      world.arrive(udp(HOST, app.port.orElseThrow()));
      assertEquals(1, app.packets.size());
    }
    assertFalse(ports.contains(0) || ports.contains(Applications.FIRST_PORT + 1));
  }

  @Test
  void takenPortIsRefusedUntilItsApplicationIsGone() {
    App first = registered(at(30_252));
    App second = registered(at(30_252));
    assertEquals(Optional.of(0), second.port);
    assertTrue(second.closed);
    assertEquals(1, world.registrations("port-taken"));
    assertEquals(1, dispatcher.applications());
    first.connection.close();
    world.settle();
    assertEquals(0, dispatcher.applications());
    assertEquals(Optional.of(30_252), registered(at(30_252)).port);
  }

  @Test
  void samePortOfAnotherAsOrHostIsAnother() {
    App here = registered(at(30_252));
    App there =
        registered(
            new DispatcherRegistration(
                REMOTE, HOST, 30_252, Optional.empty(), Optional.empty(), true));
    world.arrive(udp(new ScionAddress(REMOTE, HOST), 30_252));
    assertEquals(0, here.packets.size());
    assertEquals(1, there.packets.size());
    registered(
        new DispatcherRegistration(
            LOCAL, STRANGER, 30_252, Optional.empty(), Optional.empty(), true));
    assertEquals(3, dispatcher.applications());
  }

  @Test
  void bindAddressIsAsGoodAsTheAddressAndTakenLikeIt() {
    HostAddress inside = new HostAddress.Ipv4(0xc0a80102);
    DispatcherRegistration wanted =
        new DispatcherRegistration(
            LOCAL,
            HOST,
            30_252,
            Optional.of(new DispatcherRegistration.Bind(inside, 30_100)),
            Optional.empty(),
            true);
    App app = registered(wanted);
    world.arrive(udp(HOST, 30_252));
    world.arrive(udp(inside, 30_100));
    assertEquals(2, app.packets.size());
    App other =
        registered(
            new DispatcherRegistration(
                LOCAL, inside, 30_100, Optional.empty(), Optional.empty(), true));
    assertEquals(Optional.of(0), other.port);
    app.connection.close();
    world.settle();
    world.arrive(udp(inside, 30_100));
    assertEquals(1, world.dropped("unknown-port"));
  }

  @Test
  void bindAddressWithoutPortHasThatOfTheAddress() {
    HostAddress inside = new HostAddress.Ipv4(0xc0a80102);
    App app =
        registered(
            new DispatcherRegistration(
                LOCAL,
                HOST,
                0,
                Optional.of(new DispatcherRegistration.Bind(inside, 0)),
                Optional.empty(),
                true));
    world.arrive(udp(inside, app.port.orElseThrow()));
    assertEquals(1, app.packets.size());
  }

  @Test
  void packetsToAServiceGoRoundItsServersAndMulticastToAll() {
    App one = registered(server(HostAddress.Service.PATH, 1_100));
    App two = registered(server(HostAddress.Service.PATH, 1_101));
    App beacons = registered(server(HostAddress.Service.BEACON, 1_102));
    for (int i = 0; i < 6; i++) {
      world.arrive(udp(HostAddress.Service.PATH, 0));
    }
    assertEquals(3, one.packets.size());
    assertEquals(3, two.packets.size());
    world.arrive(udp(HostAddress.Service.PATH.multicast(), 0));
    assertEquals(4, one.packets.size());
    assertEquals(4, two.packets.size());
    assertEquals(0, beacons.packets.size());
    one.connection.close();
    two.connection.close();
    world.settle();
    world.arrive(udp(HostAddress.Service.PATH, 0));
    world.arrive(udp(new ScionAddress(REMOTE, HostAddress.Service.BEACON), 0));
    assertEquals(2, world.dropped("unknown-service"));
    assertEquals(0, beacons.packets.size());
  }

  @Test
  void serviceThatIsNoneIsRefusedAndTheOneForNoServerIsNone() {
    App multicast = registered(server(new HostAddress.Service(0x8001), 1_100));
    App unknown = registered(server(new HostAddress.Service(4), 1_100));
    assertEquals(Optional.of(0), multicast.port);
    assertEquals(Optional.of(0), unknown.port);
    assertEquals(2, world.registrations("unknown-service"));
    assertEquals(
        Optional.of(1_100), registered(server(new HostAddress.Service(0xffff), 1_100)).port);
  }

  @Test
  void serviceHasABoundedNumberOfApplications() {
    for (int i = 0; i < Applications.MAX_OF_SERVICE; i++) {
      assertNotEquals(Optional.of(0), registered(server(HostAddress.Service.PATH, 0)).port);
    }
    assertEquals(Optional.of(0), registered(server(HostAddress.Service.PATH, 0)).port);
    assertEquals(1, world.registrations("service-full"));
  }

  /**
   * Creates an SCMP error that a router sends about a packet from a host and port. {@return the
   * error}
   */
  private static ScionPacket errorAbout(int sourcePort) {
    ScionPacket sent =
        new ScionPacket(
            STRANGE,
            host(HOST),
            new org.waymark.wire.packet.UdpDatagram(sourcePort, 9, ByteBuffer.allocate(4)));
    return ScmpErrors.about(
            DispatcherWorld.bytes(sent),
            ScmpType.UNREACHABLE_HOST,
            new ScmpInfo.None(),
            STRANGE,
            77)
        .orElseThrow();
  }

  @Test
  void scmpErrorGoesToWhoSentThePacketIfItWantsToKnow() {
    App app = registered(at(30_252));
    App deaf =
        registered(
            new DispatcherRegistration(
                LOCAL, HOST, 30_253, Optional.empty(), Optional.empty(), false));
    world.arrive(errorAbout(30_252));
    assertEquals(List.of(new Received(errorAbout(30_252), ROUTER)), app.packets);
    world.arrive(errorAbout(30_253));
    world.arrive(errorAbout(30_254));
    assertEquals(2, world.dropped("scmp-for-nobody"));
    assertEquals(0, deaf.packets.size());
    assertEquals(0, world.atRouter.size(), "an error about an error");
  }

  private static ScionPacket echo(ScmpType type, ScionAddress from, ScionAddress to, int id) {
    ByteString none = ByteString.EMPTY;
    ScmpPayload payload =
        new ScmpPayload(
            new ScmpInfo.Echo(id, 1),
            none,
            none,
            none,
            none,
            none,
            0,
            ByteString.of(new byte[] {5, 6}));
    return new ScionPacket(
        to,
        from,
        ScionPath.EMPTY,
        List.of(ExtensionHeader.scmp(false, false)),
        payload.message(type, 1_000));
  }

  @Test
  void echoRequestIsAnsweredHere() {
    world.arrive(echo(ScmpType.ECHO_REQUEST, STRANGE, host(HOST), 3));
    assertEquals(echo(ScmpType.ECHO_REPLY, host(HOST), STRANGE, 3), world.atRouter.remove());
    world.arrive(echo(ScmpType.ECHO_REQUEST, STRANGE, host(HostAddress.Service.PATH), 3));
    assertEquals(0, world.atRouter.size(), "a service is no source");
  }

  @Test
  void echoReplyGoesOnceToWhoAsked() {
    App asker = registered(at(0));
    App other = registered(at(0));
    asker.send(echo(ScmpType.ECHO_REQUEST, host(HOST), STRANGE, 3), ROUTER);
    other.send(echo(ScmpType.ECHO_REQUEST, host(HOST), STRANGE, 4), ROUTER);
    other.send(echo(ScmpType.ECHO_REQUEST, host(HOST), STRANGE, 3), ROUTER);
    assertEquals(3, world.atRouter.size());
    ScionPacket reply = echo(ScmpType.ECHO_REPLY, STRANGE, host(HOST), 3);
    world.arrive(reply);
    assertEquals(List.of(new Received(reply, ROUTER)), asker.packets);
    world.arrive(reply);
    assertEquals(1, asker.packets.size());
    assertEquals(0, other.packets.size());
    other.connection.close();
    world.settle();
    world.arrive(echo(ScmpType.ECHO_REPLY, STRANGE, host(HOST), 4));
    assertEquals(2, world.dropped("scmp-for-nobody"));
  }

  @Test
  void whatAnApplicationAskedLongAgoIsForgotten() {
    App asker = registered(at(0));
    for (int id = 0; id <= Echoes.MAX; id++) {
      asker.send(echo(ScmpType.ECHO_REQUEST, host(HOST), STRANGE, id), ROUTER);
    }
    world.arrive(echo(ScmpType.ECHO_REPLY, STRANGE, host(HOST), 0));
    assertEquals(0, asker.packets.size());
    world.arrive(echo(ScmpType.ECHO_REPLY, STRANGE, host(HOST), 1));
    assertEquals(1, asker.packets.size());
  }

  @Test
  void packetToAPortThatNoApplicationHasIsDroppedInSilence() {
    App app = registered(at(30_252));
    world.arrive(udp(HOST, 9));
    world.arrive(udp(new HostAddress.None(), 9));
    app.connection.close();
    world.settle();
    world.arrive(udp(HOST, 30_252));
    assertEquals(3, world.dropped("unknown-port"));
    assertEquals(0, world.atRouter.size(), "programs take such an error for a dead path");
  }

  private static ByteBuffer oneByteLonger(ScionPacket packet) {
    ByteBuffer bytes = DispatcherWorld.bytes(packet);
    return ByteBuffer.allocate(bytes.remaining() + 1).put(bytes).clear();
  }

  @Test
  void malformedPacketsAreAnsweredByScmpAFewTimesASecond() {
    for (int i = 0; i < 50; i++) {
      world.arrive(oneByteLonger(udp(HOST, 9)));
    }
    assertEquals(50, world.dropped("packet-total-length"));
    int errors = world.atRouter.size();
    assertTrue(errors >= 20 && errors < 50, "errors: " + errors);
  }

  @Test
  void malformedPacketIsCountedAndAnsweredWhereTheProtocolHasAnError() {
    App app = registered(at(30_252));
    world.arrive(oneByteLonger(udp(HOST, 30_252)));
    assertEquals(1, world.dropped("packet-total-length"));
    ScionPacket error = world.atRouter.peek();
    assertEquals(ScmpType.BAD_PACKET_LENGTH, typeAtRouter());
    assertEquals(host(HOST), error.source());
    ByteBuffer wrongSum = DispatcherWorld.bytes(udp(HOST, 30_252));
    wrongSum.put(wrongSum.limit() - 1, (byte) 77);
    world.arrive(wrongSum);
    assertEquals(1, world.dropped("packet-checksum"));
    world.arrive(ByteBuffer.allocate(0));
    assertEquals(0, world.atRouter.size());
    assertEquals(0, app.packets.size());
  }

  @Test
  void applicationThatSendsGarbageIsCutOffAndTheOthersAreNot() {
    App other = registered(at(30_252));
    App garbage = registered(at(30_253));
    garbage.send(ByteBuffer.wrap(HexFormat.of().parseHex("00".repeat(13))));
    assertTrue(garbage.closed);
    assertEquals(1, world.dropped("frame-cookie"));
    App nowhere = registered(at(30_253));
    nowhere.send(DispatcherFrame.of(DispatcherWorld.bytes(udp(STRANGER, 1))));
    assertTrue(nowhere.closed);
    assertEquals(1, world.dropped("frame-first-hop"));
    assertEquals(1, dispatcher.applications());
    world.arrive(udp(HOST, 30_252));
    assertEquals(1, other.packets.size());
  }

  @Test
  void registrationThatIsNoneIsAnsweredWithPortZero() {
    App app = world.new App().connect();
    app.send(DispatcherFrame.of(ByteBuffer.wrap(new byte[] {1, 17})));
    assertEquals(Optional.of(0), app.port);
    assertTrue(app.closed);
    assertEquals(1, world.registrations("registration-length"));
  }

  private static List<JsonNode> recorded(String kind) {
    try (InputStream file =
        DispatcherTest.class.getResourceAsStream("/legacy/packets/dispatcher.json")) {
      List<JsonNode> cases = new ArrayList<>();
      for (JsonNode one : new JsonMapper().readTree(file).get("cases")) {
        if (one.get("kind").textValue().equals(kind)) {
          cases.add(one);
        }
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer frame(JsonNode recorded) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(recorded.get("frame").textValue()));
  }

  /** Replays what the original's programs sent, always to a dispatcher without registrations. */
  @Test
  void recordedRegistrationsAreTakenAndAnsweredWithTheirPort() {
    List<JsonNode> recorded = recorded("registration");
    assertEquals(34, recorded.size());
    for (JsonNode one : recorded) {
      App app = world.new App().connect();
      app.send(frame(one));
      int wanted = one.get("port").intValue();
      int given = app.port.orElseThrow();
      assertTrue(wanted == 0 ? given != 0 : given == wanted, one.toString());
      app.connection.close();
      world.settle();
    }
    assertEquals(34, world.registrations("registered"));
    assertEquals(0, dispatcher.applications());
  }

  @Test
  void recordedPacketFramesAreSentToTheFirstHopTheyName() throws IOException {
    App app = registered(at(30_252));
    int sent = 0;
    for (JsonNode one : recorded("frame")) {
      byte[] payload = HexFormat.of().parseHex(one.get("payload").textValue());
      if (one.get("address").isNull() || payload.length == 0) {
        continue;
      }
      InetSocketAddress firstHop =
          new InetSocketAddress(
              InetAddress.ofLiteral(one.get("address").get(0).textValue()),
              one.get("address").get(1).intValue());
      List<ByteBuffer> arrived = new ArrayList<>();
      try (DatagramEndpoint _ =
          world.network.open(
              firstHop,
              (bytes, from) -> {
                assertEquals(DispatcherWorld.UNDERLAY, from);
                arrived.add(ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
              })) {
        app.send(frame(one));
      }
      assertEquals(List.of(ByteBuffer.wrap(payload)), arrived);
      sent++;
    }
    assertEquals(3, sent);
  }

  @Test
  void whoDoesNotRegisterInTimeIsCutOff() {
    App silent = world.new App().connect();
    App registered = registered(at(30_252));
    world.timers.runForMs(Dispatcher.REGISTER_WITHIN_MS - 100);
    assertFalse(silent.closed);
    world.timers.runForMs(200);
    assertTrue(silent.closed);
    assertFalse(registered.closed);
    assertEquals(1, world.registrations("no-registration"));
  }

  @Test
  void whoLeavesBeforeItRegisteredIsNotRefused() {
    App silent = world.new App().connect();
    silent.connection.close();
    world.timers.runForMs(Dispatcher.REGISTER_WITHIN_MS + 100);
    assertEquals(0, world.registrations("no-registration"));
  }

  @Test
  void applicationsAreBounded() {
    List<App> apps = new ArrayList<>();
    for (int i = 0; i < Dispatcher.MAX_APPLICATIONS; i++) {
      apps.add(registered(at(0)));
    }
    App tooMany = world.new App().connect();
    assertTrue(tooMany.closed);
    assertEquals(1, world.registrations("too-many-applications"));
    apps.getFirst().connection.close();
    world.settle();
    assertNotEquals(Optional.of(0), registered(at(0)).port);
  }

  @Test
  void closingEndsAllAndAnotherMayFollow() throws IOException {
    App app = registered(at(30_252));
    assertThrows(BindException.class, world::dispatcher);
    dispatcher.close();
    world.settle();
    assertTrue(app.closed);
    world.dispatcher().close();
  }
}
