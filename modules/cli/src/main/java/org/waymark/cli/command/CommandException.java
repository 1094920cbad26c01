package org.waymark.cli.command;

/** An error for the person at the terminal: one line that says what happened, why, and the fix. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
