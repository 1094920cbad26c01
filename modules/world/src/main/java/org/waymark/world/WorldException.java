package org.waymark.world;

/** Why a world does not do what it was told: one line for people. */
public final class WorldException extends Exception {
  private static final long serialVersionUID = 1;

  public WorldException(String message) {
    super(message);
  }

  public WorldException(String message, Throwable cause) {
    super(message, cause);
  }
}
