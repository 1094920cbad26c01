package org.waymark.history.page;

/**
 * A part of a bar in a timeline chart.
 *
 * @param fromMs the beginning, in Unix milliseconds
 * @param toMs the end, in Unix milliseconds, not before {@code fromMs}
 * @param title the text of the tooltip
 */
record Band(long fromMs, long toMs, Kind kind, String title) {
  /** The meaning of a band. Each kind can be told apart even without colours. */
  enum Kind {
    /** A valid version was stored. */
    LIVE("solid", "valid version stored"),
    /** A valid version is stored, and will still be valid at this time. */
    PLANNED("outlined", "valid until then, unless something ends it earlier"),
    /** No valid version was stored. */
    GAP("hatched", "gap: no valid version stored"),
    /** A revocation is in force. */
    REVOKED("checked", "revocation in force"),
    /** There was a path. */
    AVAILABLE("solid", "at least one path"),
    /** There was no path. */
    UNAVAILABLE("hatched", "no path"),
    /** The state at this time is not shown. */
    UNKNOWN("outlined", "not shown; see the note below");

    private final String look;
    private final String meaning;

    Kind(String look, String meaning) {
      this.look = look;
      this.meaning = meaning;
    }

    /** {@return the CSS class that draws the band} */
    String look() {
      return look;
    }

    String meaning() {
      return meaning;
    }
  }
}
