package org.waymark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.segment.IsdAs;
import org.waymark.world.folder.WorldSettings;

/** Tests that every benchmark of worlds runs, regardless of speed. */
class WorldBenchmarkCommandTest {
  private static final PrintWriter SILENT = new PrintWriter(Writer.nullWriter());

  @Test
  void everythingIsMeasured() throws IOException, InterruptedException {
    List<Figures> found = WorldBenchmarkCommand.runAll(WorldScale.TINY, SILENT);
    assertEquals(
        List.of("heap", "real", "refresh", "virtual"), found.stream().map(Figures::name).toList());
    for (Figures figures : found) {
      for (Figures.Figure figure : figures.all()) {
        assertTrue(
            figure.value() > 0 && Double.isFinite(figure.value()),
            () -> figures.name() + ": " + figure);
      }
    }
    Figures refresh = found.get(2);
    assertTrue(
        figure(refresh, "damped-events-in-stretch") < figure(refresh, "undamped-events-in-stretch"),
        refresh::toString);
  }

  private static double figure(Figures figures, String key) {
    return figures.all().stream()
        .filter(figure -> figure.key().equals(key))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void linksReachUpAcrossAndDownButNotOverPeersOrThroughChildren() {
    NetworkTopology topology =
        NetworkTopology.describe()
            .core("1-1")
            .core("1-2")
            .core("1-3")
            .core("2-1")
            .as("1-101")
            .as("1-102")
            .as("1-103")
            .as("1-105")
            .as("1-106")
            .as("2-101")
            .coreLink("1-1#1", "1-2#1")
            .childLink("1-1#2", "1-101#1")
            .childLink("1-101#2", "1-102#1")
            .childLink("1-2#2", "1-103#1")
            .childLink("1-3#1", "1-105#1")
            .childLink("1-2#3", "1-106#1")
            .childLink("1-3#2", "1-106#2")
            .peerLink("1-105#2", "1-101#4")
            .peerLink("1-103#2", "1-101#3")
            .childLink("2-1#1", "2-101#1")
            .peerLink("2-101#2", "1-103#3")
            .build();
    Reach reach = Reach.overLinks(topology);
    assertTrue(reach.has(IsdAs.parse("1-102"), IsdAs.parse("1-103")));
    assertTrue(reach.has(IsdAs.parse("2-1"), IsdAs.parse("2-101")));
    assertFalse(reach.has(IsdAs.parse("2-101"), IsdAs.parse("1-103")), "only peers join the ISDs");
    assertFalse(reach.has(IsdAs.parse("1-102"), IsdAs.parse("1-102")), "to itself");
    assertFalse(reach.has(IsdAs.parse("1-105"), IsdAs.parse("1-101")), "they are peers");
    assertFalse(reach.has(IsdAs.parse("1-3"), IsdAs.parse("1-2")), "only a child joins them");
    assertEquals(6 * 5 + 3 * 2 + 2, reach.pairs());
  }

  @Test
  void worldHasConvergedWhenItsSegmentsAreStored() {
    NetworkTopology topology = NetworkTopology.tiny();
    try (VirtualRun run = new VirtualRun(topology, WorldSettings.of(1), 0)) {
      assertEquals(3 * 2, run.missing());
      assertTrue(run.converge(line -> {}) > 0);
      assertEquals(0, run.missing());
      run.ask(5);
    }
  }
}
