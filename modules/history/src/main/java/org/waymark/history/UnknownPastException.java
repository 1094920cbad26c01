package org.waymark.history;

/** A question about a part of the past that this history does not cover. */
public final class UnknownPastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is asked for, what is known, and what to do
   */
  public UnknownPastException(String message) {
    super(message);
  }
}
