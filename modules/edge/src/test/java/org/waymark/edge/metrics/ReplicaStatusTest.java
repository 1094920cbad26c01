package org.waymark.edge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.Replica;
import org.waymark.edge.ReplicaWorld;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.log.Entry;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.ByteString;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.SegmentType;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.event.RowKind;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

@Timeout(120)
class ReplicaStatusTest {
  @TempDir private Path folder;
  private ReplicaWorld world;

  @BeforeEach
  void makeWorld() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private static List<String> scrape(Replica replica, String metric) throws Exception {
    String page = "http://" + SocketAddresses.text(replica.httpAddress().orElseThrow());
    try (var in = URI.create(page + "/metrics").toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(metric))
          .toList();
    }
  }

  /** Registers the UP segments of the AS. {@return their number} */
  private int register(Replica replica) throws Exception {
    List<CapnpSegment> ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
    ScionUdpClient client = world.client(replica);
    client.send(
        new SegmentRegistration(
            SegmentRecords.of(
                ups.stream().map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(),
                List.of())));
    world.askUntil(client, "1-11", 2);
    return ups.size();
  }

  @Test
  void replicasAtOneOffsetShowOneDigest() throws Exception {
    Replica one = world.start(world.config("one"));
    Replica two = world.start(world.config("two"));
    String empty = digest(one);
    int registered = register(one);
    world.awaitApplied(one, Topic.EVENTS, registered);
    world.awaitApplied(two, Topic.EVENTS, registered);

    assertEquals(digest(one), digest(two));
    assertNotEquals(empty, digest(one));
    for (Replica replica : List.of(one, two)) {
      List<String> events =
          scrape(replica, "waymark_digest_info").stream()
              .filter(line -> line.contains("topic=\"events\""))
              .toList();
      assertEquals(1, events.size(), events::toString);
      assertTrue(events.getFirst().contains("digest=\"" + digest(one) + "\""), events::toString);
      assertTrue(events.getFirst().contains("offset=\"" + registered + "\""), events::toString);
      List<String> offsets = scrape(replica, "waymark_applied_offset");
      assertTrue(
          offsets.stream()
              .anyMatch(
                  line ->
                      line.contains("topic=\"events\"")
                          && line.endsWith(" " + (double) registered)),
          offsets::toString);
    }
  }

  private static String digest(Replica replica) {
    return replica.status().topics().get(Topic.EVENTS).digest().sum().hex();
  }

  @Test
  void statusSaysWhatIsStoredAndUntilWhenTrustHolds() throws Exception {
    Replica replica = world.start(world.config("one"));
    int registered = register(replica);
    world.awaitApplied(replica, Topic.EVENTS, registered);
    ReplicaStatus status = replica.status();

    assertEquals(Readiness.State.READY, status.state());
    assertEquals(Optional.empty(), status.notReady());
    assertEquals((long) registered, status.rows().get(RowKind.SEGMENT));
    assertEquals(13L, status.rows().get(RowKind.TRUST));
    assertEquals(0L, status.rows().get(RowKind.QUARANTINE));
    assertEquals(
        List.of("TRC of ISD 1 version 1", "TRC of ISD 2 version 1", "chain of 1-14 version 1"),
        status.trust().stream().map(one -> one.what().toString()).toList());
    assertTrue(status.trust().stream().allMatch(one -> one.expiryS() * 1_000 > status.clockMs()));
    assertEquals(Runtime.getRuntime().maxMemory(), status.memory().heapLimitBytes());
    assertTrue(
        scrape(replica, "waymark_heap_limit_bytes").getFirst().contains("server_id=\"one\""));
  }

  @Test
  void quarantinedRecordIsCountedAndShown() throws Exception {
    Replica replica = world.start(world.config("one"));
    world.log.append(Topic.EVENTS, new Entry(ByteString.EMPTY, "segment", new byte[] {1, 2, 3}));
    world.awaitApplied(replica, Topic.EVENTS, 1);

    assertEquals(1L, replica.status().rows().get(RowKind.QUARANTINE));
    List<String> counted = scrape(replica, "waymark_quarantined_total");
    assertEquals(1, counted.size(), counted::toString);
    assertTrue(counted.getFirst().contains("topic=\"events\""), counted::toString);
  }
}
