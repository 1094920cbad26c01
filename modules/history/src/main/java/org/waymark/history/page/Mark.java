package org.waymark.history.page;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An event marked on a timeline.
 *
 * @param atMs the time of the event, in Unix milliseconds
 * @param title the text of the tooltip
 */
record Mark(long atMs, Kind kind, String title) {
  /** {@return the marks in chronological order} */
  static List<Mark> sorted(List<Mark> marks) {
    return marks.stream().sorted(Comparator.comparingLong(Mark::atMs)).toList();
  }

  /** The meaning of a mark. Each kind has its own shape. */
  enum Kind {
    REGISTERED("registered", "filled", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z", "registered"),
    PROLONGED("prolonged", "filled", "M-4 -6L6 0L-4 6z", "prolonged"),
    REPLACED("replaced", "filled", "M0 -6L6 0L0 6L-6 0z", "replaced by another version"),
    IGNORED("ignored", "hollow", "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "ignored"),
    KILLED("killed", "line", "M-5 -6L5 6M5 -6L-5 6", "killed by a revocation"),
    KILLED_ON_ARRIVAL(
        "killed-on-arrival",
        "line",
        "M-4 -4L4 4M4 -4L-4 4M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0z",
        "killed on arrival by an earlier revocation"),
    QUARANTINED("quarantined", "hollow", "M-5 -5H5V5H-5z", "quarantined, without effect"),
    EXPIRED("expired", "line", "M0 -9V9M-4 -9H4M-4 9H4", "expired"),
    REMOVED("removed", "line", "M-4 0H4", "expired version removed from the store"),
    REVOKED("revoked", "filled", "M-6 -16H6L0 -7z", "interface revoked");

    private final String event;
    private final String look;
    private final String path;
    private final String meaning;

    Kind(String event, String look, String path, String meaning) {
      this.event = event;
      this.look = look;
      this.path = path;
      this.meaning = meaning;
    }

    /** {@return the kind of an event in an answer} */
    static Optional<Kind> of(String event) {
      return Arrays.stream(values()).filter(kind -> kind.event.equals(event)).findFirst();
    }

    /** {@return the CSS class that draws the mark} */
    String look() {
      return look;
    }

    /** {@return the shape as SVG path data, centred at 0, 0} */
    String path() {
      return path;
    }

    /**
     * {@return the distance by which to raise the shape, so that the band below it remains visible}
     */
    int raised() {
      return this == REVOKED ? 11 : 0;
    }

    String meaning() {
      return meaning;
    }
  }
}
