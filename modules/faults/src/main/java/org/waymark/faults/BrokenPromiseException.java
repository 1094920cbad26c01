package org.waymark.faults;

/** Thrown by a run in which something happened that must never happen. */
public final class BrokenPromiseException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * @param promise the promise that was broken
   * @param evidence a description of what the run found instead
   */
  public BrokenPromiseException(Promise promise, String evidence) {
    super(promise + ": " + evidence);
  }
}
