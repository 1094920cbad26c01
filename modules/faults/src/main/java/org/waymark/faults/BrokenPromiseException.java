package org.waymark.faults;

/** A run in which something happened that must never happen. */
public final class BrokenPromiseException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param promise the promise that was broken
   * @param evidence what was found instead
   */
  public BrokenPromiseException(Promise promise, String evidence) {
    super(promise + ": " + evidence);
  }
}
