package org.waymark.conform.specified;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.waymark.conform.scenario.ScenarioPools;
import org.waymark.conform.scenario.ScenarioServer;
import org.waymark.conform.scenario.SentContent;
import org.waymark.conform.scenario.SentMessage;
import org.waymark.conform.vector.RecordedForm;
import org.waymark.conform.vector.UnreadableException;
import org.waymark.conform.vector.VectorCase;
import org.waymark.segment.PathSegment;
import org.waymark.wire.message.SegmentRequest;
import org.waymark.wire.packet.ScionPath;

/** Builds the messages of a {@link SpecifiedServer} with their routes (PROTOCOL 2.2, 6, 7, 8). */
public record SpecifiedRoutes(ScenarioServer server, ScenarioPools pools) {
  private static final String ANY_PATH_SERVER = "0x01 A";
  private static final int HOST_PORT = 30_041;

  /**
   * Builds a message to any path server in the first AS of a segment that ends in the local AS.
   *
   * @return the message; empty if the local AS does not have the interface at which the route
   *     starts
   */
  Optional<SentMessage> over(PathSegment segment, String message, ObjectNode content) {
    return along(
        ScionPath.against(segment),
        segment.firstIa().toString(),
        ANY_PATH_SERVER,
        0,
        message,
        false,
        content);
  }

  /**
   * Builds a reply to the sender of a step.
   *
   * @return the reply; empty if the local AS does not have the interface at which the route starts
   */
  public Optional<SentMessage> back(VectorCase from, String message, ObjectNode content) {
    String ia = from.text("ia");
    String host = from.text("host");
    int port = from.smallNumber("port");
    if (!from.has("path")) {
      return Optional.of(
          new SentMessage(ia, host, port, host + ":" + HOST_PORT, "", message, true, content));
    }
    PathSegment segment =
        pools
            .segment(from.text("path"))
            .orElseThrow(() -> new UnreadableException("no path over " + from.text("path")));
    ScionPath path =
        segment.lastIa().equals(server.ia())
            ? ScionPath.against(segment)
            : ScionPath.along(segment);
    return along(path, ia, host, port, message, true, content);
  }

  private Optional<SentMessage> along(
      ScionPath path,
      String ia,
      String host,
      int port,
      String message,
      boolean sameId,
      ObjectNode content) {
    return server
        .router(path.egressInterface().orElseThrow())
        .map(
            router ->
                new SentMessage(
                    ia, host, port, router, SentMessage.pathText(path), message, sameId, content));
  }

  static ObjectNode request(SegmentRequest request) {
    ObjectNode content = RecordedForm.object();
    content.set("segReq", SentContent.of(request));
    return content;
  }

  /**
   * Builds the records of a reply or a sync.
   *
   * @return the records
   */
  static ObjectNode records(
      Collection<SpecifiedStore.Held> segments, Collection<String> revocations) {
    SortedMap<String, SortedSet<String>> byType = new TreeMap<>();
    segments.forEach(
        held ->
            byType
                .computeIfAbsent(ScenarioPools.textOf(held.type()), type -> new TreeSet<>())
                .add(held.name()));
    ObjectNode records = RecordedForm.object();
    byType.forEach((type, names) -> names.forEach(records.withArray(type)::add));
    if (!revocations.isEmpty()) {
      new TreeSet<>(revocations).forEach(records.withArray("revInfos")::add);
    }
    return records;
  }
}
