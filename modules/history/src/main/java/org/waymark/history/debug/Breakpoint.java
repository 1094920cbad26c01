package org.waymark.history.debug;

import java.util.List;
import org.waymark.history.SegmentIds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;

/** An object at which the debugger stops when a record touches it. */
public sealed interface Breakpoint {
  /**
   * A segment, under any of its types. A record touches the segment if it contains a version of the
   * segment (stored or not), kills a version, blocks the segment, or is a tick that removes a
   * version.
   *
   * @param keys the keys of the segment, one for each type
   */
  record OfSegment(List<SegmentKey> keys) implements Breakpoint {
    public OfSegment {
      keys = List.copyOf(keys);
    }

    @Override
    public String toString() {
      return "segment " + keys.getFirst().id().shortText();
    }
  }

  /**
   * An interface. A record touches the interface if it revokes the interface, reports it down,
   * blocks it or its AS, or touches a segment that uses it.
   */
  record OfInterface(AsInterface one) implements Breakpoint {
    @Override
    public String toString() {
      return "interface " + one;
    }
  }

  /**
   * An AS. A record touches the AS if it refers to the AS itself, or touches one of its interfaces
   * or a segment through the AS.
   */
  record OfAs(IsdAs ia) implements Breakpoint {
    @Override
    public String toString() {
      return "AS " + ia;
    }
  }

  /**
   * Parses a breakpoint, which is written as the first digits of a segment id, as an interface
   * ({@code 1-11#5}) or as an AS ({@code 1-11}).
   *
   * @throws IllegalArgumentException if the text is not a valid breakpoint
   * @throws org.waymark.history.UnknownPastException if no record contains the segment
   */
  static Breakpoint parse(HistoryView history, String text) {
    if (text.contains("#")) {
      return new OfInterface(AsInterface.parse(text));
    }
    return text.contains("-")
        ? new OfAs(IsdAs.parse(text))
        : new OfSegment(SegmentIds.find(history, text));
  }
}
