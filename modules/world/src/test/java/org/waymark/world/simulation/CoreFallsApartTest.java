package org.waymark.world.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.waymark.fixtures.NetworkTopology;
import org.waymark.resolve.combination.EndToEndPath;
import org.waymark.segment.IsdAs;
import org.waymark.segment.PathSegment;
import org.waymark.segment.SegmentType;
import org.waymark.store.row.StoredSegment;
import org.waymark.world.host.EchoOutcome;

/** Core ASes of an ISD that can no longer reach each other have different DOWN segments. */
class CoreFallsApartTest {
  private static final int REVOKED_WITHIN_S = 10;

  /**
   * The length of an epoch and the tolerance after it; afterwards, beacons over the link may be
   * registered again.
   */
  private static final int BEYOND_THE_REVOCATION_S = 30;

  @Test
  void hostFindsThePathThatOnlyTheCoreAsFurtherAwayKnows() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 61)) {
      scenario.seconds(30);
      // 2-21 keeps only its children, of which 2-24 is nearest to 2-22.
      scenario.cut("2-21#2");
      scenario.cut("1-11#3");
      scenario.seconds(REVOKED_WITHIN_S);
      assertEquals(Set.of(), ends(scenario, "2-22", SegmentType.CORE, "2-21"));
      assertEquals(Set.of(), ends(scenario, "2-24", SegmentType.DOWN, "2-21"), "nobody asked");

      List<EndToEndPath> paths = scenario.paths("2-24", "2-23");
      assertFalse(paths.isEmpty(), "the second core AS is asked within the time of a host");
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(paths.getFirst()));
      List<EndToEndPath> back = scenario.paths("2-23", "2-24");
      assertFalse(back.isEmpty());
      assertInstanceOf(EchoOutcome.Answered.class, scenario.echo(back.getFirst()));
    }
  }

  /**
   * An isolated ISD does not learn from revocations which of its CORE segments use dead links.
   * Hosts that use them receive SCMP errors, and so do the servers of the ASes that the errors pass
   * through.
   */
  @Test
  void segmentsOverDeadLinksThatNobodyCouldTellOfAreGoneForGoodOnceTheyWereUsed() throws Exception {
    try (Scenario scenario = Scenario.of(NetworkTopology.twoIsds(), 1, 61)) {
      scenario.seconds(30);
      scenario.cut("2-21#2");
      scenario.cut("1-11#3");
      scenario.seconds(REVOKED_WITHIN_S);
      scenario.everyHostUsesWhatItFinds();
      scenario.seconds(BEYOND_THE_REVOCATION_S);
      scenario.requireEveryHostFindsWhatConnects();
    }
  }

  /** {@return the last ASes of the stored segments of a type that start at an AS} */
  private static Set<IsdAs> ends(Scenario scenario, String at, SegmentType type, String first) {
    return scenario.replicas(IsdAs.parse(at)).stream()
        .map(scenario::segments)
        .flatMap(List::stream)
        .filter(stored -> stored.type() == type)
        .map(StoredSegment::segment)
        .filter(segment -> segment.firstIa().equals(IsdAs.parse(first)))
        .map(PathSegment::lastIa)
        .collect(Collectors.toSet());
  }
}
