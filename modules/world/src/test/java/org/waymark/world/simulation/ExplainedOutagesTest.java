package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.runtime.simulation.NetworkConditions;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.world.WorldException;
import org.waymark.world.folder.WorldSettings;

/**
 * Compares explanations with what a world knows: which link was cut or AS stopped and when, and
 * whether a host finds a path. Two core ASes have one leaf each, and every link is the only one, so
 * that each outage has one cause.
 */
class ExplainedOutagesTest {
  private static final NetworkTopology TOPOLOGY =
      NetworkTopology.describe()
          .core("1-11")
          .core("1-12")
          .as("1-13")
          .as("1-14")
          .coreLink("1-11#1", "1-12#2")
          .childLink("1-11#3", "1-13#4")
          .childLink("1-12#5", "1-14#6")
          .build();

  private static final int OUTAGES = 84;
  private static final int OUTAGES_PER_WORLD = 12;
  private static final int LEAST_PER_KIND = 8;

  /** So many steps of 20 s are more than the time between two registrations. */
  private static final int MOST_STEPS = 200;

  private static final int SETTLE_MS = 30_000;

  /** Until a link is considered dead, and its revocation has reached the path servers. */
  private static final int NOTICE_MS = 10_000;

  /** What goes wrong, and the pair of ASes that it parts; the first one's replica is asked. */
  private enum Kind {
    UP_LINK_CUT("1-13", "1-11", "up", "1-13#4"),
    DOWN_LINK_CUT("1-12", "1-14", "down", "1-12#5"),
    CORE_LINK_CUT("1-11", "1-12", "core", "1-11#1"),
    LEAF_STOPPED("1-11", "1-13", "down", "1-11#3"),
    SEGMENTS_EXPIRED("", "", "", "");

    final String source;
    final String destination;
    final String stage;
    final String link;

    Kind(String source, String destination, String stage, String link) {
      this.source = source;
      this.destination = destination;
      this.stage = stage;
      this.link = link;
    }
  }

  private static final Map<String, String> OTHER_END =
      Map.of("1-13#4", "1-11#3", "1-12#5", "1-14#6", "1-11#1", "1-12#2", "1-11#3", "1-13#4");

  private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

  @Test
  void explanationsAgreeWithTheWorld() throws WorldException {
    long seed = new Random().nextLong(1_000_000);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int done = 0; done < OUTAGES; done += OUTAGES_PER_WORLD) {
      outages(random);
    }
    for (int i = 0; i < 4; i++) {
      expiries(random.nextInt(1_000));
    }
    System.out.println("seed " + seed + ": " + counts);
    for (Kind kind : Kind.values()) {
      assertTrue(counts.getOrDefault(kind, 0) >= LEAST_PER_KIND, "seed " + seed + ": " + counts);
    }
    assertTrue(counts.values().stream().mapToInt(Integer::intValue).sum() >= 100, "" + counts);
  }

  private void outages(Random random) throws WorldException {
    WorldSettings settings = WorldSettings.of(random.nextInt(1_000));
    try (SimulatedWorld world = new SimulatedWorld(TOPOLOGY, settings, NetworkConditions.GOOD)) {
      for (int i = 0; i < OUTAGES_PER_WORLD; i++) {
        world.runForMs(SETTLE_MS + random.nextInt(20_000));
        Kind kind = Kind.values()[random.nextInt(4)];
        outage(world, kind, random, settings.seed() + ", outage " + i + ": " + kind);
        counts.merge(kind, 1, Integer::sum);
      }
      assertEquals(List.of(), world.faults());
    }
  }

  private static void outage(SimulatedWorld world, Kind kind, Random random, String where)
      throws WorldException {
    assertWorks(world, kind, where);
    long beganMs = world.nowMs();
    begin(world, kind);
    world.runForMs(NOTICE_MS + random.nextInt(20_000));
    long seenMs = world.nowMs();
    JsonNode seen = explain(world, kind.source, kind.destination, "now");
    assertCause(seen, kind, beganMs, seenMs, where);
    assertEquals(0, paths(world, kind.source, kind.destination), where);
    end(world, kind);
    world.runForMs(SETTLE_MS + random.nextInt(20_000));
    assertWorks(world, kind, where + ", ended");
    String then = Instant.ofEpochMilli(seenMs).toString();
    assertCause(
        explain(world, kind.source, kind.destination, then),
        kind,
        beganMs,
        seenMs,
        where + ", looking back");
    String before = Instant.ofEpochMilli(beganMs).toString();
    assertTrue(
        explain(world, kind.source, kind.destination, before).path("found").asBoolean(), where);
    if (kind == Kind.LEAF_STOPPED) {
      assertStopped(world, kind, beganMs, then, where);
    }
  }

  private static void begin(SimulatedWorld world, Kind kind) throws WorldException {
    if (kind == Kind.LEAF_STOPPED) {
      world.world().stopAs(IsdAs.parse(kind.destination));
    } else {
      world.world().cut(AsInterface.parse(kind.link));
    }
  }

  private static void end(SimulatedWorld world, Kind kind) throws WorldException {
    if (kind == Kind.LEAF_STOPPED) {
      world.world().startAs(IsdAs.parse(kind.destination));
    } else {
      world.world().restore(AsInterface.parse(kind.link));
    }
  }

  private static void assertWorks(SimulatedWorld world, Kind kind, String where)
      throws WorldException {
    JsonNode answer = explain(world, kind.source, kind.destination, "now");
    assertTrue(answer.path("found").asBoolean(), () -> where + answer);
    assertTrue(paths(world, kind.source, kind.destination) > 0, where);
  }

  private static void assertCause(
      JsonNode answer, Kind kind, long beganMs, long seenMs, String where) {
    assertEquals("revoked", answer.path("reason").asText(), () -> where + answer);
    assertEquals(kind.stage, answer.path("stage").asText(), () -> where + answer);
    String revoked = answer.at("/evidence/interface").asText();
    assertTrue(Set.of(kind.link, OTHER_END.get(kind.link)).contains(revoked), () -> where + answer);
    long atMs = Instant.parse(answer.at("/evidence/at").asText()).toEpochMilli();
    assertTrue(beganMs < atMs && atMs <= seenMs, () -> where + answer);
  }

  /** The stop of the AS that was stopped is in its own log. */
  private static void assertStopped(
      SimulatedWorld world, Kind kind, long stoppedMs, String then, String where)
      throws WorldException {
    JsonNode answer = explain(world, kind.destination, kind.source, then);
    assertEquals("not-running", answer.path("reason").asText(), () -> where + answer);
    assertEquals(
        Instant.ofEpochMilli(stoppedMs).toString(),
        answer.at("/evidence/at").asText(),
        () -> where + answer);
  }

  /** Registrations come so seldom that segments end in between. */
  private void expiries(int seed) throws WorldException {
    WorldSettings settings =
        new WorldSettings(
            seed, 1, 5, 3_000, WorldSettings.MIN_SEGMENT_TTL_S, WorldSettings.DEFAULT_LOOPBACK);
    List<List<String>> pairs =
        List.of(
            List.of("1-13", "1-11", "up"),
            List.of("1-14", "1-12", "up"),
            List.of("1-11", "1-13", "down"),
            List.of("1-12", "1-14", "down"),
            List.of("1-11", "1-12", "core"));
    try (SimulatedWorld world = new SimulatedWorld(TOPOLOGY, settings, NetworkConditions.GOOD)) {
      List<List<String>> left = new ArrayList<>(pairs);
      for (int step = 0; step < MOST_STEPS && !left.isEmpty(); step++) {
        world.runForMs(20_000);
        for (List<String> pair : List.copyOf(left)) {
          JsonNode answer = explain(world, pair.get(0), pair.get(1), "now");
          if (answer.path("reason").asText().equals("expired")) {
            assertExpired(world, pair, answer, "seed " + seed + ": " + pair + " ");
            left.remove(pair);
            counts.merge(Kind.SEGMENTS_EXPIRED, 1, Integer::sum);
          }
        }
      }
      assertEquals(List.of(), left, "seed " + seed);
    }
  }

  private static void assertExpired(
      SimulatedWorld world, List<String> pair, JsonNode answer, String where)
      throws WorldException {
    assertEquals(pair.get(2), answer.path("stage").asText(), () -> where + answer);
    assertEquals(0, paths(world, pair.get(0), pair.get(1)), where);
    Instant end = Instant.parse(answer.at("/evidence/at").asText());
    assertTrue(explain(world, pair, end.minusMillis(1)).path("found").asBoolean(), where);
    assertFalse(explain(world, pair, end).path("found").asBoolean(), where);
  }

  private static JsonNode explain(SimulatedWorld world, List<String> pair, Instant asOf)
      throws WorldException {
    return explain(world, pair.get(0), pair.get(1), asOf.toString());
  }

  private static JsonNode explain(
      SimulatedWorld world, String source, String destination, String asOf) throws WorldException {
    return world
        .world()
        .anyReplica(IsdAs.parse(source))
        .answer(
            JsonNodeFactory.instance
                .objectNode()
                .put("query", "explain")
                .put("src", source)
                .put("dst", destination)
                .put("asOf", asOf));
  }

  /** {@return how many paths a host finds} */
  private static int paths(SimulatedWorld world, String source, String destination)
      throws WorldException {
    return world
        .await(
            world.world().host(IsdAs.parse(source)).paths(IsdAs.parse(destination), 3_000), 10_000)
        .size();
  }
}
