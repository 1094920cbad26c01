package org.waymark.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** In this network 1-11, 1-12 and 2-21 are core; the path server of 1-14 checks the segments. */
class SegmentPlacementTest {
  private static final Set<IsdAs> CORES = Set.of(IsdAs.of(1, 11), IsdAs.of(1, 12), IsdAs.of(2, 21));
  private static final SegmentPlacement PLACEMENT =
      new SegmentPlacement(IsdAs.of(1, 14), CORES::contains);

  private static Optional<PlacementFault> fault(SegmentType type, String... ias) {
    return PLACEMENT.fault(type, Segments.along(ias));
  }

  @Test
  void upSegmentsRunFromACoreAsOfOurIsdToUs() {
    assertEquals(Optional.empty(), fault(SegmentType.UP, "1-11", "1-13", "1-14"));
    assertEquals(
        Optional.of(new PlacementFault.LastNotLocal(IsdAs.of(1, 13), IsdAs.of(1, 14))),
        fault(SegmentType.UP, "1-11", "1-13"));
    assertEquals(
        Optional.of(new PlacementFault.FirstOfOtherIsd(IsdAs.of(2, 21), 1)),
        fault(SegmentType.UP, "2-21", "1-14"));
    assertEquals(
        Optional.of(new PlacementFault.FirstNotCore(SegmentType.UP, IsdAs.of(1, 13))),
        fault(SegmentType.UP, "1-13", "1-14"));
  }

  @Test
  void coreAsHasNoUpSegments() {
    IsdAs core = IsdAs.of(1, 12);
    assertEquals(
        Optional.of(new PlacementFault.UpAtCoreAs(core)),
        new SegmentPlacement(core, CORES::contains)
            .fault(SegmentType.UP, Segments.along("1-11", "1-12")));
  }

  @Test
  void downSegmentsStartAtAnyCoreAs() {
    assertEquals(Optional.empty(), fault(SegmentType.DOWN, "1-11", "1-13"));
    assertEquals(Optional.empty(), fault(SegmentType.DOWN, "2-21", "2-23"));
    assertEquals(
        Optional.of(new PlacementFault.FirstNotCore(SegmentType.DOWN, IsdAs.of(1, 13))),
        fault(SegmentType.DOWN, "1-13", "1-14"));
  }

  @Test
  void coreSegmentsHaveCoreAsesAtBothEnds() {
    assertEquals(Optional.empty(), fault(SegmentType.CORE, "2-21", "1-12", "1-11"));
    assertEquals(
        Optional.of(new PlacementFault.FirstNotCore(SegmentType.CORE, IsdAs.of(1, 13))),
        fault(SegmentType.CORE, "1-13", "1-11"));
    assertEquals(
        Optional.of(new PlacementFault.LastNotCore(IsdAs.of(1, 14))),
        fault(SegmentType.CORE, "1-11", "1-14"));
  }

  @Test
  void faultsNameTheAsesAndTheType() {
    IsdAs us = IsdAs.of(1, 14);
    IsdAs other = IsdAs.of(2, 21);
    assertEquals(
        "an UP segment must end at this AS, 1-14, not at 2-21",
        new PlacementFault.LastNotLocal(other, us).text());
    assertEquals(
        "1-14 is a core AS and so has no UP segments", new PlacementFault.UpAtCoreAs(us).text());
    assertEquals(
        "an UP segment must start in this ISD, 1, not at 2-21",
        new PlacementFault.FirstOfOtherIsd(other, 1).text());
    assertEquals(
        "a segment of type DOWN must start at a core AS, but 2-21 is not one",
        new PlacementFault.FirstNotCore(SegmentType.DOWN, other).text());
    assertEquals(
        "a CORE segment must end at a core AS, but 2-21 is not one",
        new PlacementFault.LastNotCore(other).text());
  }
}
