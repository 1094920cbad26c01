package org.waymark.segment;

/**
 * The reason why a segment cannot have the type that its sender gave it (ARCHITECTURE, Before
 * append).
 */
public sealed interface PlacementFault {
  /** {@return a human-readable description of the fault} */
  String text();

  /** An UP segment does not end at the AS to which it was sent. */
  record LastNotLocal(IsdAs last, IsdAs local) implements PlacementFault {
    @Override
    public String text() {
      return "an UP segment must end at this AS, " + local + ", not at " + last;
    }
  }

  /**
   * An UP segment was sent to a core AS. A core AS has no UP segments, because no AS is above a
   * core AS.
   */
  record UpAtCoreAs(IsdAs local) implements PlacementFault {
    @Override
    public String text() {
      return local + " is a core AS and so has no UP segments";
    }
  }

  /** An UP segment starts in a different ISD than the AS to which it was sent. */
  record FirstOfOtherIsd(IsdAs first, int localIsd) implements PlacementFault {
    @Override
    public String text() {
      return "an UP segment must start in this ISD, " + localIsd + ", not at " + first;
    }
  }

  /** A segment starts at an AS that is not a core AS. */
  record FirstNotCore(SegmentType type, IsdAs first) implements PlacementFault {
    @Override
    public String text() {
      return "a segment of type " + type + " must start at a core AS, but " + first + " is not one";
    }
  }

  /** A CORE segment ends at an AS that is not a core AS. */
  record LastNotCore(IsdAs last) implements PlacementFault {
    @Override
    public String text() {
      return "a CORE segment must end at a core AS, but " + last + " is not one";
    }
  }
}
