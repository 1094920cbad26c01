package org.waymark.history;

/** Thrown if the time for an answer is over before any part of the answer is known. */
public final class TimeOverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TimeOverException() {
    super(
        "stopped early, because the time for an answer was over before anything was found: narrow"
            + " the query, or ask a stopped store or the log, for which more time is allowed");
  }
}
