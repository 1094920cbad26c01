package org.waymark.wire.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.waymark.segment.ByteString;
import org.waymark.segment.HopField;
import org.waymark.segment.InfoField;
import org.waymark.segment.IsdAs;

/** Generates legal packets of every shape, the same ones for the same seed. */
final class RandomPackets {
  private final Random random;

  RandomPackets(long seed) {
    this.random = new Random(seed);
  }

  ScionPacket packet() {
    HostAddress destination =
        switch (random.nextInt(4)) {
          case 0 -> new HostAddress.None();
          case 1 ->
              new HostAddress.Service(
                  random.nextInt(4) | (random.nextBoolean() ? HostAddress.Service.MULTICAST : 0));
          default -> ip();
        };
    return new ScionPacket(
        new ScionAddress(ia(), destination),
        new ScionAddress(ia(), random.nextInt(4) == 0 ? new HostAddress.None() : ip()),
        path(),
        Stream.generate(this::extension).limit(random.nextInt(4)).toList(),
        layer4());
  }

  ScionPath path() {
    int segments = random.nextInt(ScionPath.MAX_SEGMENTS + 1);
    if (segments == 0) {
      return ScionPath.EMPTY;
    }
    List<ScionPath.Segment> all = new ArrayList<>();
    while (all.size() < segments) {
      all.add(segment(segments < ScionPath.MAX_SEGMENTS));
    }
    ScionPath start = ScionPath.of(all);
    int current = random.nextInt(segments);
    int info = all.stream().limit(current).mapToInt(s -> 1 + s.info().hops()).sum();
    return start.at(info, info + 1 + random.nextInt(all.get(current).info().hops()));
  }

  private ScionPath.Segment segment(boolean mayBeShortcut) {
    int hops = 1 + random.nextInt(random.nextInt(10) == 0 ? 70 : 8);
    boolean shortcut = mayBeShortcut && random.nextBoolean();
    InfoField info =
        new InfoField(
            random.nextBoolean(),
            shortcut,
            shortcut && random.nextBoolean(),
            random.nextInt() & 0xffff_ffffL,
            random.nextInt(1 << 16),
            hops);
    List<HopField> fields = new ArrayList<>(Stream.generate(this::hop).limit(hops - 1).toList());
    fields.add(new HopField(false, false, false, false, 1, 2, 3, 4));
    return new ScionPath.Segment(info, fields);
  }

  private HopField hop() {
    return new HopField(
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextBoolean(),
        random.nextInt(1 << 8),
        random.nextInt(1 << 12),
        random.nextInt(1 << 12),
        random.nextInt(1 << 24));
  }

  private ExtensionHeader extension() {
    int extensionClass =
        random.nextBoolean() ? ExtensionHeader.HOP_BY_HOP : ExtensionHeader.END_TO_END;
    return new ExtensionHeader(
        extensionClass, random.nextInt(3), ByteString.owning(bytes(5 + 8 * random.nextInt(4))));
  }

  private Layer4 layer4() {
    ByteBuffer payload = ByteBuffer.wrap(bytes(random.nextInt(200)));
    return random.nextBoolean()
        ? new UdpDatagram(random.nextInt(1 << 16), random.nextInt(1 << 16), payload)
        : new ScmpMessage(
            random.nextInt(1 << 16), random.nextInt(1 << 16), random.nextLong(), payload);
  }

  private IsdAs ia() {
    return new IsdAs(random.nextLong());
  }

  private HostAddress ip() {
    return random.nextBoolean()
        ? new HostAddress.Ipv4(random.nextInt())
        : new HostAddress.Ipv6(random.nextLong(), random.nextLong());
  }

  byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  static ByteBuffer encode(ScionPacket packet) {
    return PacketCodec.encode(packet);
  }
}
