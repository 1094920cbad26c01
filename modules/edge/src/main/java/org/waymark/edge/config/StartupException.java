package org.waymark.edge.config;

/**
 * Thrown if a replica cannot start, or a start-up file is invalid. The one-line message says what
 * is wrong, where it is wrong, and what to do.
 */
public class StartupException extends Exception {
  private static final long serialVersionUID = 1;

  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
