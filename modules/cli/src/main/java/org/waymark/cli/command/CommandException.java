package org.waymark.cli.command;

/** An error reported to the user in one line that says what happened, why, and how to fix it. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
