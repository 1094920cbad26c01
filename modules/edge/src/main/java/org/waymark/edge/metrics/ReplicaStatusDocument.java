package org.waymark.edge.metrics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import org.waymark.log.Topic;
import org.waymark.runtime.TimeText;
import org.waymark.server.replay.Readiness;
import org.waymark.wire.event.RowKind;

/**
 * The status of a replica as JSON: the output of {@code waymark status --json}. Later versions may
 * add keys, but never remove or rename any.
 *
 * <pre>
 * id, isdAs, address      of the replica
 * time                    its clock; all times are ISO 8601
 * ready                   whether its answers are reliable and packets reach it
 * state                   starting, catching up, ready, stale, diverged
 * reason                  the reason why it is not ready; absent if it is ready
 * logTrouble              the problem with the log; absent if there is none
 * lease whether it appends ticks and propagates segments
 * lagSeconds              seconds since it was last up to date with the log; 0 while it is
 * lastTick                ended rows are removed up to this time; absent before the first tick
 * applyVersion            digests are comparable only between equal versions
 * writerSchema            the event schema in which it writes
 * replicas                the other replicas by their last reports: id, reportedAt, ageSeconds,
 *                         tick, digest (equal, different, not comparable), comparedTick,
 *                         firstDifference, state, lagRecords, lagSeconds, applyVersion,
 *                         newestSchema, rebuilds, requests, segmentsAppended,
 *                         revocationsAppended, dropped
 * topics.events, .trust   nextOffset, lagRecords, digest, rows; topicId after the first record
 * rows                    counts: segment, revocation, interface-down, block, quarantine, trust
 * trust                   what, end, ended: of each ISD's newest TRC, and of the AS's newest chain
 * memory                  heapLimitBytes, heapUsedBytes, storeLimitBytes
 * </pre>
 */
public final class ReplicaStatusDocument {
  private static final long MS_PER_S = 1_000;

  private ReplicaStatusDocument() {}

  /** {@return the document} */
  public static ObjectNode of(ReplicaStatus status) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("id", status.id());
    root.put("isdAs", status.isdAs());
    root.put("address", status.address());
    root.put("time", Instant.ofEpochMilli(status.clockMs()).toString());
    root.put("ready", status.state() == Readiness.State.READY && status.notReady().isEmpty());
    root.put("state", status.state().text());
    status.notReady().ifPresent(why -> root.put("reason", why));
    status.logTrouble().ifPresent(what -> root.put("logTrouble", what));
    root.put("lease", status.leaseHeld());
    root.put("lagSeconds", Math.round(status.lagS() * MS_PER_S) / (double) MS_PER_S);
    if (status.lastTickMs() > 0) {
      root.put("lastTick", Instant.ofEpochMilli(status.lastTickMs()).toString());
    }
    root.put("applyVersion", status.applyVersion().toString());
    root.put("writerSchema", status.writerSchema());
    ArrayNode others = root.putArray("replicas");
    status.others().forEach(other -> others.add(OtherReplicaDocument.of(other, status.clockMs())));
    ObjectNode topics = root.putObject("topics");
    for (Topic topic : Topic.values()) {
      if (status.topics().containsKey(topic)) {
        topics.set(topic.suffix(), of(status.topics().get(topic)));
      }
    }
    ObjectNode rows = root.putObject("rows");
    for (RowKind kind : RowKind.values()) {
      rows.put(
          kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          status.rows().getOrDefault(kind, 0L));
    }
    ArrayNode trust = root.putArray("trust");
    status
        .trust()
        .forEach(
            one ->
                trust
                    .addObject()
                    .put("what", one.what().toString())
                    .put("end", TimeText.instant(one.expiryS()))
                    .put("ended", one.expiryS() < status.clockMs() / MS_PER_S));
    root.putObject("memory")
        .put("heapLimitBytes", status.memory().heapLimitBytes())
        .put("heapUsedBytes", status.memory().heapUsedBytes())
        .put("storeLimitBytes", status.memory().storeLimitBytes());
    return root;
  }

  private static ObjectNode of(ReplicaStatus.Applied applied) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("nextOffset", applied.nextOffset());
    node.put("lagRecords", applied.lagRecords());
    node.put("digest", applied.digest().sum().hex());
    node.put("rows", applied.digest().rows());
    applied.position().ifPresent(position -> node.put("topicId", position.topicId()));
    return node;
  }
}
