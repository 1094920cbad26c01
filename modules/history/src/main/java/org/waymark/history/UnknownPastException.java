package org.waymark.history;

/** Thrown if a query refers to a part of the past that the history does not cover. */
public final class UnknownPastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was requested, what is known, and what to do
   */
  public UnknownPastException(String message) {
    super(message);
  }
}
