package org.waymark.cli.conform;

/** A file or a case is not what the layout says: a failure, never a skip. */
final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
