package org.waymark.conform.vector;

/**
 * Thrown if a folder, a file or a case does not have the documented layout. This counts as a
 * failure, never as a skipped case.
 */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message);
  }
}
