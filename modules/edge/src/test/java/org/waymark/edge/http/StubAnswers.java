package org.waymark.edge.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.waymark.edge.metrics.ReplicaStatus;
import org.waymark.server.replay.Readiness;
import org.waymark.store.row.ApplyVersion;

/** A replica that repeats the question, or does what a test tells it. */
final class StubAnswers implements ReplicaAnswers {
  volatile Readiness.State state = Readiness.State.READY;
  volatile Optional<String> notReady = Optional.empty();
  volatile UnaryOperator<ObjectNode> answering =
      query -> JsonNodeFactory.instance.objectNode().set("asked", query);

  @Override
  public ReplicaStatus status() {
    return new ReplicaStatus(
        "r1",
        "1-11",
        1_520_000_000_000L,
        "127.0.0.1:30252",
        state,
        notReady,
        Optional.empty(),
        false,
        Map.of(),
        0,
        0,
        new ApplyVersion(1, org.waymark.segment.ByteString.of(new byte[32])),
        List.of(),
        1,
        Map.of(),
        List.of(),
        new ReplicaStatus.Memory(1, 1, 1));
  }

  @Override
  public ObjectNode answer(JsonNode query) {
    return answering.apply((ObjectNode) query);
  }

  @Override
  public String metrics() {
    return "up 1\n";
  }
}
