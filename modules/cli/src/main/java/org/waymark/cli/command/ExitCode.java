package org.waymark.cli.command;

/** The exit codes of every subcommand. */
public final class ExitCode {
  /** The command succeeded: the answer is yes, or there is a result. */
  public static final int YES = 0;

  /** The command succeeded, but the answer is no, or there is no result. */
  public static final int NO = 1;

  /**
   * The command failed: it was used incorrectly, or something that it needs is missing or broken.
   */
  public static final int ERROR = 2;

  private ExitCode() {}
}
