package org.waymark.cli.command;

/** The exit codes of every subcommand. */
public final class ExitCode {
  /** Done, and the answer is yes or there is one. */
  public static final int YES = 0;

  /** Done, and the answer is no or nothing. */
  public static final int NO = 1;

  /** Not done: wrong usage, or something it needs is missing or broken. */
  public static final int ERROR = 2;

  private ExitCode() {}
}
