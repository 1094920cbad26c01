package org.waymark.faults;

/** A run that proves nothing, because a planned fault did not happen or too little was done. */
public final class InvalidRunException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param reason what did not happen
   */
  public InvalidRunException(String reason) {
    super(reason);
  }
}
