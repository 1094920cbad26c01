package org.waymark.world;

/** Thrown if a world cannot do what it was asked to do. The message is one line for the user. */
public final class WorldException extends Exception {
  private static final long serialVersionUID = 1;

  public WorldException(String message) {
    super(message);
  }

  public WorldException(String message, Throwable cause) {
    super(message, cause);
  }
}
