package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.settings.ServerLimits;
import org.waymark.wire.DecoderLimits;
import org.waymark.wire.RefusalReason;
import org.waymark.wire.control.ControlCodec;
import org.waymark.wire.message.ControlPayload;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;
import org.waymark.wire.packet.HostAddress;
import org.waymark.wire.packet.ScionAddress;
import org.waymark.wire.packet.ScionPacket;
import org.waymark.wire.packet.UdpDatagram;

/** Tests that a replica applies the configured size limits. */
class ConfiguredDecoderTest {
  private static final InetSocketAddress SERVER = SocketAddresses.of("127.0.0.31", 30_252);
  private static final InetSocketAddress HOST = SocketAddresses.of("127.0.0.1", 40_000);

  @TempDir private Path folder;

  private static DecoderLimits oneSegmentPerMessage() {
    DecoderLimits d = DecoderLimits.DEFAULT;
    return new DecoderLimits(
        d.messageBytes(),
        d.eventBytes(),
        d.unpackedBytes(),
        d.nesting(),
        1,
        d.revocationsPerMessage(),
        d.asEntries(),
        d.peersPerEntry(),
        d.siblings(),
        d.items(),
        d.lz4TextBytes());
  }

  private static ReplicaConfig with(ReplicaConfig config, ServerLimits limits) {
    return new ReplicaConfig(
        config.id(),
        config.topology(),
        config.asFolder(),
        config.storeFolder(),
        config.listen(),
        config.dispatcher(),
        config.http(),
        config.kafka(),
        config.aheadMs(),
        config.treeTtls(),
        config.maxSegments(),
        config.refreshMin(),
        config.history(),
        config.audit(),
        limits);
  }

  private static ScionPacket registration(List<CapnpSegment> segments) {
    SegmentRecords records =
        SegmentRecords.of(
            segments.stream().map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(),
            List.of());
    return new ScionPacket(
        new ScionAddress(ReplicaWorld.LOCAL, HostAddress.of(SERVER.getAddress())),
        new ScionAddress(ReplicaWorld.LOCAL, HostAddress.of(HOST.getAddress())),
        new UdpDatagram(
            HOST.getPort(),
            SERVER.getPort(),
            ByteBuffer.wrap(
                ControlCodec.encodeFramed(
                        new ControlPayload(new SegmentRegistration(records), 4_711))
                    .unsafeBytes())));
  }

  @Test
  void messageOfMoreSegmentsThanConfiguredIsDroppedAndOneOfAsManyIsTaken() throws Exception {
    ReplicaWorld world = new ReplicaWorld(folder).withTrust();
    CapturedDatagrams datagrams = new CapturedDatagrams();
    ReplicaConfig config =
        with(world.config("one", SERVER), ServerLimits.DEFAULT.with(oneSegmentPerMessage()));
    Replica replica = world.start(config, datagrams);
    List<CapnpSegment> ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).limit(2).toList();

    datagrams.arrive(registration(ups), HOST);

    assertEquals(
        1,
        replica
            .registry()
            .counter("waymark.messages.dropped", "reason", RefusalReason.TOO_MANY_SEGMENTS.text())
            .count());
    datagrams.arrive(registration(ups.subList(0, 1)), HOST);
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    while (replica.registry().get("pathdb_segs_added_total").tag("type", "up").counter().count()
        < 1) {
      assertTrue(world.clock.monotonicNs() < deadlineNs, "nothing is stored");
      Thread.onSpinWait();
    }
    assertEquals(config.applySettings().limits(), config.limits().decoder());
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }
}
