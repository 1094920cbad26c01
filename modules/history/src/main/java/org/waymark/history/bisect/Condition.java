package org.waymark.history.bisect;

import java.util.List;
import org.waymark.history.SegmentIds;
import org.waymark.segment.AsInterface;
import org.waymark.segment.IsdAs;
import org.waymark.segment.SegmentKey;
import org.waymark.store.history.HistoryView;

/** A condition that may or may not hold at a moment. */
public sealed interface Condition {
  /** There is a path from one AS to another. */
  record PathExists(IsdAs source, IsdAs destination) implements Condition {}

  /**
   * There are fewer paths from one AS to another than the given number.
   *
   * @param number the number of paths, at least 1
   */
  record PathsBelow(IsdAs source, IsdAs destination, int number) implements Condition {}

  /**
   * A valid version of a path segment is stored, under any of its types, and not hidden.
   *
   * @param keys the keys of the segment, one for each type
   */
  record SegmentLive(List<SegmentKey> keys) implements Condition {
    public SegmentLive {
      keys = List.copyOf(keys);
    }
  }

  /**
   * No revocation of the interface is in force, and the interface is neither reported down nor
   * blocked.
   */
  record InterfaceUsable(AsInterface end) implements Condition {}

  /**
   * Parses a condition written as {@code path exists SRC DST}, {@code paths SRC DST below N},
   * {@code segment live ID} or {@code interface usable ISD-AS#IF}.
   *
   * @throws IllegalArgumentException if the text is not a valid condition
   * @throws org.waymark.history.UnknownPastException if no record contains the segment
   */
  static Condition parse(HistoryView history, String text) {
    List<String> words = List.of(text.strip().split("\\s+"));
    String form = words.size() < 2 ? text : words.get(0) + " " + words.get(1);
    if (form.equals("path exists") && words.size() == 4) {
      return new PathExists(IsdAs.parse(words.get(2)), IsdAs.parse(words.get(3)));
    }
    if (form.equals("segment live") && words.size() == 3) {
      return new SegmentLive(SegmentIds.find(history, words.get(2)));
    }
    if (form.equals("interface usable") && words.size() == 3) {
      return new InterfaceUsable(AsInterface.parse(words.get(2)));
    }
    if (words.getFirst().equals("paths") && words.size() == 5 && words.get(3).equals("below")) {
      return new PathsBelow(
          IsdAs.parse(words.get(1)), IsdAs.parse(words.get(2)), number(words.get(4)));
    }
    throw new IllegalArgumentException(
        "a condition must be 'path exists SRC DST', 'paths SRC DST below N', 'segment live ID' or"
            + " 'interface usable ISD-AS#IF', got '"
            + text
            + "'");
  }

  private static int number(String text) {
    if (!text.matches("[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(
          "'below' must be followed by a number in 1..999, got '" + text + "'");
    }
    return Integer.parseInt(text);
  }
}
