package org.waymark.history.page;

/**
 * A part of a bar in a picture over time.
 *
 * @param fromMs Unix milliseconds
 * @param toMs Unix milliseconds, not before {@code fromMs}
 * @param title what a tooltip says
 */
record Band(long fromMs, long toMs, Kind kind, String title) {
  /** What a band means. Each kind has a look of its own, even without colours. */
  enum Kind {
    /** A valid version was stored. */
    LIVE("solid", "valid version stored"),
    /** A valid version is stored, and will be valid so long. */
    PLANNED("outlined", "valid until then, unless something ends it earlier"),
    /** No valid version was stored. */
    GAP("hatched", "gap: no valid version stored"),
    /** A revocation is in force. */
    REVOKED("checked", "revocation in force"),
    /** There was a path. */
    AVAILABLE("solid", "at least one path"),
    /** There was no path. */
    UNAVAILABLE("hatched", "no path"),
    /** It is not shown what was. */
    UNKNOWN("outlined", "not shown: see the note below");

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
