package org.waymark.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.waymark.edge.metrics.OtherReplicaDocument;
import org.waymark.segment.ByteString;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.server.replicas.OtherReplica.Comparison;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReplicaCounters;
import org.waymark.wire.event.TickDigest;

class ReplicaStatusDocumentTest {
  private static final long NOW_MS = 1_520_000_004_000L;

  private static OtherReplica other(String id, Comparison comparison, OptionalLong first) {
    TickDigest tick = new TickDigest(4_720, NOW_MS, ByteString.owning(new byte[32]), 7, true);
    return new OtherReplica(
        id,
        NOW_MS - 4_000,
        new EventBody.ReplicaReported(
            tick, "4-0123456789ab", 1, "ready", 12, 250, 2, new ReplicaCounters(3, 4, 5, 6)),
        comparison,
        OptionalLong.of(4_720),
        first);
  }

  private static String text(OtherReplica... others) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    List.of(others)
        .forEach(one -> status.withArray("replicas").add(OtherReplicaDocument.of(one, NOW_MS)));
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    ReplicaStatusText.print(status, out);
    out.flush();
    return text.toString();
  }

  @Test
  void otherReplicasAreShownByTheirLastReports() {
    String text =
        text(
            other("ps2", Comparison.EQUAL, OptionalLong.empty()),
            other("ps3", Comparison.DIFFERENT, OptionalLong.of(4_711)),
            other("ps4", Comparison.NOT_COMPARABLE, OptionalLong.empty()));
    assertTrue(
        text.contains("other    ps2 ready  tick 4720  digest equal  lag 12, 0.3 s  4 s ago"), text);
    assertTrue(text.contains("  digest different since the tick at offset 4711  lag 12, "), text);
    assertTrue(text.contains("  digest not comparable  lag 12, "), text);
  }

  @Test
  void documentOfAnotherReplicaHasEverythingThatItReported() {
    JsonNode node =
        OtherReplicaDocument.of(other("ps2", Comparison.DIFFERENT, OptionalLong.of(4_711)), NOW_MS);
    assertEquals(
        """
        {"id":"ps2","reportedAt":"2018-03-02T14:13:20Z","ageSeconds":4.0,"tick":4720,\
        "digest":"different","comparedTick":4720,"firstDifference":4711,"state":"ready",\
        "lagRecords":12,"lagSeconds":0.25,"applyVersion":"4-0123456789ab","newestSchema":1,\
        "rebuilds":2,"requests":3,"segmentsAppended":4,"revocationsAppended":5,"dropped":6}\
        """,
        node.toString());
    assertFalse(
        OtherReplicaDocument.of(other("ps2", Comparison.EQUAL, OptionalLong.empty()), NOW_MS)
            .has("firstDifference"));
  }
}
