package org.waymark.edge.config;

/** Thrown if one key of a start-up file is missing, unknown, or has an invalid value. */
final class SettingException extends StartupException {
  private static final long serialVersionUID = 1;

  private final String key;

  /**
   * @param key the whole key, with the tables that contain it
   * @param cause the cause, or null
   */
  SettingException(String key, String message, Throwable cause) {
    super(message, cause);
    this.key = key;
  }

  String key() {
    return key;
  }
}
