package org.waymark.cli.conform;

/** Reports that a file or case does not have the documented layout: a failure, never a skip. */
final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String message) {
    super(message);
  }
}
