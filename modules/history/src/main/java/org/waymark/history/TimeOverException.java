package org.waymark.history;

/** Thrown if the time for an answer runs out before any part of the answer has been found. */
public final class TimeOverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TimeOverException() {
    super(
        "stopped early, because the time for an answer ran out before anything was found: narrow"
            + " the query, or query the log or the store of a stopped replica, for which more time"
            + " is allowed");
  }
}
