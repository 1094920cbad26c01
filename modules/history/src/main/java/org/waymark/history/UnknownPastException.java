package org.waymark.history;

/** Thrown if a question is about a part of the past that this history does not cover. */
public final class UnknownPastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message says what was asked for, what is known, and what to do
   */
  public UnknownPastException(String message) {
    super(message);
  }
}
