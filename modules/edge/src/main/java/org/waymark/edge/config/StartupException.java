package org.waymark.edge.config;

/**
 * Says why a replica cannot start. The message is one line with what is wrong, where, and what to
 * do.
 */
public final class StartupException extends Exception {
  private static final long serialVersionUID = 1;

  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
