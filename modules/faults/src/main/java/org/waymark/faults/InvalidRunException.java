package org.waymark.faults;

/**
 * Thrown by a run that proves nothing, because a planned fault did not happen or too little work
 * was done.
 */
public final class InvalidRunException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param reason a description of what did not happen
   */
  public InvalidRunException(String reason) {
    super(reason);
  }
}
