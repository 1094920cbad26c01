package org.waymark.conform.vector;

/** A folder, a file or a case is not what the layout says: a failure, never a skip. */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message);
  }
}
