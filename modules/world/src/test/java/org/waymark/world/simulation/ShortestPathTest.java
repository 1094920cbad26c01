package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.ByteString;
import org.waymark.segment.IsdAs;
import org.waymark.world.host.EchoOutcome;
import org.waymark.world.topology.ShippedTopology;
import org.waymark.world.topology.TopologyException;
import org.waymark.world.topology.TopologyFile;
import org.waymark.world.topology.TopologyGenerator;

/**
 * Hosts that repeat their requests receive the shortest path, regardless of the core AS that has
 * it.
 */
class ShortestPathTest {
  private static final int CONVERGED_AFTER_S = 40;

  /** The default waiting time of {@code waymark paths --refresh}. */
  private static final int REFRESH_S = 5;

  private static final int REVOKED_WITHIN_S = 10;

  private static NetworkTopology topology(String name) throws IOException, TopologyException {
    try (InputStream text = ShortestPathTest.class.getResourceAsStream(name)) {
      return TopologyFile.parse(name, ByteString.owning(text.readAllBytes()));
    }
  }

  private static int links(Scenario scenario, String from, String to) {
    return scenario.paths(from, to).getFirst().linkCount();
  }

  @Test
  void hostOfAMultiHomedAsIsToldThePathOverTheCoreAsThatIsFurtherAway() throws Exception {
    try (Scenario scenario = Scenario.of(topology("two-homed.yml"), 1, 71)) {
      scenario.seconds(CONVERGED_AFTER_S);
      assertEquals(4, links(scenario, "1-21", "1-14"), "the nearest core AS is asked first");
      scenario.seconds(3);
      assertEquals(4, links(scenario, "1-21", "1-14"), "what is known is answered at once");
      scenario.seconds(1);
      assertEquals(3, links(scenario, "1-21", "1-14"), "the other core AS has been asked");
      ShortestPaths.requireAreFound(scenario, REFRESH_S);
    }
  }

  @Test
  void allPairsOfThePublicDefaultTopologyGetTheirShortestPath() throws Exception {
    try (Scenario scenario = Scenario.of(topology("default-16.yml"), 1, 72)) {
      scenario.seconds(CONVERGED_AFTER_S);
      ShortestPaths.requireAreFound(scenario, REFRESH_S);
      EndToEndPath overPeering = scenario.paths("2-ff00:0:222", "1-ff00:0:111").getFirst();
      assertEquals(2, overPeering.linkCount());
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(overPeering));
    }
  }

  @Test
  void shippedWorldsHaveTheirShortestPaths() throws Exception {
    for (ShippedTopology shipped : ShippedTopology.values()) {
      try (Scenario scenario = Scenario.of(shipped.network(), 1, 73)) {
        scenario.seconds(CONVERGED_AFTER_S);
        ShortestPaths.requireAreFound(scenario, REFRESH_S);
      }
    }
  }

  /**
   * The backup is listed even before the cut, because the five segments do not use up the limit.
   */
  @Test
  void fiveSegmentsThatNothingLeadsToDoNotHideTheOnlyWay() throws Exception {
    try (Scenario scenario = Scenario.of(topology("backup-way.yml"), 1, 74)) {
      scenario.seconds(CONVERGED_AFTER_S);
      assertTrue(
          scenario.paths("1-21", "1-22").stream().anyMatch(ShortestPathTest::isOverTheBackup));
      scenario.cut("1-12#2");
      scenario.seconds(REVOKED_WITHIN_S);
      // Hosts whose servers still have segments over the dead link learn of the failure by using
      // these.
      scenario.everyHostUsesWhatItFinds();
      for (String from : List.of("1-21", "1-11", "1-12")) {
        List<EndToEndPath> paths = scenario.paths(from, "1-22");
        assertTrue(paths.stream().anyMatch(ShortestPathTest::isOverTheBackup), from);
        assertEquals(List.of(), scenario.broken(paths), from);
      }
    }
  }

  private static boolean isOverTheBackup(EndToEndPath path) {
    IsdAs backup = IsdAs.parse("1-23");
    return path.hops().stream().anyMatch(hop -> hop.ia().equals(backup));
  }

  @Test
  void peeringLinkIsAPathWhereTheCoreFellApart() throws Exception {
    try (Scenario scenario = Scenario.of(topology("peers-apart.yml"), 1, 75)) {
      scenario.seconds(CONVERGED_AFTER_S);
      scenario.world().stopAs(IsdAs.parse("1-12"));
      scenario.seconds(REVOKED_WITHIN_S);
      EndToEndPath path = scenario.paths("1-21", "1-41").getFirst();
      assertEquals(1, path.linkCount());
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(path));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {81, 82})
  void everyPairOfARandomWorldGetsItsShortestPath(long seed) throws Exception {
    NetworkTopology topology = TopologyGenerator.generate(16, seed);
    try (Scenario scenario = Scenario.of(topology, 1, seed)) {
      scenario.seconds(CONVERGED_AFTER_S);
      ShortestPaths.requireAreFound(scenario, REFRESH_S);
    }
  }
}
