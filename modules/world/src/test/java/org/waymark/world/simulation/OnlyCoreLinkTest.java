package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.world.host.EchoOutcome;

class OnlyCoreLinkTest {
  /**
   * Creates two ISDs connected by a single link. ISD 1 has two core ASes with one leaf each, ISD 2
   * one core AS with two leaves.
   */
  private static NetworkTopology oneLinkBetweenIsds() {
    return NetworkTopology.describe()
        .core("1-11")
        .core("1-12")
        .as("1-21")
        .as("1-22")
        .core("2-11")
        .as("2-21")
        .as("2-22")
        .coreLink("1-11#1", "1-12#1")
        .coreLink("1-11#2", "2-11#1")
        .childLink("1-11#11", "1-21#1")
        .childLink("1-12#11", "1-22#1")
        .childLink("2-11#11", "2-21#1")
        .childLink("2-11#12", "2-22#1")
        .build();
  }

  @Test
  void isdsLoseEachOtherWithTheirOnlyLinkAndFindEachOtherAgain() throws Exception {
    try (Scenario scenario = Scenario.of(oneLinkBetweenIsds(), 1, 41)) {
      scenario.seconds(30);
      scenario.requireEveryHostFindsWhatConnects();
      EndToEndPath across = scenario.paths("1-22", "2-21").getFirst();
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(across));

      scenario.cut("1-11#2");
      scenario.seconds(10);
      assertTrue(Scenario.isRevoked(scenario.echo(across)));
      scenario.seconds(1);
      assertEquals(List.of(), scenario.paths("1-22", "2-21"), "no way is left");
      assertFalse(scenario.paths("1-22", "1-21").isEmpty(), "inside an ISD all is as before");
      assertFalse(scenario.paths("2-22", "2-21").isEmpty(), "inside an ISD all is as before");
      scenario.requireEveryHostFindsWhatConnects();

      scenario.seconds(60);
      scenario.restore("2-11#1");
      scenario.seconds(30);
      assertInstanceOf(
          EchoOutcome.Answered.class, scenario.echo(scenario.paths("1-22", "2-21").getFirst()));
      scenario.requireEveryHostFindsWhatConnects();
    }
  }
}
