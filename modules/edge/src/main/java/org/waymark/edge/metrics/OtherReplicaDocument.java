package org.waymark.edge.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.waymark.server.replicas.OtherReplica;
import org.waymark.wire.event.EventBody;
import org.waymark.wire.event.ReplicaCounters;

/**
 * The part of a replica's status that describes another replica; {@link ReplicaStatusDocument}
 * lists its keys.
 */
public final class OtherReplicaDocument {
  private static final double MS_PER_S = 1_000;

  private OtherReplicaDocument() {}

  /** {@return the document} */
  public static ObjectNode of(OtherReplica other, long nowMs) {
    EventBody.ReplicaReported report = other.report();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", other.id());
    node.put("reportedAt", Instant.ofEpochMilli(other.reportedMs()).toString());
    node.put("ageSeconds", Math.max(0, nowMs - other.reportedMs()) / MS_PER_S);
    node.put("tick", report.tick().offset());
    node.put("digest", other.comparison().text());
    other.comparedTick().ifPresent(tick -> node.put("comparedTick", tick));
    other.firstDifference().ifPresent(tick -> node.put("firstDifference", tick));
    node.put("state", report.state());
    node.put("lagRecords", report.lagRecords());
    node.put("lagSeconds", report.lagMs() / MS_PER_S);
    node.put("applyVersion", report.applyVersion());
    node.put("newestSchema", report.newestSchema());
    node.put("rebuilds", Integer.toUnsignedLong(report.rebuilds()));
    ReplicaCounters counters = report.counters();
    node.put("requests", counters.requests());
    node.put("segmentsAppended", counters.segmentsAppended());
    node.put("revocationsAppended", counters.revocationsAppended());
    node.put("dropped", counters.dropped());
    return node;
  }
}
