package org.waymark.history.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.BiConsumer;
import org.waymark.history.query.RefusalFields;
import org.waymark.history.query.SegmentFields;
import org.waymark.log.Topic;
import org.waymark.store.apply.Applied;
import org.waymark.store.row.EventSource;
import org.waymark.wire.event.EventBody;

/**
 * Converts a report to JSON:
 *
 * <ul>
 *   <li>{@code from}, {@code to}: the span; {@code topics}: per topic {@code from} and {@code to}
 *       (offsets), {@code read} (the offset up to which records were counted), and {@code lost} if
 *       retention has removed records that may belong to the span;
 *   <li>{@code totals}: the counts over all records; counts that are 0 are omitted;
 *   <li>{@code sources}, {@code ases}, {@code paths}, {@code interfaces}: the counts per source of
 *       records, per AS that sent them (0-0 stands for the replicas themselves), per path and the
 *       AS that registered it, and per interface and the AS that sent its revocations;
 *   <li>{@code refusals}: per {@code reason}; with {@code summary}, rejections beyond the budget
 *       for events, whose sources are not recorded; {@code firstOffset} and {@code lastOffset} in
 *       {@code .audit}; and the first 100 of the records in {@code messages}, each with {@code
 *       offset}, {@code at}, {@code replica} and what is known of the refused message ({@link
 *       RefusalFields});
 *   <li>{@code quarantine}: per topic and reason, the records that could not be applied;
 *   <li>{@code replicas}, {@code trust}: starts and stops, and accepted TRCs and chains;
 *   <li>{@code notes}: what the report does not cover and why, as sentences;
 *   <li>{@code truncated}: whether the time ran out before all records were counted, or lists end
 *       with a row {@code others}, which is the sum over all subjects without their own row.
 * </ul>
 *
 * <p>Each row has its counts in {@code counts}, and {@code firstAt} and {@code lastAt}.
 */
final class AuditReportDocument {
  private AuditReportDocument() {}

  static ObjectNode of(ReportSpan span, Map<Topic, ReportPart> parts, AuditReport report) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("query", "audit-report");
    document.put("from", SegmentFields.time(span.from().ms()));
    document.put("to", SegmentFields.time(span.to().ms()));
    ObjectNode topics = document.putObject("topics");
    parts.forEach((topic, part) -> topics.set(topic.suffix(), document(part)));
    document.put("found", !report.totals.counts().isEmpty());
    putCounts(report.totals, document.putObject("totals"));
    put(report.sources, document.putArray("sources"), SegmentFields::put);
    put(report.ases, document.putArray("ases"), (isdAs, row) -> row.put("isdAs", isdAs.toString()));
    put(report.paths, document.putArray("paths"), AuditReportDocument::putPath);
    put(
        report.interfaces,
        document.putArray("interfaces"),
        (one, row) ->
            row.put("interface", one.subject().toString()).put("sender", one.sender().toString()));
    put(
        report.refusals,
        document.putArray("refusals"),
        (reason, row) -> putReason(reason, report.refused.get(reason), row));
    put(
        report.quarantine,
        document.putArray("quarantine"),
        (one, row) -> row.put("topic", one.topic().suffix()).put("reason", one.reason()));
    ArrayNode replicas = document.putArray("replicas");
    report.replicas.forEach(one -> replicas.add(replica(one)));
    ArrayNode trust = document.putArray("trust");
    report.trust.forEach(one -> trust.add(material(one)));
    boolean stopped = parts.values().stream().anyMatch(ReportPart::isStopped);
    document.put("truncated", stopped || report.isTruncated());
    ArrayNode notes = document.putArray("notes");
    new ReportNotes(span, parts).sentences().forEach(notes::add);
    if (report.isTruncated()) {
      notes.add(
          ("Each list has at most %d rows: further subjects share one row, and further starts,"
                      + " stops and")
                  .formatted(report.max())
              + " trust material are only counted.");
    }
    return document;
  }

  private static ObjectNode document(ReportPart part) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("from", part.from()).put("to", part.to()).put("read", part.read());
    if (part.lost()) {
      node.put("lost", true);
    }
    return node;
  }

  private static <K> void put(
      ReportRows<K> rows, ArrayNode list, BiConsumer<K, ObjectNode> subject) {
    rows.rows()
        .forEach(
            (key, row) -> {
              ObjectNode node = list.addObject();
              subject.accept(key, node);
              putRow(row, node);
            });
    rows.others().ifPresent(row -> putRow(row, list.addObject().put("others", true)));
  }

  private static void putRow(ReportRow row, ObjectNode node) {
    putCounts(row, node.putObject("counts"));
    node.put("firstAt", SegmentFields.time(row.firstMs()));
    node.put("lastAt", SegmentFields.time(row.lastMs()));
  }

  private static void putCounts(ReportRow row, ObjectNode counts) {
    row.counts()
        .forEach(
            (what, count) -> {
              if (count > 0) {
                counts.put(what.field(), count);
              }
            });
  }

  private static void putPath(AuditReport.Path path, ObjectNode row) {
    SegmentFields.put(path.key(), row);
    row.put("first", path.first().toString());
    row.put("last", path.last().toString());
    row.put("registrant", path.registrant().toString());
  }

  private static void putReason(AuditReport.Reason one, RefusedMessages messages, ObjectNode row) {
    row.put(
        "refused", one.what() == ReportCount.REVOCATION_REFUSED ? "revocation" : "registration");
    row.put("reason", one.reason());
    row.put("summary", one.summary());
    row.put("firstOffset", messages.firstOffset());
    row.put("lastOffset", messages.lastOffset());
    ArrayNode list = row.putArray("messages");
    messages.listed().forEach(message -> list.add(message(message)));
  }

  private static ObjectNode message(AuditReport.Listed<EventBody.Audit> one) {
    ObjectNode node = listed(one);
    switch (one.content()) {
      case EventBody.RegistrationRefused refused -> RefusalFields.put(refused, node);
      case EventBody.RevocationRefused refused -> RefusalFields.put(refused, node);
      case EventBody.Audit other -> node.put("event", other.kind());
    }
    return node;
  }

  private static ObjectNode listed(AuditReport.Listed<?> one) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("offset", one.offset());
    node.put("at", SegmentFields.time(one.atMs()));
    one.source().map(EventSource::writer).ifPresent(writer -> node.put("replica", writer));
    return node;
  }

  private static ObjectNode replica(AuditReport.Listed<EventBody.Audit> one) {
    ObjectNode node = listed(one);
    switch (one.content()) {
      case EventBody.ReplicaStarted started ->
          node.put("event", "started")
              .put("address", started.address())
              .put("applyVersion", started.applyVersion());
      case EventBody.ReplicaStopped stopped ->
          node.put("event", "stopped").put("reason", stopped.reason());
      case EventBody.Audit other -> node.put("event", other.kind());
    }
    return node;
  }

  private static ObjectNode material(AuditReport.Listed<Applied.TrustAccepted> one) {
    return listed(one)
        .put("kind", one.content().material().kind().text())
        .put("subject", one.content().material().subject().toString())
        .put("version", one.content().material().version());
  }
}
