package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.edge.client.ScionUdpClient;
import org.waymark.edge.config.ReplicaConfig;
import org.waymark.edge.config.StartupException;
import org.waymark.log.Topic;
import org.waymark.runtime.SocketAddresses;
import org.waymark.segment.CapnpSegment;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentType;
import org.waymark.wire.message.RevocationNotice;
import org.waymark.wire.message.SegmentRecord;
import org.waymark.wire.message.SegmentRecords;
import org.waymark.wire.message.SegmentRegistration;

/** Tests {@code GET /metrics} of a running replica. */
@Timeout(120)
class MetricsTest {
  private static final String LABELS = "isd_as=\"1-14\",server_id=\"one\"";

  /** All metrics of PROTOCOL 9 with their types; labels are in the order of the page. */
  private static final List<String> REFERENCE =
      List.of(
          "ps_reqs_total counter",
          "ps_req_pending_total gauge",
          "ps_segs_to_zk_total counter",
          "ps_revs_to_zk_total counter",
          "ps_ht_root_mappings_total gauge",
          "ps_is_master gauge",
          "ps_segs_to_master_total gauge",
          "ps_segs_to_prop_total gauge",
          "rc_revs_total gauge",
          "rc_revs_bytes gauge",
          "rc_revs_added_total counter",
          "rc_revs_removed_total counter",
          "se_pkt_buf_total gauge",
          "se_pkt_buf_bytes gauge",
          "se_packets_dropped_total counter",
          "se_unverified_segs_total gauge",
          "se_pending_trc_reqs gauge",
          "se_pending_cert_reqs gauge",
          "se_connected_to_dispatcher gauge",
          "ts_trcs_total gauge",
          "ts_certs_total gauge");

  private static final List<String> REFERENCE_BY_TYPE =
      List.of(
          "pathdb_segs_total gauge",
          "pathdb_segs_bytes gauge",
          "pathdb_segs_added_total counter",
          "pathdb_segs_removed_total counter");

  @TempDir private Path folder;
  private ReplicaWorld world;
  private Replica replica;

  @BeforeEach
  void startReplica() throws Exception {
    world = new ReplicaWorld(folder).withTrust();
    replica = world.start(world.config("one"));
  }

  @AfterEach
  void closeWorld() throws Exception {
    world.close();
    assertEquals(List.of(), world.faults.faults());
  }

  private HttpURLConnection open(String path) throws Exception {
    InetSocketAddress address = replica.httpAddress().orElseThrow();
    return (HttpURLConnection)
        URI.create("http://" + SocketAddresses.text(address) + path).toURL().openConnection();
  }

  private List<String> scrape() throws Exception {
    HttpURLConnection page = open("/metrics");
    assertEquals(200, page.getResponseCode());
    assertTrue(page.getContentType().startsWith("text/plain; version=0.0.4"));
    try (var in = page.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** {@return the value in the line of the page that has the given start} */
  private static double value(List<String> page, String start) {
    List<String> lines = page.stream().filter(line -> line.startsWith(start + " ")).toList();
    assertEquals(1, lines.size(), start + " in\n" + String.join("\n", page));
    return Double.parseDouble(lines.getFirst().substring(start.length() + 1));
  }

  private static double value(List<String> page, String name, String label) {
    return value(page, name + "{" + LABELS + label + "}");
  }

  /**
   * An append is counted when Kafka acknowledges it, and that may be after the record is served.
   */
  private List<String> scrapeUntilCounted(String name) throws Exception {
    long deadlineNs = world.clock.monotonicNs() + ReplicaWorld.PATIENCE.toNanos();
    List<String> page = scrape();
    while (value(page, name, "") == 0) {
      assertTrue(world.clock.monotonicNs() < deadlineNs, name + " stays 0");
      page = scrape();
    }
    return page;
  }

  @Test
  void everyReferenceMetricIsThereUnderItsNameAndTypeWithItsLabels() throws Exception {
    List<String> page = scrape();
    Stream.concat(REFERENCE.stream(), REFERENCE_BY_TYPE.stream())
        .forEach(
            one ->
                assertTrue(page.contains("# TYPE " + one), one + "\n" + String.join("\n", page)));
    for (String one : REFERENCE) {
      assertFalse(Double.isNaN(value(page, one.split(" ")[0], "")), one);
    }
    for (String one : REFERENCE_BY_TYPE) {
      for (String type : List.of("up", "down", "core")) {
        value(page, one.split(" ")[0], ",type=\"" + type + "\"");
      }
    }
  }

  @Test
  void countersAndGaugesSayWhatHappened() throws Exception {
    List<CapnpSegment> ups = world.network.segments().up(ReplicaWorld.LOCAL, 2).toList();
    ScionUdpClient client = world.client(replica);
    client.send(
        new SegmentRegistration(
            SegmentRecords.of(
                ups.stream().map(one -> SegmentRecord.of(SegmentType.UP, one)).toList(),
                List.of())));
    world.askUntil(client, "1-11", 2);
    client.send(new RevocationNotice(world.network.revocations().revoke(IsdAs.parse("1-11"), 11)));
    world.askUntil(client, "1-11", 1);
    // A revocation hides before its event is applied, and a page counts the rows once in ten
    // seconds.
    world.awaitApplied(replica, Topic.EVENTS, 4);
    List<String> page = scrapeUntilCounted("ps_revs_to_zk_total");
    assertEquals(3, ups.size());
    assertEquals(3, value(page, "ps_segs_to_zk_total", ""));
    assertEquals(1, value(page, "ps_revs_to_zk_total", ""));
    assertEquals(3, value(page, "pathdb_segs_added_total", ",type=\"up\""));
    assertEquals(1, value(page, "pathdb_segs_removed_total", ",type=\"up\""));
    assertEquals(2, value(page, "pathdb_segs_total", ",type=\"up\""));
    assertTrue(value(page, "pathdb_segs_bytes", ",type=\"up\"") > 200);
    assertEquals(0, value(page, "pathdb_segs_total", ",type=\"down\""));
    assertEquals(1, value(page, "rc_revs_added_total", ""));
    assertTrue(value(page, "rc_revs_total", "") >= 1);
    assertTrue(value(page, "rc_revs_bytes", "") > 100);
    assertTrue(value(page, "ps_ht_root_mappings_total", "") >= 4);
    assertTrue(value(page, "ps_reqs_total", "") >= 2);
    assertEquals(2, value(page, "ts_trcs_total", ""));
    assertEquals(11, value(page, "ts_certs_total", ""));
    for (String time : List.of("request", "registration", "append", "apply")) {
      String name = "waymark_" + time + "_seconds";
      assertTrue(page.contains("# TYPE " + name + " histogram"), name);
      assertTrue(value(page, name + "_count", "") >= 2, name);
      assertTrue(
          page.stream()
              .anyMatch(line -> line.startsWith(name + "_bucket{") && line.contains("le=")));
    }
    assertEquals(0, value(page, "waymark_lag_records", ",topic=\"events\""));
  }

  @Test
  void nothingButThePageIsServed() throws Exception {
    assertEquals(404, open("/").getResponseCode());
    assertEquals(404, open("/metrics/more").getResponseCode());
    HttpURLConnection post = open("/metrics");
    post.setRequestMethod("POST");
    assertEquals(405, post.getResponseCode());
  }

  @Test
  void addressInUseIsRefusedWithItsKey() throws Exception {
    ReplicaConfig config = world.config("two");
    try (ServerSocket taken = new ServerSocket(0, 1, config.listen().getAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(config.listen().getAddress(), taken.getLocalPort());
      StartupException refused =
          assertThrows(
              StartupException.class,
              () -> world.start(world.config("two", config.listen(), address)));
      assertTrue(refused.getMessage().contains("http.listen"), refused.getMessage());
    }
    world.start(config);
  }

  @Test
  void closedReplicaServesNoPage() throws Exception {
    HttpURLConnection page = open("/metrics");
    replica.close();
    assertThrows(java.io.IOException.class, page::getResponseCode);
  }
}
