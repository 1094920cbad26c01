package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentPart;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.RevocationCodec;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpMessage;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.wire.packet.UdpDatagram;

/**
 * A packet that a router cannot forward is counted, and its source receives an SCMP error if the
 * protocol defines one.
 */
class RouterErrorsTest {
  private static final IsdAs HOME = IsdAs.parse("1-16");
  private static final IsdAs FAR = IsdAs.parse("2-23");

  /** The offset of the path in a packet between two IPv4 hosts. */
  private static final int PATH_AT = 32;

  private static final int INFO_AT = 5;
  private static final int HOP_AT = 6;
  private static final int NO_SUCH_EXTENSION = 9;

  private final RouterWorld world = new RouterWorld("1-16", "1-14", "1-11", "2-21", "2-23");
  private final RouterWorld.Probe host = world.host("1-16");
  private final ScionPath far = world.paths.far().packetPath();

  RouterErrorsTest() throws Exception {}

  @AfterEach
  void nothingFailed() {
    assertEquals(List.of(), world.faults.faults());
  }

  private void send(ScionPacket packet) {
    host.send(packet, world.internal("1-16"));
  }

  private void send(ScionPath path) {
    send(world.packet(HOME, FAR, path));
  }

  private ScmpPayload told(ScmpType type, String by) {
    List<ScionPacket> received = host.received();
    assertEquals(1, received.size(), () -> received + " " + world.drops(by));
    ScionPacket error = received.getFirst();
    assertEquals(world.routerAddress(by), error.source());
    assertEquals(world.hostAddress("1-16"), error.destination());
    assertEquals(
        ExtensionHeader.scmp(true, type == ScmpType.REVOKED_INTERFACE),
        error.extensions().getFirst());
    ScmpMessage message = (ScmpMessage) error.layer4();
    assertEquals(Optional.of(type), ScmpType.of(message.scmpClass(), message.type()));
    assertEquals(
        Map.of(type.name().toLowerCase(Locale.ROOT).replace('_', '-'), 1L), world.drops(by));
    return ScmpPayload.decode(message).orElseThrow();
  }

  private static ScmpInfo.PathOffsets offsets(int info, int hop, int id, boolean ingress) {
    return new ScmpInfo.PathOffsets(PATH_AT + 8 * info, PATH_AT + 8 * hop, id, ingress);
  }

  private static UnaryOperator<HopField> otherMac() {
    return hop -> TestPaths.withMac(hop, hop.mac() ^ 1);
  }

  @Test
  void whatIsRightArrivesAndIsCountedNowhere() throws Exception {
    RouterWorld.Probe there = world.host("2-23");
    ScionPacket sent = world.packet(HOME, FAR, far);
    send(sent);
    ScionPacket received = there.received().getFirst();
    assertEquals(sent.source(), received.source());
    assertEquals(sent.layer4(), received.layer4());
    assertEquals(sent.path().segments(), received.path().segments());
    assertEquals(List.of(), host.received());
    for (String as : List.of("1-16", "1-14", "1-11", "2-21", "2-23")) {
      assertEquals(Map.of(), world.drops(as));
    }
  }

  @Test
  void badMacIsToldOnTheWayBackWithPathAndPlace() {
    ScionPath forged = TestPaths.with(far, 2, otherMac());
    send(forged);
    // The MAC covers the previous hop field, which the source's own router checks first.
    assertEquals(offsets(0, 1, 1, false), told(ScmpType.BAD_MAC, "1-16").info());

    RouterErrorsTest deeper = fresh();
    ScionPath last = TestPaths.with(far, far.fieldCount() - 1, otherMac());
    deeper.send(last);
    ScmpPayload payload = deeper.told(ScmpType.BAD_MAC, "2-23");
    assertEquals(offsets(7, 9, 1, true), payload.info());
    assertEquals(last.bytes(), payload.path());
    assertEquals(8, payload.commonHeader().size());
    assertEquals(UdpDatagram.PROTOCOL, payload.layer4Protocol());
    assertEquals(UdpDatagram.HEADER_SIZE, payload.layer4Header().size());
  }

  private static RouterErrorsTest fresh() {
    try {
      return new RouterErrorsTest();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void expiredHopFieldIsTold() {
    long longAgoS = RouterWorld.NOW_MS / 1_000 - 400;
    ScionPath path =
        ScionPath.through(
            List.of(
                SegmentPart.whole(world.paths.segment("1-11", "1-14", "1-16"), true),
                SegmentPart.whole(world.paths.segment("2-21", "1-11"), true),
                SegmentPart.whole(
                    world.paths.segment(
                        draft -> draft.timestampS(longAgoS).expTime(1), "2-21", "2-23"),
                    false)));
    send(path);
    // This is the interface by which the packet arrived. The packet has crossed into the segment
    // that has ended.
    assertEquals(offsets(4, 6, 1, true), told(ScmpType.EXPIRED_HOP_FIELD, "2-21").info());
  }

  @Test
  void interfaceThatIsNotThereIsTold() {
    send(sealed(new HopField(false, false, false, false, 9, 0, 99, 0)));
    assertEquals(offsets(0, 1, 99, false), told(ScmpType.BAD_INTERFACE, "1-16").info());
  }

  /**
   * Creates a path that starts with a hop field of 1-16, followed by arbitrary ones. {@return the
   * path}
   */
  private ScionPath sealed(HopField own) {
    long nowS = RouterWorld.NOW_MS / 1_000;
    HopField first = world.site("1-16").hopMac().seal(own, nowS, 0);
    HopField second = new HopField(false, false, false, false, 9, 1, 0, 77);
    InfoField info = new InfoField(false, false, false, nowS, 1, 2);
    return ScionPath.of(List.of(new ScionPath.Segment(info, List.of(first, second))));
  }

  @Test
  void wrongWayInIsToldOverTheLinkItCameBy() throws Exception {
    // 1-14 has two links to 1-11, and the packet belongs on the other one.
    RouterWorld other = new RouterWorld("1-14");
    RouterWorld.Probe beyond1 = other.beyond("1-14", 1);
    RouterWorld.Probe beyond2 = other.beyond("1-14", 2);
    ScionPath down = RouterWorld.next(ScionPath.along(other.paths.segment("1-11", "1-14", "1-16")));
    int rightWay = down.ingressInterface().orElseThrow();
    assertEquals(1, rightWay);
    beyond2.send(other.packet(IsdAs.parse("1-11"), HOME, down), other.link("1-14", 2).local());
    assertEquals(List.of(), beyond1.received());
    ScionPacket error = beyond2.received().getFirst();
    ScmpMessage message = (ScmpMessage) error.layer4();
    assertEquals(
        Optional.of(ScmpType.BAD_INTERFACE), ScmpType.of(message.scmpClass(), message.type()));
    assertEquals(offsets(0, 2, 2, true), ScmpPayload.decode(message).orElseThrow().info());
    assertEquals(Map.of("bad-interface", 1L), other.drops("1-14"));
  }

  @Test
  void errorThatHasNoWayBackIsCounted() throws Exception {
    RouterWorld alone = new RouterWorld("1-14");
    RouterWorld.Probe beyond = alone.beyond("1-14", 1);
    // The packet claims to be at the start of its path, so the reversed path leads nowhere.
    ScionPath start = ScionPath.along(alone.paths.segment("1-11", "1-14", "1-16"));
    beyond.send(alone.packet(IsdAs.parse("1-11"), HOME, start), alone.link("1-14", 1).local());
    assertEquals(List.of(), beyond.received());
    assertEquals(Map.of("bad-interface", 1L, "error-without-a-way-back", 1L), alone.drops("1-14"));
    assertEquals(List.of(), alone.faults.faults());
  }

  @Test
  void verifyOnlyForwardOnlyAndStrangeDestinationsAreTold() {
    send(TestPaths.with(far, 1, TestPaths::verifyOnly));
    assertEquals(offsets(0, 1, 1, false), told(ScmpType.NON_ROUTING_HOP_FIELD, "1-16").info());

    RouterErrorsTest nonLocal = fresh();
    nonLocal.send(nonLocal.world.packet(HOME, IsdAs.parse("2-24"), far));
    assertEquals(
        offsets(7, 9, 1, true), nonLocal.told(ScmpType.DELIVERY_TO_NON_LOCAL_AS, "2-23").info());

    RouterErrorsTest forwardOnly = fresh();
    int last = far.fieldCount() - 1;
    ScionPath atLast = far.at(7, last);
    long timestampS = atLast.currentInfo().orElseThrow().timestampS();
    long previous = atLast.macPredecessor().orElseThrow();
    forwardOnly.send(
        TestPaths.with(
            far,
            last,
            hop ->
                world
                    .site("2-23")
                    .hopMac()
                    .seal(TestPaths.forwardOnly(hop), timestampS, previous)));
    assertEquals(
        offsets(7, 9, 1, true), forwardOnly.told(ScmpType.DELIVERY_ON_FORWARD_ONLY, "2-23").info());
  }

  @Test
  void missingPathIsTold() {
    send(ScionPath.EMPTY);
    ScmpPayload payload = told(ScmpType.PATH_REQUIRED, "1-16");
    assertEquals(new ScmpInfo.None(), payload.info());
    assertEquals(ByteString.EMPTY, payload.path());
    assertEquals(8, payload.commonHeader().size());
  }

  @Test
  void servicesAndHostsThatAreNotThereAreTold() {
    List<HostAddress> missing =
        List.of(
            HostAddress.Service.SIBRA,
            HostAddress.Service.PATH.multicast(),
            new HostAddress.None());
    for (HostAddress one : missing) {
      RouterErrorsTest test = fresh();
      test.send(
          RouterWorld.packet(
              new ScionAddress(FAR, one),
              world.hostAddress("1-16"),
              far,
              new UdpDatagram(1, 0, ByteBuffer.allocate(1))));
      ScmpMessage error = (ScmpMessage) test.host.received().getFirst().layer4();
      assertEquals(
          Optional.of(ScmpType.UNREACHABLE_HOST), ScmpType.of(error.scmpClass(), error.type()));
      assertEquals(Map.of("unknown-host", 1L), test.world.drops("2-23"));
    }
  }

  @Test
  void scmpThatIsLargerThanTheLinkIsTold() throws Exception {
    RouterWorld.Probe there = world.host("2-23");
    int mtu = 1_472;
    int fits = mtu - PacketCodec.size(echo(0));
    send(echo(fits));
    assertEquals(1, there.received().size());
    send(echo(fits + 1));
    assertEquals(List.of(), there.received());
    assertEquals(new ScmpInfo.PacketSize(mtu + 1, mtu), told(ScmpType.OVERSIZE, "1-16").info());
    // Control messages are exempt: the underlay fragments them.
    send(
        RouterWorld.packet(
            world.hostAddress("2-23"),
            world.hostAddress("1-16"),
            far,
            new UdpDatagram(1, 1, ByteBuffer.allocate(9_000))));
    assertEquals(1, there.received().size());
  }

  private ScionPacket echo(int dataBytes) {
    ByteString none = ByteString.EMPTY;
    ScmpPayload payload =
        new ScmpPayload(
            new ScmpInfo.Echo(1, 1),
            none,
            none,
            none,
            none,
            none,
            0,
            ByteString.owning(new byte[dataBytes]));
    return new ScionPacket(
        world.hostAddress("2-23"),
        world.hostAddress("1-16"),
        far,
        List.of(ExtensionHeader.scmp(false, false)),
        payload.message(ScmpType.ECHO_REQUEST, 1));
  }

  @Test
  void revokedInterfaceIsToldWithItsRevocationAndWorksAgainWhenItIsActive() throws Exception {
    RouterWorld.Probe there = world.host("2-23");
    Revocation revocation = world.revocation("1-14", 1);
    world.tell("1-14", 1, false, Optional.of(revocation));
    assertEquals(Map.of(1, revocation), world.router("1-14").revokedInterfaces());
    send(far);
    ScmpInfo.RevokedInterface info =
        (ScmpInfo.RevokedInterface) told(ScmpType.REVOKED_INTERFACE, "1-14").info();
    assertEquals(offsets(0, 2, 1, false), info.offsets());
    assertEquals(
        revocation, info.revocation(new RevocationCodec(DecoderLimits.DEFAULT)).orElseThrow());
    assertEquals(List.of(), there.received());

    world.tell("1-14", 1, true, Optional.empty());
    send(far);
    assertEquals(1, there.received().size());
    assertEquals(Map.of(), world.router("1-14").revokedInterfaces());
  }

  @Test
  void revocationThatIsOverIsNotToldAnyMoreAndTheInterfaceStaysDead() throws Exception {
    Revocation revocation = world.revocation("1-14", 1);
    world.tell("1-14", 1, false, Optional.of(revocation));
    // Clocks may differ by 4 s.
    long endMs = revocation.expiryMs() + 4_000;
    world.timers.runForMs(endMs - world.clock.wallMs() - 1 - 2);
    send(far);
    told(ScmpType.REVOKED_INTERFACE, "1-14");
    send(far);
    assertEquals(List.of(), host.received());
    assertEquals(Map.of("revoked-interface", 2L), world.drops("1-14"));
  }

  @Test
  void errorIsNeverAnsweredWithAnother() {
    ScionPath forged = TestPaths.with(far, far.fieldCount() - 1, otherMac());
    ScionPacket error =
        new ScionPacket(
            world.hostAddress("2-23"),
            world.hostAddress("1-16"),
            forged,
            List.of(ExtensionHeader.scmp(true, false)),
            echo(0).layer4());
    send(error);
    assertEquals(List.of(), host.received());
    assertEquals(Map.of("bad-mac", 1L), world.drops("2-23"));
    // This SCMP packet does not say whether it is an error.
    send(new ScionPacket(error.destination(), error.source(), forged, List.of(), echo(0).layer4()));
    assertEquals(List.of(), host.received());
    assertEquals(Map.of("bad-mac", 2L), world.drops("2-23"));
    // An SCMP packet that says it is not an error gets a reply.
    send(
        new ScionPacket(
            error.destination(), error.source(), forged, echo(0).extensions(), echo(0).layer4()));
    assertEquals(1, host.received().size());
  }

  @Test
  void errorsHaveABudget() {
    for (int i = 0; i < ErrorAnswers.PER_S; i++) {
      host.endpoint()
          .send(
              RouterWorld.bytes(world.packet(HOME, FAR, ScionPath.EMPTY)), world.internal("1-16"));
    }
    world.timers.runForMs(1);
    assertEquals(Map.of("path-required", 100L), world.drops("1-16"));
    host.endpoint()
        .send(RouterWorld.bytes(world.packet(HOME, FAR, ScionPath.EMPTY)), world.internal("1-16"));
    world.timers.runForMs(5);
    assertEquals(100, host.received().size());
    assertEquals(Map.of("path-required", 101L, "too-many-errors", 1L), world.drops("1-16"));
    world.timers.runForMs(10);
    send(ScionPath.EMPTY);
    assertEquals(1, host.received().size());
  }

  private record Damage(String reason, Optional<ScmpType> told, Consumer<ByteBuffer> change) {}

  static Stream<Arguments> damages() {
    List<Damage> all = new ArrayList<>();
    all.add(dropped("packet-version", bytes -> bytes.put(0, (byte) 0x10)));
    all.add(dropped("packet-address-type", bytes -> bytes.putShort(0, (short) (9 << 6 | 1))));
    all.add(dropped("packet-address-type", bytes -> bytes.putShort(0, (short) (1 << 6 | 9))));
    all.add(dropped("packet-source", bytes -> bytes.putShort(0, (short) (1 << 6 | 3))));
    all.add(dropped("packet-header-length", bytes -> bytes.put(4, (byte) 1)));
    all.add(dropped("packet-header-length", bytes -> bytes.put(4, (byte) 250)));
    all.add(dropped("packet-path", bytes -> bytes.put(4, (byte) (bytes.get(4) - 1))));
    all.add(dropped("packet-path-offset", bytes -> bytes.put(INFO_AT, (byte) 0)));
    all.add(dropped("packet-protocol", bytes -> bytes.put(7, (byte) 6)));
    all.add(dropped("packet-checksum", bytes -> flip(bytes, bytes.limit() - 1)));
    all.add(
        new Damage(
            "packet-total-length",
            Optional.of(ScmpType.BAD_PACKET_LENGTH),
            bytes -> bytes.putShort(2, (short) (bytes.limit() + 1))));
    all.add(
        new Damage(
            "packet-l4-length",
            Optional.of(ScmpType.BAD_PACKET_LENGTH),
            bytes -> bytes.putShort(bytes.limit() - 3 - 4, (short) 12)));
    all.add(
        new Damage(
            "packet-info-offset",
            Optional.of(ScmpType.BAD_INFO_OFFSET),
            bytes -> bytes.put(INFO_AT, (byte) 5).put(HOP_AT, (byte) 6)));
    all.add(
        new Damage(
            "packet-hop-offset",
            Optional.of(ScmpType.BAD_HOP_OFFSET),
            bytes -> bytes.put(HOP_AT, (byte) 200)));
    return all.stream().map(Arguments::of);
  }

  private static Damage dropped(String reason, Consumer<ByteBuffer> change) {
    return new Damage(reason, Optional.empty(), change);
  }

  private static void flip(ByteBuffer bytes, int at) {
    bytes.put(at, (byte) (bytes.get(at) ^ 1));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void malformedPacketIsCountedAndToldWhereTheProtocolHasAnError(Damage damage) {
    ByteBuffer bytes = RouterWorld.bytes(world.packet(HOME, FAR, far));
    damage.change.accept(bytes);
    host.send(bytes, world.internal("1-16"));
    assertDropped(damage.reason, damage.told);
  }

  private void assertDropped(String reason, Optional<ScmpType> type) {
    assertEquals(Map.of(reason, 1L), world.drops("1-16"));
    List<ScionPacket> received = host.received();
    assertEquals(type.isPresent() ? 1 : 0, received.size());
    for (ScionPacket error : received) {
      assertTrue(error.extensions().getFirst().isScmpError());
      ScmpMessage message = (ScmpMessage) error.layer4();
      assertEquals(type, ScmpType.of(message.scmpClass(), message.type()));
    }
  }

  @Test
  void unknownExtensionsAndServicesAreCountedAndTheFirstOfThemTold() {
    ByteString payload = ByteString.owning(new byte[5]);
    ScionPacket good = world.packet(HOME, FAR, far);
    send(with(good, ExtensionHeader.HOP_BY_HOP, payload));
    assertDropped("packet-hop-by-hop-extension", Optional.of(ScmpType.BAD_HOP_BY_HOP));
    RouterErrorsTest endToEnd = fresh();
    endToEnd.send(with(good, ExtensionHeader.END_TO_END, payload));
    endToEnd.assertDropped("packet-end-to-end-extension", Optional.empty());
    RouterErrorsTest service = fresh();
    service.send(
        RouterWorld.packet(
            new ScionAddress(FAR, new HostAddress.Service(77)), good.source(), far, good.layer4()));
    service.assertDropped("packet-service", Optional.of(ScmpType.BAD_HOST));
  }

  private static ScionPacket with(ScionPacket packet, int extensionClass, ByteString payload) {
    return new ScionPacket(
        packet.destination(),
        packet.source(),
        packet.path(),
        List.of(new ExtensionHeader(extensionClass, NO_SUCH_EXTENSION, payload)),
        packet.layer4());
  }
}
