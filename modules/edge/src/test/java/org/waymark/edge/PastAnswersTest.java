package org.waymark.edge;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.waymark.runtime.Clock;

class PastAnswersTest {
  @TempDir private Path folder;

  /** A clock that advances by a step whenever it is read. */
  private static Clock advancing(long stepNs) {
    AtomicLong nowNs = new AtomicLong();
    return new Clock() {
      @Override
      public long wallMs() {
        throw new AssertionError("only a span of time matters");
      }

      @Override
      public long monotonicNs() {
        return nowNs.getAndAdd(stepNs);
      }
    };
  }

  @Test
  void clockThatLimitsTheAnswerIsNotThatOfTheReplica() throws Exception {
    try (ReplicaWorld world = new ReplicaWorld(folder).withTrust()) {
      Replica replica = world.start(world.config("r1"));
      world.registerUp(replica, 0);
      JsonNode query = JsonNodeFactory.instance.objectNode().put("query", "segments");
      JsonNode standing = replica.answer(query, advancing(0));
      JsonNode late = replica.answer(query, advancing(11_000_000_000L));
      assertAll(
          () -> assertFalse(standing.has("timeOver"), standing::toString),
          () -> assertEquals(1, standing.path("segments").size(), standing::toString),
          () -> assertTrue(late.path("timeOver").asBoolean(), late::toString));
    }
  }
}
