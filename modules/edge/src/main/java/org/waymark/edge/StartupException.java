package org.waymark.edge;

/** Why a replica does not start: one line that says what is wrong, where, and what to do. */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1;

  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
