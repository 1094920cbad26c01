package org.waymark.segment;

/** Why a segment cannot be of the type under which it was sent (ARCHITECTURE, Before append). */
public sealed interface PlacementFault {
  /** {@return what is wrong, for people} */
  String text();

  /** An UP segment that does not end at the AS it was sent to. */
  record LastNotLocal(IsdAs last, IsdAs local) implements PlacementFault {
    @Override
    public String text() {
      return "an UP segment must end at this AS, " + local + ", not at " + last;
    }
  }

  /** An UP segment of an AS that is core: nothing is up from there. */
  record UpAtCoreAs(IsdAs local) implements PlacementFault {
    @Override
    public String text() {
      return "a core AS, which " + local + " is, has no UP segments";
    }
  }

  /** An UP segment that starts in another ISD than that of the AS it was sent to. */
  record FirstOfOtherIsd(IsdAs first, int localIsd) implements PlacementFault {
    @Override
    public String text() {
      return "an UP segment must start in this ISD, " + localIsd + ", not at " + first;
    }
  }

  /** A segment that starts at an AS that is not core. */
  record FirstNotCore(SegmentType type, IsdAs first) implements PlacementFault {
    @Override
    public String text() {
      return "a segment of type " + type + " must start at a core AS, which " + first + " is not";
    }
  }

  /** A CORE segment that ends at an AS that is not core. */
  record LastNotCore(IsdAs last) implements PlacementFault {
    @Override
    public String text() {
      return "a CORE segment must end at a core AS, which " + last + " is not";
    }
  }
}
