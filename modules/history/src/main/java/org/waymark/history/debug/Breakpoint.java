package org.waymark.history.debug;

import java.util.List;
import org.waymark.history.SegmentIds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;

/** Something at which to stop when a record touches it. */
public sealed interface Breakpoint {
  /**
   * A segment, under any of its types. A record touches it that carries a version of it, whether or
   * not this was stored, that kills a version, that blocks it, or that removes a version as a tick.
   *
   * @param keys one for each type
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
   * An interface. A record touches it that revokes it, reports it down, blocks it or its AS, or
   * touches a segment which uses it.
   */
  record OfInterface(AsInterface one) implements Breakpoint {
    @Override
    public String toString() {
      return "interface " + one;
    }
  }

  /**
   * An AS. A record touches it that touches the AS, an interface of it, or a segment through it.
   */
  record OfAs(IsdAs ia) implements Breakpoint {
    @Override
    public String toString() {
      return "AS " + ia;
    }
  }

  /**
   * Parses a breakpoint, written as the first digits of the id of a segment, as an interface
   * ({@code 1-11#5}) or as an AS ({@code 1-11}).
   *
   * @throws IllegalArgumentException if the text has none of these forms
   * @throws org.waymark.history.UnknownPastException if no record contained the segment
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
