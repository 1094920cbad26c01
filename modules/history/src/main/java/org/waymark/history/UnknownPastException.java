package org.waymark.history;

/** Thrown if a query refers to a part of the past that the history does not cover. */
public final class UnknownPastException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean mayBeInLog;

  /**
   * @param message what was requested, what is known, and what to do
   */
  public UnknownPastException(String message) {
    this(message, false);
  }

  /**
   * @param mayBeInLog whether a store that had folded more of the log might cover the requested
   *     part
   */
  public UnknownPastException(String message, boolean mayBeInLog) {
    super(message);
    this.mayBeInLog = mayBeInLog;
  }

  /** {@return whether a store that had folded more of the log might cover the requested part} */
  public boolean mayBeInLog() {
    return mayBeInLog;
  }
}
