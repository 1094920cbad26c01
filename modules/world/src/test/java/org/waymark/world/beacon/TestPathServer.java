package org.waymark.world.beacon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.waymark.edge.Ports;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.Revocation;
import org.waymark.segment.SegmentId;
import org.waymark.segment.SegmentType;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;
import org.waymark.world.site.DropCounts;
import org.waymark.world.site.ScionSocket;
import org.waymark.world.site.Site;

/** A path server that remembers the messages it received. */
final class TestPathServer {
  private final ControlCodec codec = new ControlCodec(DecoderLimits.DEFAULT);
  private final Ports ports;
  private final Map<Key, Registered> registered = new LinkedHashMap<>();
  private final List<Revocation> revocations = new ArrayList<>();

  private record Key(SegmentType type, SegmentId id) {}

  /** A segment as it was last registered. */
  record Registered(SegmentType type, CapnpSegment segment, long atMs) {}

  TestPathServer(Site site, InetSocketAddress address, Ports ports) throws IOException {
    this.ports = ports;
    new ScionSocket(ports.datagrams(), address, site.topology(), new DropCounts(), this::received);
  }

  private void received(ScionPacket packet, InetSocketAddress underlay) {
    UdpDatagram udp = (UdpDatagram) packet.layer4();
    switch (codec.decodeFramed(udp.payload()).orElseThrow().message()) {
      case SegmentRegistration registration ->
          registration.records().records().forEach(this::register);
      case RevocationNotice notice -> revocations.add(notice.revocation());
      case Object other -> throw new AssertionError("a path server was sent " + other);
    }
  }

  private void register(SegmentRecord record) {
    SegmentRecord.TypedSegment typed = record.typed().orElseThrow();
    CapnpSegment segment = (CapnpSegment) typed.segment();
    registered.put(
        new Key(typed.type(), segment.id()),
        new Registered(typed.type(), segment, ports.clock().wallMs()));
  }

  /**
   * {@return the segments of a type that were registered at or after a time, each in its latest
   * version}
   */
  List<CapnpSegment> registered(SegmentType type, long sinceMs) {
    return registered.values().stream()
        .filter(one -> one.type == type && one.atMs >= sinceMs)
        .map(Registered::segment)
        .toList();
  }

  List<Revocation> revocations() {
    return revocations;
  }
}
