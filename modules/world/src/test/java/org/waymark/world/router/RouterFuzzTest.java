package org.waymark.world.router;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.waymark.edge.Ports;
import org.waymark.runtime.DatagramEndpoint;
import org.waymark.runtime.DatagramHandler;
import org.waymark.runtime.Datagrams;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.segment.Revocation;
import org.waymark.wire.Decoded;
import org.waymark.wire.message.InterfaceIdMessage;
import org.waymark.wire.packet.ExtensionHeader;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.PacketCodec;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.ScionPath;
import org.waymark.wire.packet.ScmpInfo;
import org.waymark.wire.packet.ScmpPayload;
import org.waymark.wire.packet.ScmpType;
import org.waymark.world.site.OneHopPath;

/**
 * Sends the router of 1-14 arbitrary packets from a neighbour or a host. The router must not throw
 * an exception, may send only a few well-formed packets, and must not reply to an error with an
 * error. If it sends nothing, it must count a drop.
 */
class RouterFuzzTest {
  private static final String AS = "1-14";
  private static final IsdAs HERE = IsdAs.parse(AS);
  private static final IsdAs ABOVE = IsdAs.parse("1-11");
  private static final IsdAs BELOW = IsdAs.parse("1-16");

  /**
   * The most packets sent for one received packet: to both path servers, to the beacon server, and
   * onward.
   */
  private static final int MOST_SENT = 4;

  /** The time in which the budget of errors refills completely. */
  private static final long REFILL_MS = 100;

  private final RouterWorld world = new RouterWorld();
  private final Underlay underlay = new Underlay();
  private final List<Start> starts;
  private final BorderRouter router;

  RouterFuzzTest() throws Exception {
    Ports ports = world.ports;
    router =
        new BorderRouter(
            world.site(AS),
            new Ports(
                ports.clock(),
                ports.timers(),
                underlay,
                ports.streams(),
                ports.random(),
                ports.faults()));
    starts = starts();
  }

  /** Collects the packets that are sent, and delivers those that the test injects. */
  private static final class Underlay implements Datagrams {
    private final Map<InetSocketAddress, DatagramHandler> handlers = new HashMap<>();
    private final List<ByteBuffer> sent = new ArrayList<>();

    @Override
    public DatagramEndpoint open(InetSocketAddress local, DatagramHandler handler) {
      handlers.put(local, handler);
      return new DatagramEndpoint() {
        @Override
        public InetSocketAddress local() {
          return local;
        }

        @Override
        public void send(ByteBuffer payload, InetSocketAddress to) {
          byte[] copy = new byte[payload.remaining()];
          payload.get(copy);
          sent.add(ByteBuffer.wrap(copy));
        }

        @Override
        public long unsent() {
          return 0;
        }

        @Override
        public void close() {}
      };
    }
  }

  /**
   * An honest packet from which to start.
   *
   * @param ingress the interface as in {@link Arrival}
   */
  private record Start(ByteBuffer bytes, int ingress) {}

  private List<Start> starts() {
    ScionPath down = ScionPath.along(world.paths.segment("1-11", AS, "1-16"));
    ScionPath up = ScionPath.against(world.paths.segment("1-11", AS));
    Revocation revocation = world.revocation(AS, 1);
    ByteString none = ByteString.EMPTY;
    ScmpInfo info =
        ScmpInfo.RevokedInterface.of(new ScmpInfo.PathOffsets(0, 0, 3, false), revocation);
    ScionPacket scmp =
        new ScionPacket(
            world.hostAddress("1-16"),
            world.hostAddress("1-11"),
            RouterWorld.next(down),
            List.of(ExtensionHeader.scmp(true, true)),
            new ScmpPayload(info, none, none, none, none, none, 0, none)
                .message(ScmpType.REVOKED_INTERFACE, 1));
    ScionPath oneHop =
        RouterWorld.next(
            OneHopPath.out(1, RouterWorld.NOW_MS / 1_000, 3, 11, world.site("1-11").hopMac()));
    ScionPacket keepalive =
        new ScionPacket(
            new ScionAddress(HERE, HostAddress.Service.BEACON.multicast()),
            world.hostAddress("1-11"),
            oneHop,
            List.of(ExtensionHeader.oneHopPath()),
            RouterWorld.udp(new InterfaceIdMessage(11, 0)));
    return List.of(
        start(1, world.packet(ABOVE, BELOW, RouterWorld.next(down))),
        start(1, scmp),
        start(1, keepalive),
        start(Arrival.INSIDE, world.packet(HERE, ABOVE, up)),
        start(
            Arrival.INSIDE,
            world.states(AS, world.hostAddress(AS), 1, false, Optional.of(revocation))));
  }

  private static Start start(int ingress, ScionPacket packet) {
    return new Start(RouterWorld.bytes(packet), ingress);
  }

  @FuzzTest
  void anyBytesFromOutside(byte[] input) throws IOException {
    receive(ByteBuffer.wrap(input), 1);
  }

  @FuzzTest
  void anyBytesFromInside(byte[] input) throws IOException {
    receive(ByteBuffer.wrap(input), Arrival.INSIDE);
  }

  /**
   * Changes bytes of an honest packet, and often corrects the checksum. The first input byte
   * chooses the packet, and every three bytes that follow choose a position and a value.
   */
  @FuzzTest
  void anyChangeOfAPacket(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    int choice = Byte.toUnsignedInt(input[0]);
    Start start = starts.get(choice % starts.size());
    byte[] changed = start.bytes.array().clone();
    for (int i = 1; i + 2 < input.length; i += 3) {
      int place = Byte.toUnsignedInt(input[i]) << Byte.SIZE | Byte.toUnsignedInt(input[i + 1]);
      changed[place % changed.length] = input[i + 2];
    }
    ByteBuffer bytes = ByteBuffer.wrap(changed);
    if (choice < 0x80) {
      rightChecksum(bytes);
    }
    receive(bytes, start.ingress);
  }

  /** Corrects the checksum if the headers still lead to layer 4. */
  private static void rightChecksum(ByteBuffer bytes) {
    int at = layer4At(bytes);
    if (at < 0) {
      return;
    }
    bytes.putShort(at + 6, (short) 0);
    long sum = Byte.toUnsignedInt(bytes.get(protocolAt(bytes)));
    int hostsEnd = 24 + size(bytes.getShort(0) >>> 6 & 63) + size(bytes.getShort(0) & 63);
    for (int i = 8; i + 1 < hostsEnd; i += 2) {
      sum += Short.toUnsignedInt(bytes.getShort(i));
    }
    for (int i = at; i < bytes.limit(); i++) {
      sum += (long) Byte.toUnsignedInt(bytes.get(i)) << ((i - at) % 2 == 0 ? 8 : 0);
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    bytes.putShort(at + 6, (short) ~sum);
  }

  private static int size(int addressType) {
    return switch (addressType) {
      case 1 -> 4;
      case 2 -> 16;
      case 3 -> 2;
      default -> 0;
    };
  }

  private static int protocolAt(ByteBuffer bytes) {
    int at = 7;
    int next = Byte.toUnsignedInt(bytes.get(4)) * 8;
    while ((bytes.get(at) == 0 || bytes.get(at) == (byte) 222) && next + 8 < bytes.limit()) {
      at = next;
      next += Math.max(1, Byte.toUnsignedInt(bytes.get(at + 1))) * 8;
    }
    return at;
  }

  private static int layer4At(ByteBuffer bytes) {
    int protocolAt = protocolAt(bytes);
    int at =
        protocolAt == 7
            ? Byte.toUnsignedInt(bytes.get(4)) * 8
            : protocolAt + Math.max(1, Byte.toUnsignedInt(bytes.get(protocolAt + 1))) * 8;
    return at + 8 <= bytes.limit() ? at : -1;
  }

  private long dropped() {
    return router.drops().counts().values().stream().mapToLong(Long::longValue).sum();
  }

  private void receive(ByteBuffer bytes, int ingress) throws IOException {
    Optional<ScionPacket> input = PacketCodec.decode(bytes.duplicate()).asOptional();
    boolean isError =
        input.stream()
            .flatMap(packet -> packet.extensions().stream())
            .anyMatch(ExtensionHeader::isScmpError);
    long dropped = dropped();
    underlay.sent.clear();
    if (ingress == Arrival.INSIDE) {
      underlay.handlers.get(world.internal(AS)).received(bytes, world.plan.host(HERE));
    } else {
      underlay
          .handlers
          .get(world.link(AS, ingress).local())
          .received(bytes, world.link(AS, ingress).remote());
    }
    boolean mayBeForRouter =
        input.filter(one -> one.destination().equals(world.routerAddress(AS))).isPresent();
    assertTrue(
        mayBeForRouter || !underlay.sent.isEmpty() || dropped() > dropped, "dropped uncounted");
    assertTrue(underlay.sent.size() <= MOST_SENT, () -> underlay.sent.size() + " sent");
    for (ByteBuffer sent : underlay.sent) {
      Decoded<ScionPacket> decoded = PacketCodec.decode(sent);
      ScionPacket packet = decoded.orElseThrow();
      boolean complains =
          packet.source().equals(world.routerAddress(AS))
              && packet.extensions().stream().anyMatch(ExtensionHeader::isScmpError);
      assertFalse(isError && complains, () -> "an error about an error: " + packet);
    }
    world.clock.advanceMs(REFILL_MS);
  }
}
